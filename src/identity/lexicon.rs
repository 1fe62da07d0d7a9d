//! The policy's words in the form in which names are looked at.

use std::collections::HashSet;

use super::words::{Name, same_form};
use crate::policy::{AccountPolicy, SystemAccount, VendorAccount};
use crate::snapshot::System;

/// The policy for one system, ready to be asked about names.
#[derive(Debug)]
pub struct Lexicon<'a> {
    pub(super) policy: &'a AccountPolicy,
    pub(super) test: HashSet<String>,
    pub(super) shared: HashSet<String>,
    pub(super) common: HashSet<String>,
    pub(super) admin: HashSet<String>,
    pub(super) service: HashSet<String>,
    pub(super) numbered: HashSet<String>,
    plain: HashSet<String>,
    pub(super) test_within: Vec<String>,
    pub(super) shared_within: Vec<String>,
    pub(super) reserved_domains: Vec<String>,
    pub(super) implementers: Vec<String>,
    pub(super) company_domains: Vec<String>,
    /// Names of nobody in particular, by their words.
    placeholders: HashSet<Vec<String>>,
    system_accounts: Vec<&'a SystemAccount>,
    vendor_accounts: Vec<&'a VendorAccount>,
}

impl<'a> Lexicon<'a> {
    /// Whether a word says what an account is for.
    pub(super) fn is_telling(&self, word: &str) -> bool {
        [&self.test, &self.shared, &self.common, &self.admin, &self.service].iter().any(|words| words.contains(word))
    }

    /// What a policy says of one system.
    pub fn of(policy: &'a AccountPolicy, system: &System) -> Self {
        let set = |words: &[String]| words.iter().map(|word| same_form(word)).collect::<HashSet<_>>();
        let list = |words: &[String]| words.iter().map(|word| same_form(word)).collect::<Vec<_>>();
        let here = |account: &&SystemAccount| account.system == system.kind && account.versions.hold(&system.version);
        Self {
            policy,
            test: set(&policy.words.test),
            shared: set(&policy.words.shared),
            common: set(&policy.words.common),
            admin: set(&policy.words.admin),
            service: set(&policy.words.service),
            numbered: set(&policy.numbered),
            plain: set(&policy.words.plain),
            test_within: list(&policy.within.test),
            shared_within: list(&policy.within.shared),
            reserved_domains: list(&policy.reserved_domains),
            implementers: list(&policy.implementers.domains),
            company_domains: list(&policy.implementers.company),
            placeholders: policy.placeholder_people.iter().map(|name| Name::of(name).words).collect(),
            system_accounts: policy.system_accounts.iter().filter(here).collect(),
            vendor_accounts: policy.vendor_accounts.iter().filter(|account| account.system == system.kind).collect(),
        }
    }

    /// The system's own account of a login.
    pub fn system_account(&self, login: &str) -> Option<&'a SystemAccount> {
        let same = |account: &&&SystemAccount| account.logins.iter().any(|own| own == login);
        self.system_accounts.iter().find(same).copied()
    }

    /// The account of a login that everybody knows of.
    pub fn vendor_account(&self, login: &str) -> Option<&'a VendorAccount> {
        self.vendor_accounts.iter().find(|account| account.login.eq_ignore_ascii_case(login)).copied()
    }

    /// Whether a word is nobody's name.
    pub(super) fn knows(&self, word: &str) -> bool {
        [&self.test, &self.shared, &self.admin, &self.service, &self.plain].iter().any(|words| words.contains(word))
            || within(word, &self.test_within).is_some()
            || within(word, &self.shared_within).is_some()
    }

    /// Whether a name stands for nobody in particular.
    pub(super) fn is_placeholder(&self, name: &Name) -> bool {
        self.placeholders.contains(&name.words)
    }
}

/// The entry of a list that stands somewhere in a text.
pub(super) fn within<'l>(text: &str, list: &'l [String]) -> Option<&'l str> {
    // Most logins are ASCII, and nearly nothing of these lists is.
    let ascii = text.is_ascii();
    list.iter().find(|word| (!ascii || word.is_ascii()) && text.contains(word.as_str())).map(String::as_str)
}
