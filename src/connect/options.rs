//! How a database is collected from, whatever the ERP.

use std::time::Duration;

/// How to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectOptions {
    /// The name by which outputs call the system; none means the database's.
    pub system: Option<String>,
    /// The longest that the server may work on one query.
    pub statement_timeout: Duration,
}

impl Default for CollectOptions {
    fn default() -> Self {
        Self { system: None, statement_timeout: Duration::from_mins(2) }
    }
}
