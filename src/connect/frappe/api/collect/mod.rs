//! A snapshot over the API, for a site whose database is out of reach.
//!
//! The questions and the rows are those of the SQL collector, so that the snapshot is the same wherever the account may see
//! everything; what it may not see, the coverage says.

mod asks;
mod door;
mod reader;
mod sight;

use self::door::Door;
use self::reader::ApiReader;
use super::release::Release;
use super::server::{ServerError, enter, find_apps, find_site, leave, version_of};
use super::wire::Wire;
use crate::connect::ConnectError;
use crate::connect::api::{Collected, Options};
use crate::connect::error::{chain, one_line};
use crate::connect::frappe::collector::Collector;
use crate::connect::frappe::source::Answers as _;
use crate::connect::frappe::{Version, empty};
use crate::net::Client;
use crate::snapshot::{Module, Snapshot, System};

/// Collects over the API, with reads alone. With a password a session is opened and closed; a token leaves the moment of its
/// use.
///
/// What the account may not read makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without
/// users, roles, doctypes or permission rows there is no snapshot but an error. The login is tried once.
pub async fn collect(client: Client, options: &Options, progress: &dyn Fn(&str)) -> Result<Collected, ConnectError> {
    collect_by(client, options, Wire::V1, progress).await
}

/// The same over one of the two APIs; version 2 is there since 15.
pub async fn collect_by(
    client: Client,
    options: &Options,
    wire: Wire,
    progress: &dyn Fn(&str),
) -> Result<Collected, ConnectError> {
    progress("connecting");
    find_site(&client).await.map_err(|why| server(&why))?;
    let login = enter(&client, &options.account).await.map_err(|why| server(&why))?;
    let door = Door { client: client.clone(), login: login.clone(), release: None, wire };
    let collected = behind(door, options, progress).await;
    leave(&client, &login).await;
    collected.map(|snapshot| Collected { snapshot, refused: Vec::new() })
}

/// Everything, once the account is in.
async fn behind(mut door: Door, options: &Options, progress: &dyn Fn(&str)) -> Result<Snapshot, ConnectError> {
    door.control().await?;
    let apps = find_apps(&door.client, &door.login).await.map_err(|why| server(&why))?;
    let full = version_of(&apps).map_err(|why| server(&why))?;
    door.release = Release::of(&full);
    let version = Version::of(&full).ok_or_else(|| server(&ServerError::Version { found: full.clone() }))?;
    let site = host(&door.client);
    let system = System {
        kind: "frappe".to_owned(),
        name: options.system.clone().unwrap_or_else(|| site.clone()),
        version: full,
        database: options.database.clone().unwrap_or(site),
        source: "api".to_owned(),
        collector: options.account.login.clone(),
        taken_at: options.now.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut modules: Vec<Module> =
        apps.iter().map(|(name, version)| Module { name: name.clone(), version: version.clone() }).collect();
    modules.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    let reader = ApiReader::new(door, apps);
    let mut collector = Collector::new(reader, empty(system, version, modules), version);
    collector.everything(None, progress).await?;
    progress("counting again");
    sight::count_again(&mut collector).await?;
    sight::note_hidden(&mut collector);
    // A session that ended on the way would have made a guest of the account.
    collector.reader.door.control().await?;
    let Collector { reader, mut snapshot, .. } = collector;
    snapshot.coverage = reader.ledger().coverage();
    Ok(snapshot)
}

/// The host of the address, which chooses the site.
fn host(client: &Client) -> String {
    let words = client.base().words();
    let rest = words.split_once("://").map_or(words.as_str(), |(_, rest)| rest);
    one_line(rest)
}

fn server(why: &ServerError) -> ConnectError {
    ConnectError::Server { reason: chain(why) }
}
