//! How is collected, whatever the ERP.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// How to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectOptions {
    /// The name by which outputs call the system; none means the database's.
    pub system: Option<String>,
    /// The longest that the server may work on one query.
    pub statement_timeout: Duration,
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
        Self { system: None, statement_timeout: Duration::from_mins(2) }
    }
}
