//! What the database has of the tables that the collector knows, and what the login may read; looked up once.

use std::collections::BTreeMap;

use crate::connect::ConnectError;
use crate::connect::error::Engine;
use crate::connect::questions::{Gap, Query};
use crate::connect::sql::either::Session;
use crate::connect::sql::sqlite::SCHEMA;

const POSTGRES: &str = include_str!("queries/schema_postgres.sql");
const MARIADB: &str = include_str!("queries/schema_mariadb.sql");
const READS_ALL: &str = include_str!("queries/reads_all_mariadb.sql");

/// Tables by name, the recipe's view as `rolecall.settings`.
pub(super) struct Schema {
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
async fn reads_all(session: &mut Session) -> Result<bool, ConnectError> {
    let mut all = false;
    session
        .each("the schema", READS_ALL, |row| {
            all = row.number(0)? == Some(1);
            Ok(())
        })
        .await?;
    Ok(all)
}

impl Schema {
    /// Looks everything up in one query.
    pub(super) async fn discover(session: &mut Session) -> Result<Self, ConnectError> {
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        let (sql, shows_readable_only) = match session.engine() {
            Engine::Postgres => (POSTGRES, false),
            Engine::MariaDb | Engine::MySql => (MARIADB, !reads_all(session).await?),
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
    pub(super) fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// To be added to *it has no table*, where that may have another reason.
    pub(super) fn or_no_right(&self) -> &'static str {
        if self.shows_readable_only { " that this login may read" } else { "" }
    }

    /// The first thing that keeps a question from being asked. What does not exist comes before what is refused.
    pub(super) fn gap(&self, query: &Query) -> Option<Gap> {
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
    pub(super) fn can_read(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|table| table.columns.get(column) == Some(&true))
    }

    /// The first table of a question whose row-level security applies to this login.
    pub(super) fn filtered(&self, query: &Query) -> Option<&'static str> {
        query.reads.iter().map(|(table, _)| *table).find(|table| self.tables.get(*table).is_some_and(|t| t.filtered))
    }
}
