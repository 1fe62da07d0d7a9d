//! Signing in with a password, the session that comes of it, and telling what a secret is (8.2).

pub(super) use crate::connect::live::WRONG;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::fault::Exception;
use super::judge::why_not;
use super::wire::{self, Call, LANGUAGE};
use crate::connect::live::{Login, NotOpened};
use crate::net::{Answer, NetError, Repeat, Request};

/// The request that signs in, once: every failure counts against the login, and so does asking again when the server says
/// that it was too often (`res/user.py`, `get_login`).
pub(super) fn sign_in(database: &str, name: &str, password: &SecretString) -> Request {
    let params = vec![json!(name), json!({ "password": password.expose_secret() }), json!(LANGUAGE)];
    Call::service("common.db.login", params, Repeat::Once).request(database)
}

/// The session that an answer to a sign-in opens: `[user, key, bus]`. What it is known by is sent with every request, with
/// the account's own id in it, which the server compares with the session's (`ir/session.py`, `check`).
pub(super) fn opened(login: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
    let refuse = |reason: &str| NotOpened { reason: reason.to_owned(), refused: false, locked_out: false };
    let result = match answer {
        Ok(answer) => wire::result(answer),
        Err(NetError::Busy { status: 429, .. }) => Err(super::Fault::Raised(Exception::Locked)),
        Err(error) => return Err(refuse(&super::judge::no_answer(error))),
    };
    let opened = result.map_err(|fault| match fault.exception() {
        Some(Exception::Unauthenticated) => NotOpened {
            refused: true,
            ..refuse("the server refuses its password: look at the name, the password and whether the account is in use")
        },
        Some(Exception::Locked) => NotOpened {
            refused: true,
            ..refuse(
                "the server takes no sign-in of it for now, after too many that failed: wait five minutes, and find who failed",
            )
        },
        Some(Exception::Login) => {
            refuse("the server asks for more than its password, such as a second factor: make a login for the probe without")
        }
        _ => refuse(&why_not(&fault).reason),
    })?;
    let Some((id, key)) = account_of(&opened) else {
        return Err(refuse("the server opens no session at sign-in, which Tryton does"));
    };
    if id.to_string() != *login.id {
        return Err(refuse("the name and the password belong to another account"));
    }
    Ok(session(&login.name, id, key))
}

/// What a session is known by: `login:id:key`, of which the login is only for the server's own journal and must hold no
/// colon.
pub(super) fn session(name: &str, id: i64, key: &str) -> SecretString {
    STANDARD.encode(format!("{}:{id}:{key}", name.replace(':', "_"))).into()
}

/// The id of the account and the key of its session in the answer to a sign-in.
pub(super) fn account_of(opened: &Value) -> Option<(i64, &str)> {
    let key = opened.get(1)?.as_str().filter(|key| is_key(key))?;
    Some((opened.get(0)?.as_i64()?, key))
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The request that ends a session.
pub(super) fn sign_out(database: &str, login: &Login) -> Request {
    wire::sent_as(Call::service("common.db.logout", Vec::new(), Repeat::Safe).request(database), login)
}

/// What a secret is by its form: the key of a user application is 128 hexadecimal digits (`res/user.py`, `default_key`).
pub fn looks_like_key(secret: &SecretString) -> bool {
    let text = secret.expose_secret();
    text.len() == 128 && text.bytes().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_with_a_colon_does_not_break_its_session() {
        let text = STANDARD.decode(session("ann:b", 7, "c0ffee").expose_secret()).unwrap();
        assert_eq!(text, b"ann_b:7:c0ffee");
    }

    #[test]
    fn keys_of_applications_are_told_by_their_form() {
        let looks = |text: &str| looks_like_key(&text.to_owned().into());
        assert!(looks(&"0123456789abcdef".repeat(8)));
        assert!(!looks(&"0123456789abcdef".repeat(4)) && !looks("a password") && !looks(&"g".repeat(128)));
    }
}
