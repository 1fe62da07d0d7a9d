//! Names and secrets of the accounts that are made; drawn from the operating system's randomness.

use std::collections::BTreeSet;

use rand::distr::{Alphanumeric, SampleString};
use secrecy::SecretString;

/// What every login begins with, so that an administrator who meets one knows whose it is.
pub(super) const PREFIX: &str = "rolecall-probe-";
/// Longest part of a login that tells the role, in characters.
const SLUG: usize = 32;

/// The name of a run, so that no two runs make the same login.
pub fn run_id() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 10).to_ascii_lowercase()
}

/// A password of 40 random letters and digits. The rest is there for systems that ask for each sort of character.
pub(super) fn password() -> SecretString {
    SecretString::from(Alphanumeric.sample_string(&mut rand::rng(), 40) + "-aA1")
}

/// The login for a role; two roles whose names differ in nothing that a login can show get different ones.
pub(super) fn login(role: &str, run: &str, taken: &mut BTreeSet<String>) -> String {
    let slug = slug(role);
    let candidates = (1..).map(|n: u32| if n == 1 { slug.clone() } else { format!("{slug}-{n}") });
    let mut logins = candidates.map(|slug| format!("{PREFIX}{slug}-{run}"));
    let login = logins.find(|login| !taken.contains(login)).unwrap_or_default();
    taken.insert(login.clone());
    login
}

fn slug(role: &str) -> String {
    let mut slug = String::new();
    for c in role.chars().take(SLUG) {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "role".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_login_tells_the_role_and_is_never_there_twice() {
        let mut taken = BTreeSet::new();
        assert_eq!(login("Sales Rep (EU)", "r1", &mut taken), "rolecall-probe-sales-rep-eu-r1");
        assert_eq!(login("sales-rep/eu", "r1", &mut taken), "rolecall-probe-sales-rep-eu-2-r1");
        assert_eq!(login("\u{1b}[31m営業", "r1", &mut taken), "rolecall-probe-31m-r1");
        assert_eq!(login("営業", "r1", &mut taken), "rolecall-probe-role-r1");
        assert!(login(&"x".repeat(5000), "r1", &mut taken).len() < 64);
    }

    #[test]
    fn two_runs_share_neither_name_nor_password() {
        assert_ne!(run_id(), run_id());
        assert_ne!(password().expose_secret(), password().expose_secret());
        assert!(password().expose_secret().len() >= 40);
    }
}
