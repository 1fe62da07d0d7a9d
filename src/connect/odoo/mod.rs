//! Odoo 16.0 to 19.0, read from its PostgreSQL database.

mod access;
mod accounts;
pub mod api;
mod arch;
mod collector;
mod database;
mod fields;
mod groups;
mod hashes;
mod names;
mod people;
mod population;
mod queries;
mod reader;
mod schema;
mod secrets;
mod series;
mod settings;
mod source;
mod surfaces;
mod tokens;
mod trails;
mod views;

pub use self::series::Series;

use secrecy::SecretString;
use sqlx::Row;

use self::collector::Collector;
use self::database::SECURITY_TABLES;
use self::queries::MODULES;
use self::reader::Reader;
use self::schema::{Gap, Schema};
use self::series::operations;
use self::source::Source;
use super::CollectOptions;
use super::error::{ConnectError, Product};
use super::hashes::try_well_known;
use super::sql::postgres::Session;
use crate::snapshot::{Domain, Snapshot, State, System};

/// The tables that every Odoo database has and that nothing else has together.
const MARKS: [&str; 3] = ["ir_module_module", "res_users", "ir_model_access"];

/// As errors call it.
const PRODUCT: Product = Product {
    name: "Odoo",
    a: "an Odoo",
    reads: "the series 16.0, 17.0, 18.0 and 19.0",
    account: "the account of an internal user",
};

/// The next step when a right is missing.
const RECIPE: &str = "run docs/sql/odoo-collector-role.sql as a database administrator";

const FIELDS_LIE_ELSEWHERE: &str = "Odoo keeps the groups of fields in its program code, not in the database: \
     they can only be asked from the running server";

/// Reads an Odoo database in one read-only transaction: every row is of the same moment. `progress` hears what is next.
///
/// What is missing or refused makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without users,
/// groups, memberships, models, access rows or modules there is no snapshot but an error.
pub async fn collect(
    url: &SecretString,
    options: &CollectOptions,
    progress: &dyn Fn(&str),
) -> Result<Snapshot, ConnectError> {
    progress("connecting");
    let mut session = Session::open(url, options.statement_timeout).await?;
    let mut system = system(&mut session, options).await?;
    let schema = Schema::discover(&mut session).await?;
    if let Some(table) = MARKS.into_iter().find(|table| !schema.has_table(table)) {
        return Err(ConnectError::NotTheErp {
            product: &PRODUCT,
            database: system.database,
            table: table.to_owned(),
            or_no_right: "",
        });
    }
    let series = series(&mut session, &schema, &system.database).await?;
    series.name().clone_into(&mut system.version);
    let mut collector = Collector::new(Reader::new(session, schema), empty(system, series));

    collector.everything(series, progress).await?;
    collector.reader.note(Domain::Fields, State::NotAssessed, FIELDS_LIE_ELSEWHERE.to_owned());
    progress("counting again");
    collector.population().await?;
    progress("accounts of the database");
    let database = collector.reader.session.roles(SECURITY_TABLES).await?;

    let hashes = if options.well_known.is_empty() { None } else { collector.hashes().await? };
    let Collector { reader, mut snapshot, .. } = collector;
    snapshot.coverage = reader.ledger().coverage();
    database.add_to(&mut snapshot);
    reader.session.close().await;
    // With the transaction closed: the server waits for nobody who computes.
    try_well_known(&mut snapshot, hashes, &options.well_known, progress).await;
    Ok(snapshot)
}

async fn system(session: &mut Session, options: &CollectOptions) -> Result<System, ConnectError> {
    let mut facts: [String; 4] = Default::default();
    session
        .each("the session", sqlx::query(include_str!("../sql/queries/session_postgres.sql")), |row| {
            for (at, fact) in facts.iter_mut().enumerate() {
                *fact = row.try_get(at)?;
            }
            Ok(())
        })
        .await?;
    let [server, database, collector, taken_at] = facts;
    // Distributions write more behind the number: `15.18 (Debian 15.18-0+deb12u1)`.
    let number = server.split(' ').next().unwrap_or_default();
    Ok(System {
        kind: "odoo".to_owned(),
        name: options.system.clone().unwrap_or_else(|| database.clone()),
        version: String::new(),
        database,
        source: format!("postgresql {number}"),
        collector,
        taken_at,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

async fn series(session: &mut Session, schema: &Schema, database: &str) -> Result<Series, ConnectError> {
    if let Some(gap @ Gap::Denied(_)) = schema.gap(&MODULES) {
        return Err(ConnectError::Indispensable {
            login: session.login().to_owned(),
            what: MODULES.what.to_owned(),
            gap: gap.words(),
            step: RECIPE,
        });
    }
    let mut version: Option<String> = None;
    let query = sqlx::query(include_str!("queries/version.sql"));
    session
        .each("the version", query, |row| {
            version = row.try_get(0)?;
            Ok(())
        })
        .await?;
    let found = version.unwrap_or_else(|| "without an installed base module".to_owned());
    Series::of(&found).ok_or_else(|| ConnectError::Version {
        product: &PRODUCT,
        database: database.to_owned(),
        found: super::error::one_line(&found),
    })
}

fn empty(system: System, series: Series) -> Snapshot {
    Snapshot { system, semantics: series.semantics(), operations: operations(), ..Snapshot::default() }
}
