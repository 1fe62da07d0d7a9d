//! `rolecall.toml`: the systems by name. Every secret in it is a reference, never a value.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::{Map, Number, Value};

use crate::model::{Pattern, SecretKind, nearest};

/// The file that commands look for in the current folder.
pub const FILE: &str = "rolecall.toml";

/// The configuration of a workspace.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The systems, by the name that commands use.
    #[serde(default)]
    pub systems: BTreeMap<String, System>,
    /// How much a live probe may ask and what it never touches.
    #[serde(default)]
    pub probe: Probe,
    /// Where the history of runs is kept.
    #[serde(default)]
    pub history: History,
}

/// Where the history of runs is kept; without anything said, beside the archive.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// A reference to the URL of a PostgreSQL database that a team shares.
    pub postgres: Option<String>,
}

/// How much a live probe may ask and what it never touches; what is left out stays as built in.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The most questions of one role.
    pub per_role: Option<usize>,
    /// The most questions of one run.
    pub per_run: Option<usize>,
    /// Resources on which an operation may be sent in a form that the ERP refuses after its access checks: exact names,
    /// or a beginning followed by `*`.
    pub attempts: Option<Vec<Pattern>>,
    /// Resources on which it never is, beside the built-in ones.
    #[serde(default)]
    pub never: Vec<Pattern>,
}

/// One system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Its kind.
    pub kind: Kind,
    /// A reference to its PostgreSQL URL.
    pub postgres: Option<String>,
    /// A reference to its MariaDB URL.
    pub mariadb: Option<String>,
    /// An SQLite file, relative to the configuration file.
    pub sqlite: Option<PathBuf>,
    /// What to ask the database of a system of the kind `sql`, and what the answers mean, relative to the configuration file.
    pub manifest: Option<PathBuf>,
    /// The folder or workbook of a system of the kind `files`, relative to the configuration file.
    pub files: Option<PathBuf>,
    /// Frappe's `site_config.json`, relative to the configuration file, instead of a URL.
    pub site_config: Option<PathBuf>,
    /// Folders of a Fullfinity's modules, relative to the configuration file.
    #[serde(default)]
    pub modules: Vec<PathBuf>,
    /// Configuration files of its server, to be looked at for secrets and what they open, relative to the configuration file.
    #[serde(default)]
    pub server_files: Vec<PathBuf>,
    /// Folders of its server, such as the filestore's or the backups', relative to the configuration file.
    #[serde(default)]
    pub server_folders: Vec<PathBuf>,
    /// What a Fullfinity calls what is asked for over its API, such as `"User.groups" = "group_ids"`.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// The address of its API, such as `https://erp.acme.example`.
    pub url: Option<String>,
    /// The database's name, where a server has several.
    pub database: Option<String>,
    /// The login to collect with over the API, and to look up records with.
    pub login: Option<String>,
    /// A reference to that login's secret.
    pub secret: Option<String>,
    /// What that secret is; without it, its form tells.
    #[serde(default)]
    pub secret_kind: Option<SecretKind>,
    /// A copy that may be written to: `rolecall probe --provision` works on no other system.
    #[serde(default)]
    pub staging: bool,
    /// Plain HTTP is fine beyond loopback.
    #[serde(default)]
    pub plain_http: bool,
    /// A file with the certificate of a private authority that signed the server's, in PEM, relative to the configuration
    /// file.
    pub ca: Option<PathBuf>,
    /// An API of the system that takes bearer tokens, to be tested with tokens that it must refuse.
    pub bearer: Option<Bearer>,
    /// A manifest that says how to ask the running system, whatever its kind, relative to the configuration file.
    pub probe_manifest: Option<PathBuf>,
    /// Files in which JSON Web Tokens may lie, relative to the configuration file.
    #[serde(default)]
    pub jwt_files: Vec<PathBuf>,
    /// The role map to compare it with, relative to the configuration file.
    pub map: Option<PathBuf>,
    /// The list of who works in the company, relative to the configuration file.
    pub staff: Option<PathBuf>,
}

/// An API that takes bearer tokens (JWT).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// What is asked: a path below the system's address that a good token opens, by a request that only reads.
    pub path: String,
    /// A reference to the key that signs.
    pub key: String,
    /// How it signs: `HS256`, `RS256`, `ES256`, `EdDSA` …
    #[serde(default = "hs256")]
    pub algorithm: String,
    /// Whom the token is for.
    pub audience: Option<String>,
    /// Whose it is.
    pub subject: String,
    /// What else it says.
    #[serde(default, deserialize_with = "claims")]
    pub claims: Map<String, Value>,
    /// A file with the public key in PEM, byte by byte as the API has it, relative to the configuration file: then it is
    /// tried as a shared secret, too.
    pub public_key: Option<PathBuf>,
}

/// A table as JSON; a date becomes its text, and a number that JSON has no word for is refused.
fn claims<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    fn json(value: toml::Value) -> Option<Value> {
        Some(match value {
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => Number::from_f64(number)?.into(),
            toml::Value::Boolean(yes) => yes.into(),
            toml::Value::Datetime(at) => at.to_string().into(),
            toml::Value::Array(list) => list.into_iter().map(json).collect::<Option<Vec<_>>>()?.into(),
            toml::Value::Table(table) => object(table)?.into(),
        })
    }
    fn object(table: toml::Table) -> Option<Map<String, Value>> {
        table.into_iter().map(|(key, value)| Some((key, json(value)?))).collect()
    }
    object(toml::Table::deserialize(deserializer)?)
        .ok_or_else(|| D::Error::custom("a claim is `nan` or `inf`, which no token can say"))
}

fn hs256() -> String {
    "HS256".to_owned()
}

/// The kinds of systems that can be collected from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Odoo 16 to 19, from its PostgreSQL database.
    Odoo,
    /// Frappe 14 to 17, with ERPNext and other apps, from its MariaDB or PostgreSQL database.
    Frappe,
    /// Fullfinity, from the files of its modules or over its API; by its public documentation alone.
    Fullfinity,
    /// Tryton 7.0 to 8.2, from its PostgreSQL or SQLite database; 8.2 also over its API.
    Tryton,
    /// Any application, from its database by the queries of a manifest.
    Sql,
    /// Any application, from exported files.
    Files,
}

impl Kind {
    /// Every kind, by the name that the command line and the configuration use.
    pub const ALL: [(&'static str, Self); 6] = [
        ("odoo", Self::Odoo),
        ("frappe", Self::Frappe),
        ("fullfinity", Self::Fullfinity),
        ("tryton", Self::Tryton),
        ("sql", Self::Sql),
        ("files", Self::Files),
    ];
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(
        "cannot read `{path}`; make a workspace with `rolecall init .`, or name a database with `--kind odoo --database-url URL`"
    )]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{path}:{line}:{column}: {message}")]
    Invalid {
        /// Which file.
        path: PathBuf,
        /// One-based.
        line: usize,
        /// One-based.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// An address where a name belongs; it is not repeated, because it may hold a password.
    #[error(
        "a system is named here, and this is a URL; give it as `--kind odoo --database-url env:NAME`, so that nobody reads its password off the command line"
    )]
    UrlAsName,
    /// No system of that name.
    #[error("`{path}` has no system `{name}`; {known}")]
    NoSystem {
        /// Which file.
        path: PathBuf,
        /// The name asked for.
        name: String,
        /// What there is, or what was probably meant.
        known: String,
    },
}

impl Config {
    /// Reads the configuration.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Io { path: path.to_owned(), source })?;
        toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            ConfigError::Invalid {
                path: path.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
                message: error.message().replace('\n', " "),
            }
        })
    }

    /// The system of a name.
    pub fn system(&self, path: &Path, name: &str) -> Result<&System, ConfigError> {
        self.systems.get(name).ok_or_else(|| {
            if name.contains("://") {
                return ConfigError::UrlAsName;
            }
            let known = match nearest(name, self.systems.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.systems.is_empty() => "it names none".to_owned(),
                None => format!("it has {}", self.systems.keys().cloned().collect::<Vec<_>>().join(", ")),
            };
            ConfigError::NoSystem { path: path.to_owned(), name: name.to_owned(), known }
        })
    }
}
