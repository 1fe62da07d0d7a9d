//! Any application whose users, groups and rights lie in a PostgreSQL, MariaDB, MySQL or SQLite database: a manifest has one
//! query for each entity.

mod manifest;
mod statement;

pub use self::manifest::Manifest;

use std::collections::BTreeMap;

use secrecy::SecretString;

use self::manifest::Query;
use super::entities::Id;
use super::mapper::{Counted, Input, map};
use super::row::MAX_TEXT;
use super::table::{Cell, MAX_ROWS, Strange, Table, slots};
use super::{done, folded, plural_rows};
use crate::connect::error::{ConnectError, one_line};
use crate::connect::options::CollectOptions;
use crate::connect::sql::either::{Place, Session};
use crate::connect::sql::facts::Facts;
use crate::connect::sql::roles::{SecurityTables, Seen};
use crate::model::Located;
use crate::snapshot::{Snapshot, System};
use crate::yaml::Problems;

/// The most text of a run, in bytes, with what keeping a cell costs.
const MAX_BYTES: usize = 1 << 30;

/// The next step where the login may not see the accounts of the server.
const RECIPE: &str = "let the login read them as docs/connecting-any-sql.md shows";

/// Reads an application's database in one read-only transaction, as its manifest says.
///
/// Everything that is wrong with the rows is told at once ([`ConnectError::Mapping`]); a query that the database refuses ends the
/// run.
pub async fn collect(
    manifest: Manifest,
    url: &SecretString,
    options: &CollectOptions,
    progress: &dyn Fn(&str),
) -> Result<Snapshot, ConnectError> {
    progress("connecting");
    let mut session = Session::open(Place::of_any_url(url)?, options.statement_timeout).await?;
    let system = system(session.facts().await?, &manifest, options);
    session.search(&manifest.schema).await?;
    let mut problems = Problems::default();
    let mut tables = BTreeMap::new();
    let mut room = MAX_BYTES;
    for (id, query) in &manifest.queries {
        progress(id.name());
        tables.insert(*id, table(&mut session, *id, query, (&manifest, &mut room), &mut problems).await?);
    }
    let mut counts = Vec::new();
    progress("counting again");
    for (id, query) in &manifest.counts {
        counts.extend(count(&mut session, *id, query, &mut problems).await?);
    }
    progress("accounts of the database");
    let database = roles(&mut session, &manifest).await?;
    session.close().await;
    let Manifest { definition, at, .. } = manifest;
    let mut snapshot = map(Input { definition, at, tables, counts, system }, &mut problems);
    database.add_to(&mut snapshot);
    done(snapshot, folded(problems.finish()))
}

/// The database's own accounts, where the manifest says which tables decide about access.
async fn roles(session: &mut Session, manifest: &Manifest) -> Result<Seen, ConnectError> {
    let names: Vec<&str> = manifest.security_tables.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(Seen::nothing("the manifest names no `security_tables`"));
    }
    session.roles(SecurityTables { schema: &manifest.schema, names: &names, recipe: RECIPE }).await
}

fn system(facts: Facts, manifest: &Manifest, options: &CollectOptions) -> System {
    let Facts { source, database, login, taken_at } = facts;
    let definition = &manifest.definition;
    System {
        kind: "sql".to_owned(),
        name: options.system.clone().unwrap_or_else(|| database.clone()),
        version: format!("{} {}", definition.application, definition.version).trim().to_owned(),
        database,
        source,
        collector: login,
        taken_at,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// A query that the database refuses is a problem of its place in the manifest.
fn refused(id: Id, query: &Query, error: ConnectError) -> ConnectError {
    let ConnectError::Query { reason, .. } = error else { return error };
    let mut problems = Problems::default();
    let message = format!("{}: the database refuses the query: {}", id.name(), one_line(&reason));
    problems.error(&query.at, message, None);
    ConnectError::Mapping { problems: problems.finish() }
}

async fn table(
    session: &mut Session,
    id: Id,
    query: &Query,
    (manifest, room): (&Manifest, &mut usize),
    problems: &mut Problems,
) -> Result<Table, ConnectError> {
    let what = format!("{} ({})", id.name(), query.at);
    let names = session.columns(&what, &query.sql).await.map_err(|error| refused(id, query, error))?;
    let named: Vec<Located<String>> = names.iter().map(|name| Located::new(name.clone(), query.at.clone())).collect();
    let slots = slots(id, &named, &query.at, Strange::Refused, &manifest.definition, problems);
    // Only what has a meaning is asked for.
    let known: Vec<usize> = slots.values().copied().collect();
    let asked: Vec<String> = known.iter().filter_map(|at| names.get(*at).cloned()).collect();
    let slots = slots.into_keys().enumerate().map(|(at, slot)| (slot, at)).collect();
    let mut table = Table::new(id.entity(), query.at.clone(), slots);
    if asked.is_empty() {
        return Ok(table);
    }
    let (rows, mut over) = (&mut table.rows, None);
    // One character more than a cell may have, so that it is told.
    let read = session
        .texts(&what, &query.sql, &asked, MAX_TEXT + 1, |row| {
            let cells = (0..asked.len()).map(|at| {
                let text = row.text(at)?.filter(|text| !text.is_empty());
                Ok(Cell { text: text.map(String::into_boxed_str), at: None })
            });
            let cells = cells.collect::<Result<Vec<Cell>, sqlx::Error>>()?;
            let size = |cell: &Cell| size_of::<Cell>() + cell.text.as_deref().map_or(0, str::len);
            match room.checked_sub(cells.iter().map(size).sum()) {
                _ if rows.len() >= MAX_ROWS => over = Some(format!("more than {}", plural_rows(MAX_ROWS))),
                None => over = Some(format!("with it, the queries give more than {} MiB", MAX_BYTES >> 20)),
                Some(left) => *room = left,
            }
            if over.is_some() {
                return Err(sqlx::Error::WorkerCrashed);
            }
            rows.push(cells);
            Ok(())
        })
        .await;
    if let Some(over) = over {
        let help = "select what a snapshot needs, and that once: `select distinct`".to_owned();
        let mut problems = Problems::default();
        problems.error(&query.at, format!("{}: {over}", id.name()), help);
        return Err(ConnectError::Mapping { problems: problems.finish() });
    }
    read.map_err(|error| refused(id, query, error))?;
    // The order of a database is nobody's: the same rows give the same problems in the same order.
    table.rows.sort_by(|a, b| a.iter().map(|cell| &cell.text).cmp(b.iter().map(|cell| &cell.text)));
    Ok(table)
}

/// The one number that a query gives.
async fn count(
    session: &mut Session,
    id: Id,
    query: &Query,
    problems: &mut Problems,
) -> Result<Option<Counted>, ConnectError> {
    let what = format!("the count of {} ({})", id.name(), query.at);
    let names = session.columns(&what, &query.sql).await.map_err(|error| refused(id, query, error))?;
    let mut numbers: Vec<Option<u64>> = Vec::new();
    let read = session
        .texts(&what, &query.sql, &names, 32, |row| {
            let number = row.text(0)?.and_then(|text| text.parse().ok());
            if numbers.len() < 2 {
                numbers.push(number);
            }
            Ok(())
        })
        .await;
    read.map_err(|error| refused(id, query, error))?;
    match (names.len(), numbers.as_slice()) {
        (1, [Some(counted)]) => {
            let method = query.sql.split_whitespace().collect::<Vec<_>>().join(" ");
            Ok(Some(Counted { id, rows: *counted, method }))
        }
        _ => {
            let help = "write `select count(*) from …`".to_owned();
            problems.error(&query.at, format!("the count of `{}` is not one number", id.name()), help);
            Ok(None)
        }
    }
}
