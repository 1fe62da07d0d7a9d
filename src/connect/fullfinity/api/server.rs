//! Whether a Fullfinity answers at an address.

use serde_json::Value;

use super::wire::{self, Fault};
use crate::net::{Client, NetError, Request};

/// Why a server cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Something else answers there.
    #[error("no Fullfinity answers there: its description of itself has no /auth/authenticate; check the address")]
    NotFullfinity,
    /// The host chooses the database.
    #[error(
        "Fullfinity chooses the database by the host of the address, so `{database}` cannot be named: take the key or option \
         `database` away and give the address with the host of that database"
    )]
    NamedDatabase {
        /// What was named.
        database: String,
    },
    /// The server did not answer.
    #[error("the server does not answer; check the address and whether it is in service")]
    Silent(#[source] NetError),
}

/// Asks for the description that the server gives of itself (`/openapi.json`). Where that is switched off or too long, nothing
/// is said against the server.
pub async fn find(client: &Client, database: Option<&str>) -> Result<(), ServerError> {
    if let Some(database) = database {
        return Err(ServerError::NamedDatabase { database: crate::connect::error::one_line(database) });
    }
    let answer = match client.send(&Request::get("/openapi.json").header("accept", "application/json")).await {
        Ok(answer) => answer,
        Err(NetError::TooLarge { .. }) => return Ok(()),
        Err(error) => return Err(ServerError::Silent(error)),
    };
    match wire::result(&answer) {
        Ok(Value::Object(described)) => {
            let paths = described.get("paths").and_then(Value::as_object);
            // A path below which the API is mounted stands before its own.
            let has = paths.is_some_and(|paths| paths.keys().any(|path| path.ends_with("/auth/authenticate")));
            if has { Ok(()) } else { Err(ServerError::NotFullfinity) }
        }
        Ok(_) => Err(ServerError::NotFullfinity),
        Err(
            Fault::Alien(_)
            | Fault::Missing
            | Fault::Unauthorized
            | Fault::Forbidden
            | Fault::Refused(_)
            | Fault::Failed { .. },
        ) => Ok(()),
    }
}
