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
mod rows;
mod sight;

use std::collections::BTreeSet;

use secrecy::SecretString;
use serde_json::json;

use self::account::Account;
use self::reader::ApiReader;
use super::{Exception, Rpc, ServerError, find_database, find_series, login, looks_like_key};
use crate::connect::ConnectError;
use crate::connect::error::{chain, one_line};
use crate::connect::odoo::collector::Collector;
use crate::connect::odoo::queries::FIELDS;
use crate::connect::odoo::series::Series;
use crate::connect::odoo::source::Source;
use crate::connect::odoo::{PRODUCT, empty};
use crate::model::UserIx;
use crate::net::Client;
use crate::snapshot::{Coverage, Domain, Presence, Snapshot, State, System, User};

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

/// What came over the API.
#[derive(Debug)]
pub struct Collected {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Probe logins that the server refused; they have failed once and should not be tried again.
    pub refused: Vec<String>,
}

/// Collects over the API, with reads alone. Signing in leaves a row in `res_users_log`, nothing else is left behind.
///
/// What the account may not read makes its domain *not assessed* or *incomplete* in the snapshot's coverage. Only without
/// users, groups and memberships there is no snapshot but an error. Each login is tried once.
pub async fn collect(client: Client, options: &ApiOptions, progress: &dyn Fn(&str)) -> Result<Collected, ConnectError> {
    progress("connecting");
    let door = Door::find(client, options).await?;
    let account = door.sign_in(&options.login, &options.secret).await?;
    let system = System {
        kind: "odoo".to_owned(),
        name: options.system.clone().unwrap_or_else(|| door.database.clone()),
        version: door.series.name().to_owned(),
        database: door.database.clone(),
        source: "api".to_owned(),
        collector: options.login.clone(),
        taken_at: options.now.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let series = door.series;
    let mut collector = Collector::new(ApiReader::new(account, series), empty(system, series));
    collector.everything(series, progress).await?;
    let itself = collector.users.get(&collector.reader.account.uid).copied();
    let mut refused = Vec::new();
    if collector.reader.ledger().answered(&FIELDS) {
        let seen = door.fields(&mut collector.snapshot, &collector.reader.account, options, progress).await?;
        for why in seen.gaps {
            collector.reader.note(Domain::Fields, State::Incomplete, why);
        }
        refused = seen.refused;
    }
    progress("counting again");
    collector.count_again().await?;
    sight::note_hidden_records(&mut collector, itself);
    let Collector { reader, mut snapshot, .. } = collector;
    snapshot.coverage = reader.ledger().coverage();
    Ok(Collected { snapshot, refused })
}

/// Asks the running system who may see which field, for a snapshot that was read from its database. What comes back are
/// the probe logins that the server refused.
pub async fn ask_for_fields(
    client: Client,
    options: &ApiOptions,
    snapshot: &mut Snapshot,
    progress: &dyn Fn(&str),
) -> Result<Vec<String>, ConnectError> {
    progress("connecting");
    let door = Door::find(client, options).await?;
    if snapshot.system.version != door.series.name() {
        let database = snapshot.system.version.clone();
        return Err(ConnectError::OtherSeries { product: &PRODUCT, database, running: door.series.name().to_owned() });
    }
    let account = door.sign_in(&options.login, &options.secret).await?;
    let seen = door.fields(snapshot, &account, options, progress).await?;
    let reason = (!seen.gaps.is_empty()).then(|| seen.gaps.join("; "));
    let state = if reason.is_some() { State::Incomplete } else { State::Assessed };
    if let Some(fields) = snapshot.coverage.iter_mut().find(|coverage| coverage.domain == Domain::Fields) {
        *fields = Coverage { domain: Domain::Fields, state, reason };
    }
    Ok(seen.refused)
}

/// What was learnt about fields, beside their guards.
struct Seen {
    /// Why not all are known.
    gaps: Vec<String>,
    refused: Vec<String>,
}

/// A server and a database to sign in to.
struct Door {
    client: Client,
    series: Series,
    database: String,
}

impl Door {
    async fn find(client: Client, options: &ApiOptions) -> Result<Self, ConnectError> {
        let series = find_series(&client).await.map_err(|why| server(&why))?;
        let database = find_database(&client, options.database.as_deref()).await.map_err(|why| server(&why))?;
        Ok(Self { client, series, database })
    }

    /// Signs in once.
    async fn sign_in(&self, name: &str, secret: &SecretString) -> Result<Account, ConnectError> {
        let refused = || ConnectError::ApiLogin { product: &PRODUCT, login: one_line(name) };
        let uid = login(&self.client, &self.database, name, secret).await;
        let uid = uid.map_err(|fault| server(&ServerError::at_sign_in(fault, &self.database)))?.ok_or_else(refused)?;
        let rpc = Rpc::new(self.client.clone(), self.database.clone(), uid, secret.clone());
        Ok(Account { rpc, uid, login: one_line(name) })
    }

    /// An account whose id is known, so that it need not sign in, which would leave a trace. Its secret is tried once.
    async fn known(&self, uid: i64, name: &str, secret: &SecretString) -> Result<Account, ConnectError> {
        let rpc = Rpc::new(self.client.clone(), self.database.clone(), uid, secret.clone());
        let account = Account { rpc, uid, login: one_line(name) };
        match account.rpc.call("res.users", "context_get", json!([]), json!({})).await {
            Ok(_) => Ok(account),
            Err(fault) if fault.exception() == Some(Exception::AccessDenied) => {
                Err(ConnectError::ApiLogin { product: &PRODUCT, login: account.login })
            }
            Err(fault) => Err(server(&ServerError::at_sign_in(fault, &self.database))),
        }
    }

    /// Asks for the guard of every field, as the account and as the probe accounts.
    async fn fields(
        &self,
        snapshot: &mut Snapshot,
        account: &Account,
        options: &ApiOptions,
        progress: &dyn Fn(&str),
    ) -> Result<Seen, ConnectError> {
        let mut seen = Seen { gaps: Vec::new(), refused: Vec::new() };
        let (mut probes, mut tried) = (Vec::new(), BTreeSet::new());
        for (name, secret) in &options.probes {
            // Roles may share a login, and no account fails twice.
            if !tried.insert(name.to_lowercase()) {
                continue;
            }
            let mut not_asked = |why: &str| {
                let login = one_line(name);
                seen.gaps.push(format!("the probe account `{login}` {why} and was not asked which fields it is shown"));
            };
            let Some((at, user)) = of_login(snapshot, name) else {
                not_asked("is none of the users seen");
                continue;
            };
            let by_password = !looks_like_key(secret);
            match (user.active, user.second_factor, user.id.parse()) {
                (false, ..) => not_asked("is switched off"),
                (_, Presence::Present, _) if by_password => not_asked("has a second factor, its secret is no key,"),
                (.., Err(_)) => not_asked("has no id of Odoo's"),
                (.., Ok(uid)) => match self.known(uid, name, secret).await {
                    Ok(probe) => probes.push((at, probe)),
                    Err(ConnectError::ApiLogin { .. }) => {
                        not_asked("was refused");
                        seen.refused.push(name.clone());
                    }
                    Err(other) => return Err(other),
                },
            }
        }
        let itself = user(snapshot, account.uid);
        match guards::ask(snapshot, account, itself, &probes, progress).await? {
            Some(why) => seen.gaps.push(why),
            // Whoever could not be asked was not needed.
            None => seen.gaps.clear(),
        }
        Ok(seen)
    }
}

/// The user with an id.
fn user(snapshot: &Snapshot, uid: i64) -> Option<UserIx> {
    let uid = uid.to_string();
    snapshot.users.iter().position(|user| *user.id == *uid).map(UserIx::new)
}

/// The one user of a login.
fn of_login<'s>(snapshot: &'s Snapshot, login: &str) -> Option<(UserIx, &'s User)> {
    let mut found = snapshot.users.iter().enumerate().filter(|(_, user)| user.login().eq_ignore_ascii_case(login));
    let (at, user) = found.next()?;
    found.next().is_none().then(|| (UserIx::new(at), user))
}

fn server(why: &ServerError) -> ConnectError {
    ConnectError::Server { reason: chain(why) }
}
