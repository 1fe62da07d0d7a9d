//! What the database has of the tables that the collector knows, and what the login may read; looked up once.

use std::collections::BTreeMap;

use super::either::Session;
use super::sqlite::SCHEMA;
use super::{ConnectError, Engine};
use crate::connect::questions::{Gap, Query};

/// How a server is asked about the tables of one ERP: schema, table, column, whether it may be read, whether rows may be
/// hidden. A file is asked about everything.
pub(in crate::connect) struct Discovery {
    /// PostgreSQL.
    pub(in crate::connect) postgres: &'static str,
    /// MariaDB, and whether the login may read everything there.
    pub(in crate::connect) mariadb: (&'static str, &'static str),
}

/// Tables by name, the recipe's view as `rolecall.settings`.
pub(in crate::connect) struct Schema {
    tables: BTreeMap<String, Table>,
    /// The server shows only what the login may read, and that is not everything.
    shows_readable_only: bool,
}

#[derive(Default)]
struct Table {
    /// Column and whether it may be read.
    columns: BTreeMap<String, bool>,
    /// Row-level security may keep rows from this login.
    filtered: bool,
}

/// Whether this login may read every table of a MariaDB database.
async fn reads_all(session: &mut Session, sql: &'static str) -> Result<bool, ConnectError> {
    let mut all = false;
    session
        .each("the schema", sql, |row| {
            all = row.number(0)? == Some(1);
            Ok(())
        })
        .await?;
    Ok(all)
}

impl Schema {
    /// Looks everything up in one query.
    pub(in crate::connect) async fn discover(session: &mut Session, asking: &Discovery) -> Result<Self, ConnectError> {
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        let (sql, shows_readable_only) = match session.engine() {
            Engine::Postgres => (asking.postgres, false),
            Engine::MariaDb | Engine::MySql => {
                let (tables, all) = asking.mariadb;
                (tables, !reads_all(session, all).await?)
            }
            Engine::Sqlite => (SCHEMA, false),
        };
        session
            .each("the schema", sql, |row| {
                let text = |at| Ok::<_, sqlx::Error>(row.text(at)?.unwrap_or_default());
                let (schema, table) = (text(0)?, text(1)?);
                let name = if schema == "public" { table } else { format!("{schema}.{table}") };
                let entry = tables.entry(name).or_default();
                entry.columns.insert(text(2)?, row.number(3)? == Some(1));
                entry.filtered |= row.number(4)? == Some(1);
                Ok(())
            })
            .await?;
        Ok(Self { tables, shows_readable_only })
    }

    /// Whether a table is there, as far as this login is shown.
    pub(in crate::connect) fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// Whether a table has a column, as far as this login is shown.
    pub(in crate::connect) fn has_column(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|table| table.columns.contains_key(column))
    }

    /// To be added to *it has no table*, where that may have another reason.
    pub(in crate::connect) fn or_no_right(&self) -> &'static str {
        if self.shows_readable_only { " that this login may read" } else { "" }
    }

    /// The first thing that keeps a question from being asked. What does not exist comes before what is refused.
    pub(in crate::connect) fn gap(&self, query: &Query) -> Option<Gap> {
        let missing = |name| if self.shows_readable_only { Gap::Hidden(name) } else { Gap::Missing(name) };
        let mut denied = None;
        for (table, columns) in query.reads {
            let Some(found) = self.tables.get(*table) else { return Some(missing((*table).to_owned())) };
            for column in *columns {
                let name = || format!("{table}.{column}");
                match found.columns.get(*column) {
                    None => return Some(missing(name())),
                    Some(false) if denied.is_none() => denied = Some(Gap::Denied(name())),
                    Some(_) => {}
                }
            }
        }
        denied
    }

    /// Whether a column is there and may be read.
    pub(in crate::connect) fn can_read(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|table| table.columns.get(column) == Some(&true))
    }

    /// The first table of a question whose row-level security applies to this login.
    pub(in crate::connect) fn filtered(&self, query: &Query) -> Option<&'static str> {
        query.reads.iter().map(|(table, _)| *table).find(|table| self.tables.get(*table).is_some_and(|t| t.filtered))
    }
}
