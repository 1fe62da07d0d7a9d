//! Which Tryton answers at an address, which of its databases is meant, and letting an account in.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::fault::{Exception, Fault};
use super::judge::{no_answer, why_not};
use super::sign_in;
use super::wire::{self, Call};
use crate::connect::api::Account;
use crate::connect::databases::{Choice, choose};
use crate::connect::error::one_line;
use crate::connect::live::{Login, SecretKind};
use crate::net::{Client, NetError, Repeat};

/// The series that is spoken with.
pub(super) const SERIES: [&str; 1] = ["8.2"];

/// Why an application's key is not taken.
pub(super) const NO_KEYS: &str = "the key of a user application opens the REST API alone, where nothing tells what the account \
                                  may do: give the account's password";

/// Why a server cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Something else answers there, or a Tryton before 8.
    #[error("no Tryton 8.2 answers there; check the address")]
    NotTryton(#[source] Fault),
    /// A version whose answers may mean something else.
    #[error("the server is Tryton `{found}`; this rolecall speaks with the series 8.2")]
    Version {
        /// What it says it is.
        found: String,
    },
    /// None named where there are several.
    #[error("the server has several databases: {names}; name one with `database`")]
    Several {
        /// Their names.
        names: String,
    },
    /// None named, and the server does not tell.
    #[error("the server does not tell its databases; name one with `database`")]
    Untold(#[source] Fault),
    /// None at all.
    #[error("the server has no database; check the address")]
    Empty,
    /// The one named is not there.
    #[error("the server has no database `{database}` that it can use; check `database`")]
    Unknown {
        /// The one named.
        database: String,
        /// What the server said.
        source: Fault,
    },
    /// The account did not get in.
    #[error("`{login}` is not let in: {reason}")]
    SignIn {
        /// Who.
        login: String,
        /// Why, and the next step.
        reason: String,
    },
    /// The server did not answer.
    #[error("the server does not answer; check the address and whether it is in service")]
    Silent(#[source] NetError),
}

/// Asks the server for its series, which it tells without a login.
pub async fn find_series(client: &Client) -> Result<String, ServerError> {
    let told = match ask(client, "common.server.version").await {
        Err(Fault::Net(error)) => return Err(ServerError::Silent(error)),
        told => told.map_err(ServerError::NotTryton)?,
    };
    let Value::String(found) = told else {
        return Err(ServerError::NotTryton(Fault::alien("a version of another shape")));
    };
    if is_spoken(&found) { Ok(found) } else { Err(ServerError::Version { found: one_line(&found) }) }
}

/// Whether a version is of the series that is spoken with: `8.2`, `8.2.1`.
pub(super) fn is_spoken(version: &str) -> bool {
    SERIES.contains(&series_of(version).as_str())
}

/// The first two numbers of a version.
pub fn series_of(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// The database to speak with: the one named, else the only one that the server has. `[database] list` of its configuration
/// may keep them to itself, with HTTP 403.
pub async fn find_database(client: &Client, named: Option<&str>) -> Result<String, ServerError> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let told = match ask(client, "common.db.list").await {
        Err(Fault::Net(error)) => return Err(ServerError::Silent(error)),
        told => told.map_err(ServerError::Untold)?,
    };
    match choose(&told) {
        None => Err(ServerError::Untold(Fault::alien("databases of another shape"))),
        Some(Choice::Empty) => Err(ServerError::Empty),
        Some(Choice::Only(name)) => Ok(name),
        Some(Choice::Several(names)) => Err(ServerError::Several { names }),
    }
}

async fn ask(client: &Client, method: &str) -> Result<Value, Fault> {
    let answer = client.send(&Call::service(method, Vec::new(), Repeat::Safe).to_server()).await?;
    wire::result(&answer)
}

/// The login of an account in a session of its own. It is tried once; the server alone knows the account's id.
pub(super) async fn enter(client: &Client, database: &str, account: &Account) -> Result<Login, ServerError> {
    let refused = |reason: String| ServerError::SignIn { login: one_line(&account.login), reason };
    if account.kind != SecretKind::Password {
        return Err(refused(NO_KEYS.to_owned()));
    }
    let answer = client.send(&sign_in::sign_in(database, &account.login, &account.secret)).await;
    let told = match &answer {
        Ok(answer) => wire::result(answer),
        Err(NetError::Busy { status: 429, .. }) => Err(Fault::Raised(Exception::Locked)),
        Err(error) => return Err(refused(no_answer(error))),
    };
    let mut login = Login {
        name: account.login.as_str().into(),
        id: Box::default(),
        secret: account.secret.clone(),
        kind: account.kind,
        session: None,
    };
    match told {
        Ok(opened) => {
            let alien = || ServerError::NotTryton(Fault::alien("a sign-in of another shape"));
            login.id = sign_in::account_of(&opened).ok_or_else(alien)?.0.to_string().into();
        }
        Err(fault) if fault.exception() == Some(Exception::Nowhere) => {
            return Err(ServerError::Unknown { database: one_line(database), source: fault });
        }
        Err(fault) if fault.exception().is_none() => return Err(refused(why_not(&fault).reason)),
        Err(_) => {}
    }
    let session: SecretString = sign_in::opened(&login, answer.as_ref()).map_err(|why| refused(why.reason))?;
    login.session = Some(session);
    Ok(login)
}

/// Ends the session of a login. What comes of it changes nothing: a session ends by itself, too.
pub(super) async fn leave(client: &Client, database: &str, login: &Login) {
    let _ = client.send(&sign_in::sign_out(database, login)).await;
}

/// What a session is open for: the account's own preferences, which everybody may ask for.
pub(super) fn who_am_i() -> Call<'static> {
    Call::of_model("res.user", "get_preferences", [json!(true)])
}
