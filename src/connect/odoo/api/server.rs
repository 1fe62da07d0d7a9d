//! Which Odoo answers at an address, and which of its databases is meant.

use serde_json::{Value, json};

use super::wire::{self, Wire};
use super::{Exception, Fault};
use crate::connect::databases::{Choice, choose};
use crate::connect::error::one_line;
use crate::connect::odoo::series::Series;
use crate::net::{Client, NetError, Repeat, Request};

/// Why a server cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Something else answers there.
    #[error("no Odoo answers there; check the address, and the path if Odoo is served below one")]
    NotOdoo(#[source] Fault),
    /// A version whose answers may mean something else.
    #[error("the server is Odoo `{found}`; this rolecall speaks with the series 16.0, 17.0, 18.0 and 19.0")]
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
    /// The one named is not there, or is out of use.
    #[error("the server has no database `{database}` that it can use; check `database`")]
    Unknown {
        /// The one named.
        database: String,
        /// What the server said.
        source: Fault,
    },
    /// The server refuses to sign anybody in, rather than this account.
    #[error("the server cannot sign an account in")]
    SignIn(#[source] Fault),
    /// The server did not answer.
    #[error("the server does not answer; check the address and whether it is in service")]
    Silent(#[source] NetError),
}

/// Asks the server for its version, which it tells without a login, by `common.version` or else as the web client does.
pub async fn find_series(client: &Client) -> Result<Series, ServerError> {
    let asked = ask(client, wire::service("common", "version", json!([]), Repeat::Safe)).await;
    let told = match asked {
        Err(Fault::Net(error)) => return Err(ServerError::Silent(error)),
        Err(_) => ask(client, wire::call("/web/webclient/version_info", json!({}), Repeat::Safe)).await,
        told => told,
    };
    series_of(&told.map_err(ServerError::NotOdoo)?)
}

/// `server_version_info` is `[18, 0, 0, "final", 0, ""]`, with `"e"` at the end for the Enterprise edition; the versions
/// between two series, of Odoo's own hosting, say `["saas~17", 2, …]`.
fn series_of(told: &Value) -> Result<Series, ServerError> {
    let part = |at: usize| match told.get("server_version_info")?.get(at)? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    let Some((major, minor)) = part(0).zip(part(1)) else {
        return Err(ServerError::NotOdoo(Fault::alien("a version of another shape")));
    };
    let found = format!("{major}.{minor}");
    Series::of(&found).ok_or_else(|| ServerError::Version { found: one_line(&found) })
}

/// The database to speak with: the one named, else the only one that the server has.
pub async fn find_database(client: &Client, named: Option<&str>) -> Result<String, ServerError> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let told = match ask(client, wire::call("/web/database/list", json!({}), Repeat::Safe)).await {
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

impl ServerError {
    /// What a fault at signing in says about the server: an unknown database is `psycopg2.OperationalError` (16.0 to 19.0).
    pub fn at_sign_in(fault: Fault, database: &str) -> Self {
        match fault {
            Fault::Net(error) => Self::Silent(error),
            fault if fault.exception() == Some(Exception::Database) => {
                Self::Unknown { database: one_line(database), source: fault }
            }
            fault => Self::SignIn(fault),
        }
    }
}

async fn ask(client: &Client, request: Request) -> Result<Value, Fault> {
    let answer = client.send(&request).await?;
    wire::result(Wire::JsonRpc, &answer, None)
}
