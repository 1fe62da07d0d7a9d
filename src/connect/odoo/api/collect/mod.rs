//! A snapshot over the API, for an Odoo whose database is out of reach.
//!
//! The questions and the rows are those of the SQL collector, so that the snapshot is the same wherever the account may see
//! everything; what it may not see, the coverage says.

mod account;
mod asks;
mod cells;
mod guards;
mod leaning;
mod population;
mod reader;
mod sight;

use secrecy::SecretString;

use self::account::Account;
use self::reader::ApiReader;
use super::{Rpc, ServerError, find_database, find_series, login};
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::connect::odoo::collector::Collector;
use crate::connect::odoo::empty;
use crate::connect::odoo::source::Source;
use crate::net::Client;
use crate::snapshot::{Domain, Snapshot, State, System};

/// Whom to collect as, and from what.
#[derive(Debug, Clone)]
pub struct ApiOptions {
    /// The name by which outputs call the system; none means the database's.
    pub system: Option<String>,
    /// The database; none where the server has only one.
    pub database: Option<String>,
    /// The account that collects.
    pub login: String,
    /// Its password or API key; a key where it has a second factor.
    pub secret: SecretString,
    /// Accounts that are asked which fields they are shown, for the fields that the first one is not.
    pub probes: Vec<(String, SecretString)>,
    /// The moment that the snapshot bears, ISO 8601 UTC; the API does not tell the server's clock.
    pub now: String,
}

/// Collects over the API, with reads alone. Signing in leaves a row in `res_users_log`, nothing else is left behind.
///
/// What the account may not read makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without
/// users, groups and memberships there is no snapshot but an error. Each login is tried once.
pub async fn collect(client: Client, options: &ApiOptions, progress: &dyn Fn(&str)) -> Result<Snapshot, ConnectError> {
    progress("connecting");
    let series = find_series(&client).await.map_err(|why| server(&why))?;
    let database = find_database(&client, options.database.as_deref()).await.map_err(|why| server(&why))?;
    let sign_in = async |name: &str, secret: &SecretString| sign_in(&client, &database, name, secret).await;
    let account = sign_in(&options.login, &options.secret).await?;
    let system = System {
        kind: "odoo".to_owned(),
        name: options.system.clone().unwrap_or_else(|| database.clone()),
        version: series.name().to_owned(),
        database: database.clone(),
        source: "api".to_owned(),
        collector: options.login.clone(),
        taken_at: options.now.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut collector = Collector::new(ApiReader::new(account, series), empty(system, series));
    collector.everything(series, progress).await?;

    let mut probes = Vec::new();
    for (name, secret) in &options.probes {
        let why = match sign_in(name, secret).await {
            Ok(probe) => match collector.users.get(&probe.uid) {
                Some(user) => {
                    probes.push((*user, probe));
                    continue;
                }
                None => format!("the probe account `{}` is none of the users seen and was not asked", probe.login),
            },
            Err(ConnectError::ApiLogin { login }) => {
                format!("the probe account `{login}` was refused and not asked which fields it is shown")
            }
            Err(other) => return Err(other),
        };
        collector.reader.note(Domain::Fields, State::Incomplete, why);
    }
    let itself = collector.users.get(&collector.reader.account.uid).copied();
    guards::ask(&mut collector, itself, &probes, progress).await?;
    progress("counting again");
    collector.count_again().await?;
    sight::note_hidden_records(&mut collector, itself);
    let Collector { reader, mut snapshot, .. } = collector;
    snapshot.coverage = reader.ledger().coverage();
    Ok(snapshot)
}

/// Signs in once. `/jsonrpc` takes passwords and keys in every series.
async fn sign_in(client: &Client, database: &str, name: &str, secret: &SecretString) -> Result<Account, ConnectError> {
    let refused = || ConnectError::ApiLogin { login: one_line(name) };
    let uid = login(client, database, name, secret).await;
    let uid = uid.map_err(|fault| server(&ServerError::at_sign_in(fault, database)))?.ok_or_else(refused)?;
    let rpc = Rpc::new(client.clone(), database.to_owned(), uid, secret.clone());
    Ok(Account { rpc, uid, login: one_line(name) })
}

fn server(why: &ServerError) -> ConnectError {
    ConnectError::Server { reason: account::chain(why) }
}
