//! Tryton 7.0 to 8.2 and its modules, read from its PostgreSQL or SQLite database.

mod access;
mod accounts;
pub mod api;
mod collector;
mod credentials;
mod database;
mod groups;
mod hashes;
mod models;
mod names;
mod older;
mod people;
mod population;
mod queries;
mod rules;
mod series;
mod shapes;
mod surfaces;
mod trails;

use secrecy::SecretString;

use self::collector::Collector;
use self::database::SECURITY_TABLES;
use self::queries::{MODULES, SERIES};
use self::series::{Series, empty};
use super::CollectOptions;
use super::error::{ConnectError, Product, one_line};
use super::hashes::try_well_known;
use super::source::Source;
use super::sql::either::Place;
use super::sql::reader::{ErpDatabase, Reader};
use super::sql::schema::Discovery;
use crate::snapshot::{Module, Snapshot, System};

/// As errors call it.
pub(super) const PRODUCT: Product = Product {
    name: "Tryton",
    a: "a Tryton",
    reads: "the series 7.0, 7.2, 7.4, 7.6, 7.8, 8.0 and 8.2",
    account: "the account of an administrator",
};

/// The next step when a right is missing.
const RECIPE: &str = "run docs/sql/tryton-collector-postgres.sql as a database administrator";

/// How its database is known.
const DATABASE: ErpDatabase = ErpDatabase {
    kind: "tryton",
    product: &PRODUCT,
    tables: &["ir_model_access", "res_user", "res_group", "ir_configuration"],
    discovery: Discovery { postgres: include_str!("queries/schema_postgres.sql"), mariadb: ("", "") },
    recipe: RECIPE,
};

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
    let (mut reader, mut system) = Reader::open(place, options, &DATABASE).await?;
    // Tryton calls a database on SQLite by the file's name without its suffix.
    if options.system.is_none()
        && let Some(name) = system.database.strip_suffix(".sqlite")
    {
        system.name = name.to_owned();
    }
    let series = series(&mut reader, &mut system).await?;
    let modules = modules(&mut reader).await?;
    let mut collector = Collector::new(reader, empty(system, modules, series), series);
    collector.everything(progress).await?;
    collector.stored_fields();
    collector.trails();
    progress("counting again");
    collector.population().await?;
    progress("accounts of the database");
    let database = collector.reader.session.roles(SECURITY_TABLES).await?;

    let hashes = if options.well_known.is_empty() { None } else { collector.hashes().await? };
    let Collector { reader, mut snapshot, .. } = collector;
    reader.close(&mut snapshot).await;
    database.add_to(&mut snapshot);
    // With the transaction closed: the server waits for nobody who computes.
    try_well_known(&mut snapshot, hashes, &options.well_known, progress).await;
    Ok(snapshot)
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
