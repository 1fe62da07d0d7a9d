//! Which keys hold secrets, by their names, and which secrets everybody knows. A value is looked at and never kept.

use crate::model::words;
use crate::snapshot::FileFact;

/// A word of a name that makes it a secret's.
const WORDS: [&str; 13] = [
    "apikey",
    "credential",
    "credentials",
    "pass",
    "passkey",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pwd",
    "secret",
    "secrets",
    "token",
];

/// Before `key`, the same.
const KEYS: [&str; 9] = ["access", "api", "auth", "encryption", "master", "private", "secret", "signing", "webhook"];

/// A last word by which a name is about a secret and not one.
const ABOUT: [&str; 21] = [
    "age", "attempts", "enabled", "entropy", "expiry", "file", "header", "id", "length", "limit", "max", "min", "name",
    "path", "policy", "prefix", "rounds", "timeout", "ttl", "type", "user",
];

/// Values that stand in documentation, images and tutorials (official images of Odoo and of Frappe among them).
const KNOWN: [&str; 22] = [
    "123",
    "1234",
    "12345",
    "123456",
    "12345678",
    "123456789",
    "admin",
    "administrator",
    "change_me",
    "changeit",
    "changeme",
    "demo",
    "erpnext",
    "frappe",
    "mysecretpassword",
    "odoo",
    "password",
    "postgres",
    "root",
    "secret",
    "test",
    "tryton",
];

/// Values that switch something off.
const NOTHING: [&str; 4] = ["", "false", "none", "null"];

/// What there is to say of a key's value, if it is a secret.
pub(super) fn fact(key: &str, value: &str) -> Option<FileFact> {
    let value = value.trim();
    if NOTHING.contains(&value.to_lowercase().as_str()) || is_reference(value) {
        return None;
    }
    let in_url = password_in_url(value);
    if !is_named(key) && in_url.is_none() {
        return None;
    }
    Some(if is_known(in_url.unwrap_or(value)) { FileFact::DefaultSecret } else { FileFact::Secret })
}

/// Whether everybody knows it.
pub(super) fn is_known(value: &str) -> bool {
    KNOWN.contains(&value.to_lowercase().as_str())
}

/// The password of `scheme://user:password@host`.
fn password_in_url(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let (user, _) = rest.split(['/', '?']).next()?.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    (!password.is_empty() && !is_reference(password)).then_some(password)
}

/// `$NAME`, `${NAME}`, `env:NAME`, `file:PATH`: the secret stands elsewhere.
fn is_reference(value: &str) -> bool {
    let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let braced = |text: &str| text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some();
    value.strip_prefix('$').is_some_and(|rest| name(rest) || braced(rest))
        || value.strip_prefix("env:").is_some_and(name)
        || value.starts_with("file:")
}

fn is_named(key: &str) -> bool {
    let words = words(key);
    if words.last().is_some_and(|last| ABOUT.contains(&last.as_str())) {
        return false;
    }
    let key_of =
        words.windows(2).any(|pair| matches!(pair, [what, key] if key == "key" && KEYS.contains(&what.as_str())));
    key_of || words.iter().any(|word| WORDS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_whole_words() {
        for key in [
            "db_password",
            "ADMIN_PASSWD",
            "smtpPassword",
            "SECRET_KEY",
            "api-key",
            "encryption_key",
            "GH_TOKEN",
            "mail.pwd",
        ] {
            assert_eq!(fact(key, "k3#x"), Some(FileFact::Secret), "{key}");
        }
        for key in [
            "db_user",
            "password_length",
            "PASSWORD_FILE",
            "compass",
            "public_key",
            "keyboard",
            "token_ttl",
            "passenger",
        ] {
            assert_eq!(fact(key, "k3#x"), None, "{key}");
        }
    }

    #[test]
    fn what_is_empty_or_stands_elsewhere_is_no_secret_and_what_everybody_knows_is_said() {
        for value in ["", " ", "False", "none", "$DB_PASSWORD", "${DB_PASSWORD:-}", "env:DB", "file:/run/secrets/db"] {
            assert_eq!(fact("db_password", value), None, "{value}");
        }
        assert_eq!(fact("db_password", "Odoo"), Some(FileFact::DefaultSecret));
        assert_eq!(fact("db_password", "$pbkdf2-sha512$600000$x$y"), Some(FileFact::Secret));
        assert_eq!(fact("uri", "postgresql://tryton:k3#x@db/x"), Some(FileFact::Secret));
        assert_eq!(fact("uri", "postgresql://tryton:tryton@db/x"), Some(FileFact::DefaultSecret));
        for value in ["postgresql://tryton@db/x", "postgresql://db:5432/x", "redis://:@h/0", "http://h/a:b@c"] {
            assert_eq!(fact("uri", value), None, "{value}");
        }
    }
}
