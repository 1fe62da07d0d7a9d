//! What lets programs in, and the settings around it; never a secret.

use std::collections::BTreeMap;

use super::entities::Id;
use super::mapper::Mapper;
use super::table::Slot;
use crate::model::UserIx;
use crate::snapshot::{Setting, Token};
use crate::yaml::words::quote;

/// A setting with one of these in its name may be a secret.
const SECRETS: [&str; 16] = [
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "private",
    "credential",
    "dsn",
    "url",
    "uri",
    "auth",
    "hash",
    "salt",
    "cert",
    "cookie",
    "webhook",
];
/// The same as a whole part of its name.
const SECRET_PARTS: [&str; 4] = ["pw", "pin", "otp", "seed"];
/// The longest word that is kept.
const MAX_WORD: usize = 20;

/// Whether a value is one that a policy can judge and that is no secret: yes or no, a small number, and, where the name of the
/// setting does not speak of a secret, any number, a length of time, or one plain word.
fn harmless(key: &str, value: &str) -> bool {
    let (key, value) = (key.to_lowercase(), value.trim());
    let lower = value.to_ascii_lowercase();
    let flag = matches!(lower.as_str(), "" | "true" | "false" | "yes" | "no" | "on" | "off" | "none" | "null");
    let digits = |text: &str, most: usize| !text.is_empty() && text.len() <= most && all(text, |c| c.is_ascii_digit());
    if flag || digits(value, 3) {
        return true;
    }
    let part = |part: &str| SECRET_PARTS.contains(&part);
    if SECRETS.iter().any(|word| key.contains(word)) || key.split(|c: char| !c.is_alphanumeric()).any(part) {
        return false;
    }
    let number = value.trim_start_matches('-');
    let is_number = number.split(['.', ':']).all(|part| digits(part, 9)) && number.len() <= MAX_WORD;
    // One case, but for the first letter: what a generator of secrets gives is seldom such a word.
    let rest = value.get(1..).unwrap_or_default();
    let one_case = all(rest, |c| !c.is_ascii_uppercase()) || all(value, |c| !c.is_ascii_lowercase());
    let is_word =
        value.len() <= MAX_WORD && one_case && all(value, |c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'));
    is_number || is_word
}

fn all(text: &str, holds: impl Fn(char) -> bool) -> bool {
    text.chars().all(holds)
}

impl Mapper<'_> {
    pub(super) fn tokens(&mut self) {
        let mut tokens: Vec<Token> = Vec::new();
        self.each(Id::Tokens, |mapper, at| {
            let owner = mapper.needed(Id::Tokens, at, "user").map(UserIx);
            let Some(mut row) = mapper.row(Id::Tokens, at) else { return };
            let kind = row.word("kind").unwrap_or(Token::API_KEY).to_owned();
            let token = Token {
                name: row.text("name").unwrap_or(&kind).to_owned(),
                owner: owner.unwrap_or(UserIx(0)),
                scope: row.text("scope").map(str::to_owned),
                created: row.time("created"),
                expires: row.time("expires"),
                outlives_owner: row.flag_or("outlives_owner", false),
                scope_unchecked: row.flag_or("scope_unchecked", false),
                kind,
            };
            tokens.extend(owner.map(|_| token));
        });
        tokens.sort_by(|a, b| {
            (a.owner, &a.kind, &a.name, &a.created, &a.expires, &a.scope)
                .cmp(&(b.owner, &b.kind, &b.name, &b.created, &b.expires, &b.scope))
        });
        self.snapshot.tokens = tokens;
        self.snapshot.semantics.key_ends_unknown = !self.snapshot.tokens.is_empty() && !self.has(Id::Tokens, "expires");
    }

    pub(super) fn settings(&mut self) {
        let mut settings: BTreeMap<String, Option<String>> = BTreeMap::new();
        self.each(Id::Settings, |mapper, at| {
            let Some(mut row) = mapper.row(Id::Settings, at) else { return };
            let Some(key) = row.needed("key").map(str::to_owned) else { return };
            let value = row.text("value").map(str::to_owned);
            if settings.contains_key(&key) {
                let message = format!("the setting {} is there twice", quote(&key));
                row.problem(Slot::Named("key"), &message, None);
            }
            let value = value.filter(|value| harmless(&key, value));
            settings.insert(key, value);
        });
        self.snapshot.settings = settings.into_iter().map(|(key, value)| Setting { key, value }).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_value_that_may_be_a_secret_is_kept() {
        for (key, value) in [
            ("smtp_pass", "hunter"),
            ("db.pwd", "hunter"),
            ("ldap_pw", "hunter"),
            ("admin pin", "1234"),
            ("SIGNING-KEY", "hunter"),
            ("credentials", "hunter"),
            ("SENTRY_DSN", "hunter"),
            ("broker", "amqp://user:pw@host/"),
            ("broker", "user:pw@host"),
            ("mail", "Tr0ub4dor"),
            ("mail", "correct horse battery"),
            ("mail", "qKwzPxTrMn"),
            ("mail", "0123456789abcdef"),
            ("mail", "abcdefghijklmnopqrstu"),
            ("api_token", "123456"),
            ("mail", "p\u{e4}ss"),
        ] {
            assert!(!harmless(key, value), "{key}: {value}");
        }
    }

    #[test]
    fn what_a_policy_judges_is_kept() {
        for (key, value) in [
            ("password_min_length", "8"),
            ("two_factor_auth", "off"),
            ("token_rotation", "TRUE"),
            ("session_timeout", "24:00"),
            ("session_seconds", "86400"),
            ("max_attempts", "-1"),
            ("mode", "Strict"),
            ("log_level", "DEBUG"),
            ("sign_up", "invite-only"),
            ("mode", ""),
        ] {
            assert!(harmless(key, value), "{key}: {value}");
        }
    }
}
