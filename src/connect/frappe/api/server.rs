//! Which Frappe answers at an address, and whether the site is there.

use serde_json::Value;

use super::fault::Fault;
use super::release::Release;
use super::sign_in;
use super::wire;
use crate::connect::api::Account;
use crate::connect::error::one_line;
use crate::connect::live::{Login, SecretKind};
use crate::net::{Client, NetError};

/// Why a server cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Something else answers there.
    #[error("no Frappe answers there; check the address")]
    NotFrappe(#[source] Fault),
    /// A Frappe that has no site of that name.
    #[error(
        "no Frappe site answers there; a server with several chooses the site by the host of the address, so give the address \
         with the site's own host name"
    )]
    NoSite(#[source] Fault),
    /// A version whose answers may mean something else.
    #[error("the server is Frappe `{found}`; this rolecall speaks with the versions 14, 15, 16 and 17")]
    Version {
        /// What it says it is.
        found: String,
    },
    /// The account did not get in.
    #[error("`{login}` is not let in: {reason}")]
    SignIn {
        /// Who.
        login: String,
        /// Why, and the next step.
        reason: String,
    },
    /// The account may not ask for the version.
    #[error("the server does not tell its version to this login; check its secret")]
    Untold(#[source] Fault),
    /// The server did not answer.
    #[error("the server does not answer; check the address and whether it is in service")]
    Silent(#[source] NetError),
}

/// Asks whether a Frappe site is there. The only thing that it tells without a login is that.
pub async fn find_site(client: &Client) -> Result<(), ServerError> {
    let answer = client.send(&wire::method("ping", &[])).await.map_err(ServerError::Silent)?;
    let page = wire::is_page(&answer);
    match wire::result(None, &answer) {
        Ok(Value::String(pong)) if pong == "pong" => Ok(()),
        Ok(_) => Err(ServerError::NotFrappe(Fault::alien("another answer than `pong`"))),
        Err(fault) if page && answer.status == 404 => Err(ServerError::NoSite(fault)),
        Err(fault) => Err(ServerError::NotFrappe(fault)),
    }
}

/// Asks for the version, as every account that is signed in may (`frappe/utils/change_log.py`, `get_versions`). A password
/// opens a session for it, which is closed again.
pub async fn find_version(client: &Client, account: &Account) -> Result<String, ServerError> {
    let login = enter(client, account).await?;
    let apps = find_apps(client, &login).await;
    leave(client, &login).await;
    let found = version_of(&apps?)?;
    Ok(found)
}

/// The login of an account, in a session where it asks in one. It is tried once.
pub(super) async fn enter(client: &Client, account: &Account) -> Result<Login, ServerError> {
    let name: Box<str> = account.login.as_str().into();
    let mut login = Login { id: name.clone(), name, secret: account.secret.clone(), kind: account.kind, session: None };
    if account.kind == SecretKind::Password {
        let answer = client.send(&wire::sign_in(&login.name, &login.secret)).await;
        let refused = |reason| ServerError::SignIn { login: one_line(&login.name), reason };
        let session = sign_in::opened(None, &login, answer.as_ref()).map_err(|why| refused(why.reason))?;
        login.session = Some(session);
    }
    Ok(login)
}

/// Ends the session of a login, if it has one. What comes of it changes nothing: a session ends by itself, too.
pub(super) async fn leave(client: &Client, login: &Login) {
    if login.session.is_some() {
        let _ = client.send(&sign_in::sign_out(login)).await;
    }
}

/// The framework's version among those of the apps, if it is one that is understood.
pub(super) fn version_of(apps: &[(String, String)]) -> Result<String, ServerError> {
    let found = apps.iter().find(|(name, _)| name == "frappe").map(|(_, version)| version.clone());
    let found = found.ok_or_else(|| ServerError::NotFrappe(Fault::alien("versions without Frappe's")))?;
    Release::of(&found).map(|_| found.clone()).ok_or(ServerError::Version { found })
}

/// The installed apps with their versions.
pub(super) async fn find_apps(client: &Client, login: &Login) -> Result<Vec<(String, String)>, ServerError> {
    let request = wire::sent_as(wire::method("frappe.utils.change_log.get_versions", &[]), login);
    let answer = client.send(&request).await.map_err(ServerError::Silent)?;
    let told = wire::result(None, &answer).map_err(ServerError::Untold)?;
    let app = |(name, app): (&String, &Value)| {
        let version = app.get("version").and_then(Value::as_str)?;
        Some((one_line(name), one_line(version)))
    };
    let alien = || ServerError::NotFrappe(Fault::alien("versions of another shape"));
    told.as_object().map(|apps| apps.iter().filter_map(app).collect()).ok_or_else(alien)
}
