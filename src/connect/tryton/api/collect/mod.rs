//! A snapshot over the API, for a server whose database is out of reach.
//!
//! The questions and the rows are those of the SQL collector, so that the snapshot is the same wherever the account may see
//! everything; what it may not see, the coverage says. What models allow where no access row speaks, the server itself says.

mod asks;
mod defaults;
mod door;
mod reader;
mod sight;

use self::door::Door;
use self::reader::ApiReader;
use super::server::{ServerError, enter, find_database, find_series, leave};
use crate::connect::ConnectError;
use crate::connect::api::{Collected, Options};
use crate::connect::error::{chain, one_line};
use crate::connect::source::Source as _;
use crate::connect::tryton::collector::Collector;
use crate::connect::tryton::modules;
use crate::connect::tryton::series::{Series, empty};
use crate::net::Client;
use crate::snapshot::{Domain, Snapshot, State, System};

/// Collects over the API, with reads alone, in a session that is closed at the end.
///
/// What the account may not read makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without
/// users, groups, models, access rows or modules there is no snapshot but an error. The login is tried once.
pub async fn collect(client: Client, options: &Options, progress: &dyn Fn(&str)) -> Result<Collected, ConnectError> {
    progress("connecting");
    let series = find_series(&client).await.map_err(|why| server(&why))?;
    let database = find_database(&client, options.database.as_deref()).await.map_err(|why| server(&why))?;
    let login = enter(&client, &database, &options.account).await.map_err(|why| server(&why))?;
    let door = Door { client: client.clone(), login: login.clone(), database: database.clone() };
    let collected = behind(door, &series, options, progress).await;
    leave(&client, &database, &login).await;
    collected.map(|snapshot| Collected { snapshot, refused: Vec::new() })
}

/// Asks the running system what its database does not tell, for a snapshot that was read from there: what is open on models of
/// modules that are not Tryton's own. Without such a model nothing is sent. The login is tried once.
pub async fn ask_for_defaults(
    client: Client,
    options: &Options,
    snapshot: &mut Snapshot,
    progress: &dyn Fn(&str),
) -> Result<(), ConnectError> {
    if snapshot.resources.iter().all(|resource| resource.unsure.is_empty()) {
        return Ok(());
    }
    progress("what is open where no row speaks");
    let database = find_database(&client, options.database.as_deref()).await.map_err(|why| server(&why))?;
    let login = enter(&client, &database, &options.account).await.map_err(|why| server(&why))?;
    let door = Door { client: client.clone(), login: login.clone(), database: database.clone() };
    let completed = defaults::complete(&door, snapshot).await;
    leave(&client, &database, &login).await;
    completed
}

/// Everything, once the account is in.
async fn behind(door: Door, found: &str, options: &Options, progress: &dyn Fn(&str)) -> Result<Snapshot, ConnectError> {
    let administers = door.control().await?;
    let series = Series::of(found).ok_or_else(|| server(&ServerError::Version { found: one_line(found) }))?;
    let system = System {
        kind: "tryton".to_owned(),
        name: options.system.clone().unwrap_or_else(|| door.database.clone()),
        version: series.name().to_owned(),
        database: door.database.clone(),
        source: "api".to_owned(),
        collector: options.account.login.clone(),
        taken_at: options.now.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut reader = ApiReader::new(door);
    let modules = modules(&mut reader).await?;
    let mut collector = Collector::new(reader, empty(system, modules, series), series);
    progress("what is open where no row speaks");
    for (model, open) in collector.reader.defaults(administers).await? {
        collector.shapes.tell(&model, open);
    }
    collector.everything(progress).await?;
    let why = "which models keep their history is seen in the database alone".to_owned();
    collector.reader.note(Domain::Trails, State::NotAssessed, why);
    progress("counting again");
    sight::count_again(&mut collector).await?;
    sight::note_hidden(&mut collector);
    // Whatever was read after the session was over would be missing.
    collector.reader.door.control().await?;
    let Collector { reader, mut snapshot, .. } = collector;
    snapshot.coverage = reader.ledger().coverage();
    Ok(snapshot)
}

fn server(why: &ServerError) -> ConnectError {
    ConnectError::Server { reason: chain(why) }
}
