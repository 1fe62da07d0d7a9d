//! Rules about accounts that are nobody's: words, domains, well-known accounts and passwords, and how much each sign counts.

mod read;

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::part::Part;
use super::{PolicyError, Versions};

/// What makes an account nobody's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountPolicy {
    /// From so many points on an account is told with low confidence.
    pub review: Points,
    /// From so many points on it is told with medium confidence.
    pub medium: Points,
    /// Points of each sign.
    pub weights: Weights,
    /// Whole words.
    pub words: Words,
    /// The same for scripts without spaces.
    pub within: Within,
    /// Words that are nobody's when digits follow.
    pub numbered: Vec<String>,
    /// Domains that nobody can have, and those for a minute; everything below them too.
    pub reserved_domains: Vec<String>,
    /// Names that stand for nobody in particular.
    pub placeholder_people: Vec<String>,
    /// Those who set the system up.
    pub implementers: Implementers,
    /// An account that nobody signed in to for so many days is unused.
    pub unused_days: u32,
    /// When an account is in several hands.
    pub at_once: AtOnce,
    /// Accounts of the system itself.
    pub system_accounts: Vec<SystemAccount>,
    /// Accounts that everybody knows of.
    pub vendor_accounts: Vec<VendorAccount>,
    /// Passwords that everybody knows.
    pub default_credentials: Vec<DefaultCredential>,
    /// Logins that are meant to be shared.
    pub shared_allowed: Vec<String>,
}

/// Points, in hundredths: 2.5 is 250.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub u32);

impl Points {
    /// Half of them.
    #[must_use]
    pub fn halved(self) -> Self {
        Self(self.0 / 2)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.fold(0, |sum, one| sum.saturating_add(one.0)))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

macro_rules! section {
    ($(#[$doc:meta])* $name:ident { $($(#[$key_doc:meta])* $key:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$key_doc])* pub $key: $type,)*
        }
    };
}

section! {
    /// How much each sign counts.
    Weights {
        /// A word of tests or demos in the login.
        test_word: Points,
        /// A test or demo account that the vendor ships.
        vendor_demo: Points,
        /// A display name of such and other nobody's words alone.
        generic_name: Points,
        /// Such a word with a number.
        numbered: Points,
        /// A login of administrators' words alone.
        admin_login: Points,
        /// A login of functions and devices alone.
        shared_mailbox: Points,
        /// A word in the login that says that several people use it.
        shared_word: Points,
        /// An address that nobody can have.
        reserved_domain: Points,
        /// A name that stands for nobody in particular.
        placeholder_person: Points,
        /// An address outside the company.
        implementer_domain: Points,
        /// No member of the staff stands behind it.
        no_person: Points,
        /// Nobody signed in, or not for long.
        unused: Points,
        /// In several hands at the same time.
        used_at_once: Points,
        /// One mail address on several accounts.
        same_address: Points,
    }
}

section! {
    /// Words that are nobody's, by what they mean.
    Words {
        /// Tests and demos.
        test: Vec<String>,
        /// Functions and devices.
        shared: Vec<String>,
        /// What several people use, by its own words.
        common: Vec<String>,
        /// Administrators.
        admin: Vec<String>,
        /// Programs that sign in.
        service: Vec<String>,
        /// Other words that are no names of people.
        plain: Vec<String>,
    }
}

section! {
    /// Words of scripts that write no spaces.
    Within {
        /// Tests and demos.
        test: Vec<String>,
        /// Functions and devices.
        shared: Vec<String>,
    }
}

section! {
    /// Those who set the system up.
    Implementers {
        /// Their domains.
        domains: Vec<String>,
        /// The company's own; none means the one that half of the staff's accounts share.
        company: Vec<String>,
    }
}

section! {
    /// From how many on an account is in several hands.
    AtOnce {
        /// Addresses.
        addresses: u32,
        /// Browsers.
        agents: u32,
        /// Sessions, open or allowed.
        sessions: u32,
    }
}

/// An account of the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemAccount {
    /// The kind of system.
    pub system: String,
    /// In which versions.
    pub versions: Versions,
    /// Their logins.
    pub logins: Vec<String>,
    /// Somebody is meant to sign in.
    pub signs_in: bool,
}

/// An account that everybody knows of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorAccount {
    /// The kind of system.
    pub system: String,
    /// The login.
    pub login: String,
    /// What it is for.
    pub is: VendorUse,
    /// It cannot be removed.
    pub stays: bool,
    /// Where it was read; a lead without it.
    pub source: Option<String>,
}

/// What a vendor's account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VendorUse {
    /// The first administrator.
    Admin,
    /// Demonstrations and tests.
    Demo,
}

/// A password that everybody knows.
#[derive(Debug, Clone)]
pub struct DefaultCredential {
    /// The kind of system.
    pub system: String,
    /// What findings call it.
    pub known_as: String,
    /// The login that it belongs to; every account without it.
    pub login: Option<String>,
    /// The password, or `$login` for the account's own login.
    pub password: SecretString,
    /// Where it was read; a lead without it.
    pub source: Option<String>,
}

impl DefaultCredential {
    /// Whether it is each account's own login.
    pub fn follows_login(&self) -> bool {
        self.password.expose_secret() == "$login"
    }
}

impl PartialEq for DefaultCredential {
    fn eq(&self, other: &Self) -> bool {
        let key = |one: &Self| (one.system.clone(), one.known_as.clone(), one.login.clone(), one.source.clone());
        key(self) == key(other) && self.password.expose_secret() == other.password.expose_secret()
    }
}

impl Eq for DefaultCredential {}

impl Part for AccountPolicy {
    const AT: &'static str = "accounts.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("accounts.yaml", include_str!("../../../policies/accounts.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        *self = read::accounts(text, file)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::{built_in, of_text};

    fn read(text: &str) -> Result<AccountPolicy, String> {
        of_text(text, "a.yaml")
    }

    #[test]
    fn what_a_file_leaves_out_stays_as_it_is_built_in() {
        let built_in: AccountPolicy = built_in().unwrap();
        assert_eq!(read("").unwrap(), built_in);
        let own =
            read("thresholds: { review: 3, medium: 4.25 }\nimplementers: { domains: [partner.tld], company: [] }\n");
        let own = own.unwrap();
        assert_eq!((own.review, own.medium, own.implementers.domains.len()), (Points(300), Points(425), 1));
        assert_eq!((own.words, own.weights), (built_in.words, built_in.weights));
        assert_eq!(own.medium.to_string(), "4.25");
    }

    #[test]
    fn every_section_is_built_in() {
        let policy: AccountPolicy = built_in().unwrap();
        let AccountPolicy { words, within, .. } = &policy;
        let lists = [
            &words.test,
            &words.shared,
            &words.common,
            &words.admin,
            &words.service,
            &words.plain,
            &within.test,
            &within.shared,
        ];
        assert!(lists.iter().all(|list| !list.is_empty()));
        assert!(!policy.numbered.is_empty() && !policy.reserved_domains.is_empty());
        assert!(!policy.placeholder_people.is_empty() && !policy.system_accounts.is_empty());
        assert!(!policy.vendor_accounts.is_empty() && !policy.default_credentials.is_empty());
        assert!(policy.review.0 > 0 && policy.unused_days > 0 && policy.at_once.sessions > 0);
        assert_eq!(policy.weights.placeholder_person.to_string(), "1.5");
    }

    #[test]
    fn a_password_is_never_shown() {
        let policy: AccountPolicy = built_in().unwrap();
        assert!(!format!("{policy:?}").contains("Eastern"));
        assert!(policy.default_credentials.iter().any(DefaultCredential::follows_login));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            "threshold: { review: 3 }\n",
            "thresholds: { review: 5, medium: 4 }\n",
            "thresholds: { review: many, medium: 4 }\n",
            "thresholds: { review: -1, medium: 4 }\n",
            "weights: { test_word: 3 }\n",
            "words: { test: [], shared: [], common: [], admin: [], service: [], plain: ['a ', b] }\n",
            "system_accounts:\n  - { system: odoo, versions: last, logins: [x] }\n",
            "vendor_accounts:\n  - { system: odoo, login: ' ', is: admin }\n",
            "vendor_accounts:\n  - { system: odoo, login: x, is: guest }\n",
            "default_credentials:\n  - { system: odoo, known_as: x, password: admin }\n",
            "default_credentials:\n  - { system: odoo, known_as: x, login: admin, password: '' }\n",
            "default_credentials:\n  - { system: odoo, known_as: '', login: admin, password: y }\n",
        ]
        .map(|text| read(text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        a.yaml:1:1: unknown field `threshold`, expected one of thresholds, weights, words, within, numbered, reserved_domains, placeholder_people, implementers, unused_days, at_once, system_accounts, vendor_accounts, default_credentials, shared_allowed
        a.yaml:1:13: `review` is above `medium`: it comes first
        a.yaml:1:23: invalid floating point
        a.yaml:1:23: points are a number from 0 to 100
        a.yaml:1:12: missing field `vendor_demo`
        a.yaml:1:8: `words.plain` has an entry that no login and no name can hold: `a `
        a.yaml:2:31: `last` is no range of versions: write `15`, `14..15`, `15..` or `..15`
        a.yaml:2:5: the account has no login
        a.yaml:2:35: unknown variant `guest`, expected one of admin, demo
        a.yaml:2:5: one password for every account would be many trials: name the `login`, or try `$login`
        a.yaml:2:5: the password is empty
        a.yaml:2:5: nothing in `known_as`: findings name the password by it
        ");
    }
}
