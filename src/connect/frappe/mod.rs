//! Frappe 14 to 17 and the apps on it (ERPNext, HRMS …), read from the MariaDB or PostgreSQL database of a site.

mod accounts;
pub mod api;
mod code;
mod collector;
mod credentials;
mod database;
mod doctypes;
mod fields;
mod hashes;
mod hidden;
mod people;
mod permissions;
mod population;
mod queries;
mod reader;
mod roles;
mod secrets;
mod settings;
mod sharing;
mod site_config;
mod source;
mod surfaces;
mod time;
mod trails;
mod version;

pub use self::site_config::SiteConfig;
pub use self::version::Version;

use secrecy::SecretString;
use std::collections::BTreeSet;

use self::collector::Collector;
use self::database::SECURITY_TABLES;
use self::queries::{APPS, MARKS, MODULES};
use self::reader::{DISCOVERY, ErpDatabase, Reader};
use self::source::Answers as _;
use super::CollectOptions;
use super::error::{ConnectError, Product, one_line};
use super::hashes::try_well_known;
use super::sql::either::Place;
use crate::snapshot::{Domain, Module, Setting, Snapshot, State, System};

/// As errors call it.
const PRODUCT: Product = Product {
    name: "Frappe",
    a: "a Frappe",
    reads: "the versions 14, 15, 16 and 17",
    account: "the account of a System Manager",
};

/// The next step when a right is missing.
const RECIPE: &str =
    "run docs/sql/frappe-collector-mariadb.sql or docs/sql/frappe-collector-postgres.sql as a database administrator";

/// How its database is known.
const DATABASE: ErpDatabase = ErpDatabase {
    kind: "frappe",
    product: &PRODUCT,
    tables: &["tabDocType", "tabUser", "tabHas Role", "tabInstalled Application"],
    discovery: DISCOVERY,
    recipe: RECIPE,
};

/// Where a site's database is.
pub enum Database<'a> {
    /// At a URL.
    Url {
        /// Which.
        url: &'a SecretString,
        /// The site's own configuration, of which only what is switched on there counts.
        site: Option<&'a SiteConfig>,
    },
    /// Where the site's own configuration says, which tells also what is switched on there.
    Site(&'a SiteConfig),
}

/// Reads a site's database in one read-only transaction: every row is of the same moment. `progress` hears what is next.
///
/// What is missing or refused makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without users,
/// roles, doctypes, permission rows or installed apps there is no snapshot but an error.
pub async fn collect(
    database: Database<'_>,
    options: &CollectOptions,
    progress: &dyn Fn(&str),
) -> Result<Snapshot, ConnectError> {
    progress("connecting");
    let (place, site) = match database {
        Database::Url { url, site } => (Place::of_url(url)?, site.map(SiteConfig::settings)),
        Database::Site(config) => (config.place(), Some(config.settings())),
    };
    let (mut reader, mut system) = Reader::open(place, options, &DATABASE).await?;
    let mut apps = apps(&mut reader).await?;
    let version = match apps.iter().find(|app| app.name == "frappe") {
        Some(frappe) => version(&frappe.version, &mut system)?,
        None => by_doctypes(&mut reader, &mut apps, &mut system).await?,
    };
    let mut collector = Collector::new(reader, empty(system, version, apps), version);
    collector.everything(site, progress).await?;
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

/// Installed apps, of which everything else depends, sorted by name.
async fn apps(reader: &mut Reader) -> Result<Vec<Module>, ConnectError> {
    let mut apps = Vec::new();
    reader
        .each(&APPS, |row| {
            apps.push(Module { name: row.word(0)?, version: row.word(1)? });
            Ok(())
        })
        .await?;
    apps.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    reader.ledger_mut().modules = apps.iter().map(|app| app.name.clone()).collect();
    Ok(apps)
}

fn version(found: &str, system: &mut System) -> Result<Version, ConnectError> {
    let version = Version::of(found).ok_or_else(|| ConnectError::Version {
        product: &PRODUCT,
        database: system.database.clone(),
        found: one_line(found),
    })?;
    system.version = found.to_owned();
    Ok(version)
}

/// The version by the doctypes that came with it, and the apps by their modules: a site of 14 that was never migrated has no
/// row of its apps.
async fn by_doctypes(
    reader: &mut Reader,
    apps: &mut Vec<Module>,
    system: &mut System,
) -> Result<Version, ConnectError> {
    let mut marks = BTreeSet::new();
    reader
        .each(&MARKS, |row| {
            marks.insert(row.word(0)?);
            Ok(())
        })
        .await?;
    let mut names: BTreeSet<String> = apps.iter().map(|app| app.name.clone()).collect();
    names.insert("frappe".to_owned());
    reader
        .each(&MODULES, |row| {
            names.extend(row.text(1)?);
            Ok(())
        })
        .await?;
    let version = Version::of_marks(&marks);
    let why = "`tabInstalled Application` does not name `frappe`, so its version is that of the doctypes, and apps are those with \
               modules; `bench migrate` writes both down";
    reader.note(Domain::Modules, State::Incomplete, why.to_owned());
    reader.ledger_mut().modules = names.clone();
    *apps = names.into_iter().map(|name| Module { name, version: String::new() }).collect();
    version.number().clone_into(&mut system.version);
    Ok(version)
}

fn empty(system: System, version: Version, modules: Vec<Module>) -> Snapshot {
    Snapshot {
        system,
        semantics: version.semantics(),
        operations: version.operations(),
        modules,
        ..Snapshot::default()
    }
}

/// What is switched on in a site's configuration, if that was read.
type SiteSettings<'a> = Option<&'a [Setting]>;
