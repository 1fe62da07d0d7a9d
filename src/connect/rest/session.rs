//! Sessions: what an account is known by once it has signed in. Each belongs to one login and is never printed.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::judge::{Read, no_answer};
use super::manifest::{Csrf, Opening};
use super::variables::Values;
use crate::connect::live::NotOpened;
use crate::net::{Answer, NetError};

/// The longest value of a cookie or a token, in bytes.
const LONGEST: usize = 16 << 10;

/// What a session is known by.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Session {
    /// Only the page before the sign-in was opened.
    #[serde(default)]
    pub(super) before: bool,
    token: Option<String>,
    csrf: Option<String>,
    cookies: Vec<(String, String)>,
}

impl Session {
    /// Takes a session apart.
    pub(super) fn of(secret: &SecretString) -> Option<Self> {
        serde_json::from_str(secret.expose_secret()).ok()
    }

    fn sealed(&self) -> Result<SecretString, NotOpened> {
        serde_json::to_string(self).map(SecretString::from).map_err(|_| not("the session cannot be kept"))
    }

    /// The token.
    pub(super) fn token(&self) -> Option<SecretString> {
        self.token.as_deref().map(SecretString::from)
    }

    /// The token against forged requests.
    pub(super) fn csrf(&self) -> Option<SecretString> {
        self.csrf.as_deref().map(SecretString::from)
    }

    /// The header that carries its cookies; nothing where there are none.
    pub(super) fn cookies(&self) -> Option<String> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!cookies.is_empty()).then(|| cookies.join("; "))
    }

    fn keep(&mut self, answer: &Answer) {
        for (name, value) in answer.cookies.iter().filter(|(name, value)| is_cookie(name) && is_cookie(value)) {
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.clone(), value.clone()));
        }
    }

    fn take_csrf(&mut self, csrf: &Csrf, answer: &Answer, values: &Values<'_>) -> bool {
        let found = match csrf {
            Csrf::At(pointer) => Read::new(answer).text_at(pointer, values),
            Csrf::Cookie(name) => answer.cookie(name).map(str::to_owned),
        };
        let found = found.filter(|token| is_token(token));
        let is_there = found.is_some();
        self.csrf = found.or_else(|| self.csrf.take());
        is_there
    }
}

impl Opening {
    /// The page before the sign-in.
    pub(super) fn prepared(
        &self,
        answer: Result<&Answer, &NetError>,
        values: &Values<'_>,
    ) -> Result<SecretString, NotOpened> {
        let answer = answer.map_err(unanswered)?;
        if !(200..300).contains(&answer.status) {
            return Err(not(&format!("the page before the sign-in answers HTTP {}", answer.status)));
        }
        let mut session = Session { before: true, ..Session::default() };
        session.keep(answer);
        if let Some(csrf) = &self.csrf
            && !session.take_csrf(csrf, answer, values)
        {
            return Err(not(
                "the page before the sign-in has no token against forged requests where the manifest says",
            ));
        }
        session.sealed()
    }

    /// What the session is known by, from the answer to the sign-in.
    pub(super) fn opened(
        &self,
        before: Option<Session>,
        answer: Result<&Answer, &NetError>,
        values: &Values<'_>,
    ) -> Result<SecretString, NotOpened> {
        let answer = answer.map_err(unanswered)?;
        let read = Read::new(answer);
        if read.holds(&self.locked_out, values) {
            let reason = "the server lets nobody in with it for now; wait, and find who failed".to_owned();
            return Err(NotOpened { reason, refused: true, locked_out: true });
        }
        if read.holds(&self.refused, values) {
            let reason =
                "the server refuses its secret: look at the login, the secret and whether the account is in use";
            return Err(NotOpened { reason: reason.to_owned(), refused: true, locked_out: false });
        }
        if !(200..400).contains(&answer.status) {
            return Err(not(&format!("the sign-in answers {}, of which the manifest says nothing", read.words())));
        }
        let mut session = Session { before: false, ..before.unwrap_or_default() };
        session.keep(answer);
        if let Some(pointer) = &self.token {
            let token = read.text_at(pointer, values).filter(|token| is_token(token));
            session.token =
                Some(token.ok_or_else(|| not(&format!("the sign-in answers {} without a token", read.words())))?);
        }
        for name in &self.cookies {
            if answer.cookie(name).is_none_or(|value| !is_cookie(value)) {
                return Err(not(&format!("the sign-in answers {} without the cookie of a session", read.words())));
            }
        }
        if let Some(csrf) = &self.csrf {
            session.take_csrf(csrf, answer, values);
            if session.csrf.is_none() {
                return Err(not("the sign-in brings no token against forged requests where the manifest says"));
            }
        }
        session.sealed()
    }
}

fn not(reason: &str) -> NotOpened {
    NotOpened { reason: reason.to_owned(), refused: false, locked_out: false }
}

/// Whoever is told to come later is locked out for as long.
fn unanswered(error: &NetError) -> NotOpened {
    NotOpened { locked_out: matches!(error, NetError::Busy { status: 429, .. }), ..not(&no_answer(error)) }
}

/// The name or the value of a cookie (RFC 6265, section 4.1.1).
fn is_cookie(text: &str) -> bool {
    let fine = |byte: u8| matches!(byte, b'!'..=b'~') && !matches!(byte, b'"' | b',' | b';' | b'\\');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(fine)
}

/// Whether a text can be a token in a header.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text != "null" && text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b'!'..=b'~'))
}
