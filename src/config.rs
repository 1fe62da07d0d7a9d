//! `rolecall.toml`: the systems by name. Every secret in it is a reference, never a value.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::model::nearest;

/// The file that commands look for in the current folder.
pub const FILE: &str = "rolecall.toml";

/// The configuration of a workspace.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The systems, by the name that commands use.
    #[serde(default)]
    pub systems: BTreeMap<String, System>,
}

/// One system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Its kind.
    pub kind: Kind,
    /// A reference to its PostgreSQL URL.
    pub postgres: String,
    /// The role map to compare it with, relative to the configuration file.
    pub map: Option<PathBuf>,
}

/// The kinds of systems that can be collected from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Odoo 16 to 19, from its PostgreSQL database.
    Odoo,
}

impl Kind {
    /// Every kind, by the name that the command line and the configuration use.
    pub const ALL: [(&'static str, Self); 1] = [("odoo", Self::Odoo)];
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
