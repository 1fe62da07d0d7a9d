//! What the database has of the tables that the collector knows, and what the login may read; looked up once.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row;

use super::queries::ALL;
use super::secrets::SECRETS;
use crate::connect::ConnectError;
pub(super) use crate::connect::questions::Gap;
use crate::connect::questions::Query;
use crate::connect::sql::postgres::Session;

const DISCOVER: &str = include_str!("queries/schema.sql");

/// Tables and views by name, with the schema in front unless it is `public`.
pub(super) struct Schema {
    tables: BTreeMap<String, Table>,
}

#[derive(Default)]
struct Table {
    /// Column and whether it may be read.
    columns: BTreeMap<String, bool>,
    /// Row-level security may keep rows from this login.
    filtered: bool,
}

impl Schema {
    /// Looks everything up in one query.
    pub(super) async fn discover(session: &mut Session) -> Result<Self, ConnectError> {
        let queries = ALL.iter().copied().chain(SECRETS.iter().map(|secret| &secret.query));
        let names: BTreeSet<&str> = queries.flat_map(|query| query.reads).map(|(table, _)| bare(table)).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        session
            .each("the schema", sqlx::query(DISCOVER).bind(names), |row| {
                let (schema, table): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
                let name = if schema == "public" { table.to_owned() } else { format!("{schema}.{table}") };
                let entry = tables.entry(name).or_default();
                entry.columns.insert(row.try_get(2)?, row.try_get(3)?);
                entry.filtered |= row.try_get::<bool, _>(4)?;
                Ok(())
            })
            .await?;
        Ok(Self { tables })
    }

    /// Whether a table is there at all.
    pub(super) fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// The first thing that keeps a question from being asked. What does not exist comes before what is refused.
    pub(super) fn gap(&self, query: &Query) -> Option<Gap> {
        let mut denied = None;
        for (table, columns) in query.reads {
            let Some(found) = self.tables.get(*table) else { return Some(Gap::Missing((*table).to_owned())) };
            for column in *columns {
                let name = || format!("{table}.{column}");
                match found.columns.get(*column) {
                    None => return Some(Gap::Missing(name())),
                    Some(false) if denied.is_none() => denied = Some(Gap::Denied(name())),
                    Some(_) => {}
                }
            }
        }
        denied
    }

    /// The first table of a question whose row-level security applies to this login.
    pub(super) fn filtered(&self, query: &Query) -> Option<&'static str> {
        query.reads.iter().map(|(table, _)| *table).find(|table| self.tables.get(*table).is_some_and(|t| t.filtered))
    }
}

fn bare(table: &str) -> &str {
    table.rsplit('.').next().unwrap_or(table)
}
