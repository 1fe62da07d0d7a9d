//! How is collected, whatever the ERP.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// How to collect.
#[derive(Debug, Clone)]
pub struct CollectOptions {
    /// The name by which outputs call the system; none means the database's.
    pub system: Option<String>,
    /// The longest that the server may work on one query.
    pub statement_timeout: Duration,
    /// Passwords that everybody knows, to be tried against stored hashes; none means that no hash is read.
    pub well_known: Vec<WellKnown>,
}

/// A password that everybody knows.
#[derive(Debug, Clone)]
pub struct WellKnown {
    /// What outputs call it.
    pub known_as: String,
    /// The login that it belongs to; every account without one.
    pub login: Option<String>,
    /// The password; none means the account's own login.
    pub password: Option<SecretString>,
}

/// What neither an API nor documentation tells and whoever knows an instance can say. An ERP that needs none of it reads none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// Folders of modules, for what the API does not show.
    pub modules: Vec<PathBuf>,
    /// What the instance calls what is asked for, by the name that the connector has for it.
    pub names: BTreeMap<String, String>,
}

impl Default for CollectOptions {
    fn default() -> Self {
        Self { system: None, statement_timeout: Duration::from_mins(2), well_known: Vec::new() }
    }
}
