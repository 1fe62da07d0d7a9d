//! Signing in with a password, and telling what a secret is.

pub(super) use crate::connect::live::WRONG;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::fault::{Exception, Fault};
use super::judge::{no_answer, why_not};
use super::release::Release;
use super::wire::{self, is_page};
use crate::connect::live::{Login, NotOpened, SecretKind};
use crate::net::{Answer, NetError, Repeat, Request};

/// The session of nobody.
const GUEST: &str = "Guest";

/// What an answer says about the session that it was asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// It was given in that session, or to whoever sent the token.
    Yes,
    /// It was given to nobody, or in another session.
    No,
    /// It does not say.
    Untold,
}

/// Whether an answer was given in the login's session. Every answer sets the cookie `sid` anew; a session that is over is no
/// error but makes the caller a guest, to whom everything is forbidden (14 to 17, `frappe/auth.py`, `LoginManager`).
pub(super) fn inside(login: &Login, answer: &Answer) -> Inside {
    if login.kind != SecretKind::Password {
        return Inside::Yes;
    }
    let Some(session) = &login.session else { return Inside::No };
    match answer.cookie("sid") {
        Some(sid) if sid == session.expose_secret() => Inside::Yes,
        Some(_) => Inside::No,
        None => Inside::Untold,
    }
}

/// The session that an answer to a sign-in opens. Status 200 alone is none: so a password that has expired and a second
/// factor are answered, too (`frappe/auth.py`).
pub(super) fn opened(
    version: Option<Release>,
    login: &Login,
    answer: Result<&Answer, &NetError>,
) -> Result<SecretString, NotOpened> {
    let refuse = |reason: String| NotOpened { reason, refused: false, locked_out: false };
    let answer = answer.map_err(|error| refuse(no_answer(error)))?;
    if answer.status != 200 {
        let fault = Fault::of(version, answer);
        return Err(match fault.exception() {
            Some(Exception::Authentication) => NotOpened {
                reason:
                    "the server refuses its password: look at the name, the password, whether the account is in use, \
                         and from where and when it may sign in"
                        .to_owned(),
                refused: true,
                locked_out: false,
            },
            Some(Exception::Locked) => NotOpened {
                reason:
                    "the server has locked the account or this address out after failed sign-ins; wait, and find who \
                         failed"
                        .to_owned(),
                refused: true,
                locked_out: true,
            },
            _ => refuse(why_not(&fault).reason),
        });
    }
    let body = if is_page(answer) { Value::Null } else { answer.json().unwrap_or_default() };
    let said = |key: &str| body.get(key).is_some();
    if body.get("message").and_then(Value::as_str) == Some("Password Reset") {
        return Err(refuse("its password has expired: give the account a new one, or an API key".to_owned()));
    }
    if said("verification") || said("tmp_id") {
        return Err(refuse("it has a second factor; give it an API key".to_owned()));
    }
    let sid = answer.cookie("sid").filter(|sid| is_sid(sid) && *sid != GUEST);
    let Some(sid) = sid.filter(|_| said("message")) else {
        return Err(refuse("the server opens no session at sign-in, which Frappe does".to_owned()));
    };
    // The cookie's value is escaped as in a path.
    let whose = answer.cookie("user_id").map(|user| user.replace("%40", "@"));
    match whose {
        Some(user) if !user.eq_ignore_ascii_case(&login.id) && !user.contains('%') => {
            Err(refuse("the name and the password belong to another account".to_owned()))
        }
        _ => Ok(SecretString::from(sid)),
    }
}

/// What a session can be known by: hexadecimal digits up to 16, and nothing that ends a header.
fn is_sid(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// The request that ends a session. Without a page of the desk no session wants a CSRF token.
pub(super) fn sign_out(login: &Login) -> Request {
    wire::sent_as(Request::post("/api/method/logout", &serde_json::json!({}), Repeat::Safe), login)
}

/// The login with a secret that is certainly wrong, of the same kind.
pub(super) fn wrong(login: &Login) -> Login {
    let secret = match login.kind {
        SecretKind::Password | SecretKind::Bearer => WRONG.to_owned(),
        SecretKind::Key => {
            let key = login.secret.expose_secret().split(':').next().unwrap_or_default();
            format!("{key}:{WRONG}")
        }
    };
    Login { secret: secret.into(), session: None, ..login.clone() }
}

/// What a secret is by its form: `KEY:SECRET`, each of letters and digits (Frappe makes 15 of them), is a key. A bearer
/// token looks like a password.
pub fn looks_like_key(secret: &SecretString) -> bool {
    let part = |text: &str| text.len() >= 8 && text.bytes().all(|c| c.is_ascii_alphanumeric());
    secret.expose_secret().split_once(':').is_some_and(|(key, secret)| part(key) && part(secret))
}
