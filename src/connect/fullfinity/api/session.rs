//! Signing in: what `/auth/authenticate` gives, and until when it is good.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::wire::{self, Fault};
use crate::connect::live::NotOpened;
use crate::net::{Answer, NetError};

/// Sign-ins that one run may see fail. Whether and when Fullfinity locks somebody out is not documented.
pub(super) const FAILURES: usize = 3;

/// The tokens of an account.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) access: SecretString,
    pub(super) refresh: Option<SecretString>,
    /// When the access token ends, where that was told in the documented form.
    pub(super) expires: Option<Timestamp>,
}

impl Session {
    /// The tokens in an answer to a sign-in or a refresh.
    pub(super) fn of(answer: Result<&Answer, &NetError>) -> Result<Self, NotOpened> {
        let refuse = |reason: String| NotOpened { reason, refused: false, locked_out: false };
        let answer = answer.map_err(|error| NotOpened {
            // Too many requests: whoever signs in on makes it worse.
            locked_out: matches!(error, NetError::Busy { status: 429, .. }),
            ..refuse(super::judge::no_answer(error))
        })?;
        let body = match wire::result(answer) {
            Ok(body) => body,
            // With which status a wrong password is refused is not documented.
            Err(Fault::Unauthorized | Fault::Forbidden | Fault::Refused(400)) => {
                let reason = "the server refuses its password: look at the address, the password, and whether the account \
                              is in use";
                return Err(NotOpened { reason: reason.to_owned(), refused: true, locked_out: false });
            }
            Err(Fault::Missing) => {
                return Err(refuse("the server has no /auth/authenticate, which Fullfinity has".to_owned()));
            }
            Err(fault) => return Err(refuse(fault.to_string())),
        };
        let text = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| is_token(text));
        let Some(access) = text("access_token") else {
            return Err(refuse("the server gives no `access_token` at sign-in, which Fullfinity does".to_owned()));
        };
        let bearer =
            body.get("token_type").and_then(Value::as_str).is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        if !bearer {
            return Err(refuse("the token that the server gives is no bearer token".to_owned()));
        }
        let expires = body.get("expires_at").and_then(Value::as_str).and_then(moment);
        let refresh = text("refresh_token").map(SecretString::from);
        Ok(Self { access: SecretString::from(access), refresh, expires })
    }

    /// How long it is good after a moment; nothing where that is not told.
    pub(super) fn lasts(&self, now: Timestamp) -> Option<Duration> {
        let left = self.expires?.duration_since(now);
        Some(Duration::try_from(left).unwrap_or_default())
    }
}

/// `2026-11-29 08:15:00 UTC`.
fn moment(text: &str) -> Option<Timestamp> {
    let civil = text.trim().strip_suffix("UTC")?.trim();
    let civil = DateTime::strptime("%Y-%m-%d %H:%M:%S", civil).ok()?;
    Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

/// What can stand in a header and in a message of its own (RFC 6750, `b64token`).
fn is_token(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    !text.is_empty() && text.len() <= 16 << 10 && text.bytes().all(fits)
}

/// What a secret is by its form: three parts of URL-safe base64 are a token (JWT), anything else is a password.
pub fn looks_like_token(secret: &SecretString) -> bool {
    let text = secret.expose_secret();
    let part = |part: &str| {
        part.len() >= 10 && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_the_documented_form_alone() {
        assert_eq!(moment("2026-11-29 08:15:00 UTC").unwrap().to_string(), "2026-11-29T08:15:00Z");
        for text in ["", "UTC", "2026-11-29", "2026-11-29T08:15:00Z", "2026-13-29 08:15:00 UTC", "soon UTC"] {
            assert!(moment(text).is_none(), "{text}");
        }
    }

    #[test]
    fn tokens_are_told_from_passwords_by_their_form() {
        let is = |text: &str| looks_like_token(&SecretString::from(text));
        assert!(is("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"));
        for text in ["", "correct horse", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ", "eyJ."] {
            assert!(!is(text), "{text}");
        }
    }
}
