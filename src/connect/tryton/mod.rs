//! Tryton 7.0 to 8.2 and its modules, read from its PostgreSQL or SQLite database.

mod access;
mod accounts;
pub mod api;
mod collector;
mod credentials;
mod groups;
mod models;
mod names;
mod older;
mod population;
mod queries;
mod rules;
mod series;
mod shapes;
mod surfaces;

use secrecy::SecretString;

use self::collector::Collector;
use self::queries::{MODULES, SERIES};
use self::series::{Series, empty};
use super::CollectOptions;
use super::error::{ConnectError, Product, one_line};
use super::source::Source;
use super::sql::either::{Place, Session};
use super::sql::reader::Reader;
use super::sql::schema::{Discovery, Schema};
use crate::snapshot::{Module, Snapshot, System};

/// The tables that every Tryton database has and that nothing else has together.
const TABLES: [&str; 4] = ["ir_model_access", "res_user", "res_group", "ir_configuration"];

/// As errors call it.
pub(super) const PRODUCT: Product = Product {
    name: "Tryton",
    a: "a Tryton",
    reads: "the series 7.0, 7.2, 7.4, 7.6, 7.8, 8.0 and 8.2",
    account: "the account of an administrator",
};

/// The next step when a right is missing.
const RECIPE: &str = "run docs/sql/tryton-collector-postgres.sql as a database administrator";

/// How a server is asked about Tryton's tables.
const DISCOVERY: Discovery = Discovery { postgres: include_str!("queries/schema_postgres.sql"), mariadb: ("", "") };

/// Reads a database in one read-only transaction: every row is of the same moment. `progress` hears what is next.
///
/// What is missing or refused makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without users,
/// groups, models, access rows or installed modules there is no snapshot but an error.
pub async fn collect(
    url: &SecretString,
    options: &CollectOptions,
    progress: &dyn Fn(&str),
) -> Result<Snapshot, ConnectError> {
    progress("connecting");
    let place = match Place::of_any_url(url)? {
        Place::MariaDb(_) => {
            return Err(ConnectError::Url {
                form: "`postgres://LOGIN:PASSWORD@HOST:5432/DATABASE` or `sqlite:PATH`",
                reason: "Tryton has no database on MariaDB".to_owned(),
            });
        }
        place => place,
    };
    let mut session = Session::open(place, options.statement_timeout).await?;
    let facts = session.facts().await?;
    let mut system = System {
        kind: "tryton".to_owned(),
        name: options.system.clone().unwrap_or_else(|| without_suffix(&facts.database)),
        version: String::new(),
        database: facts.database,
        source: facts.source,
        collector: facts.login,
        taken_at: facts.taken_at,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let schema = Schema::discover(&mut session, &DISCOVERY).await?;
    if let Some(table) = TABLES.into_iter().find(|table| !schema.has_table(table)) {
        return Err(ConnectError::NotTheErp {
            product: &PRODUCT,
            database: system.database,
            table: table.to_owned(),
            or_no_right: schema.or_no_right(),
        });
    }
    let mut reader = Reader::new(session, schema, RECIPE);
    let series = series(&mut reader, &mut system).await?;
    let modules = modules(&mut reader).await?;
    let mut collector = Collector::new(reader, empty(system, modules, series), series);
    collector.everything(progress).await?;
    collector.stored_fields();
    progress("counting again");
    collector.population().await?;

    let Collector { reader, mut snapshot, .. } = collector;
    snapshot.coverage = reader.ledger().coverage();
    reader.session.close().await;
    Ok(snapshot)
}

/// Tryton calls a database on SQLite by the file's name without its suffix.
fn without_suffix(database: &str) -> String {
    database.strip_suffix(".sqlite").unwrap_or(database).to_owned()
}

/// The series that the server wrote down when it last updated the database, as it does from 7.6 on; of earlier ones, that of its
/// tables.
async fn series(reader: &mut Reader, system: &mut System) -> Result<Series, ConnectError> {
    let mut found = String::new();
    if reader.schema.has_column("ir_configuration", "series") {
        reader
            .each(&SERIES, |row| {
                found = row.word(0)?;
                Ok(())
            })
            .await?;
    } else {
        found = Series::of_tables(|table, column| reader.schema.has_column(table, column))
            .map_or("before 7.0", Series::name)
            .to_owned();
    }
    let series = Series::of(&found).ok_or_else(|| ConnectError::Version {
        product: &PRODUCT,
        database: system.database.clone(),
        found: one_line(&found),
    })?;
    system.version = series.name().to_owned();
    Ok(series)
}

/// Activated modules, sorted by name. Their versions are those of the programs, which the database does not know.
async fn modules(reader: &mut impl Source) -> Result<Vec<Module>, ConnectError> {
    let mut modules = Vec::new();
    reader
        .each(&MODULES, |row| {
            if matches!(row.word(1)?.as_str(), "activated" | "to upgrade" | "to remove") {
                modules.push(Module { name: row.word(0)?, version: String::new() });
            }
            Ok(())
        })
        .await?;
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    reader.ledger_mut().modules = modules.iter().map(|module| module.name.clone()).collect();
    Ok(modules)
}
