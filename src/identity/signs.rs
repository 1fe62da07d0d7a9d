//! What speaks for an account being nobody's own.

use super::Crowd;
use super::class::Class;
use super::crowd::host_of;
use super::domain::is_below;
use super::lexicon::{Lexicon, within};
use super::person::is_named_after_person;
use super::words::{Name, same_form};
use crate::model::UserIx;
use crate::policy::{Points, VendorUse};
use crate::snapshot::User;

/// A sign, in the order of outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// A word of tests or demos in the login.
    TestWord,
    /// A test or demo account that the vendor ships.
    VendorDemo,
    /// A display name of nobody's words alone, some of them of tests.
    TestName,
    /// A display name of nobody's words alone.
    GenericName,
    /// A nobody's word with a number, of tests.
    NumberedTest,
    /// A nobody's word with a number.
    Numbered,
    /// A login of administrators' words alone.
    AdminLogin,
    /// A login of functions and devices alone.
    SharedMailbox,
    /// A word in the login that says that several people use it.
    SharedWord,
    /// An address that nobody can have.
    ReservedDomain,
    /// A name that stands for nobody in particular.
    PlaceholderPerson,
    /// An address of those who set the system up.
    Implementer,
    /// An address outside the company.
    Elsewhere,
    /// In several hands at the same time.
    UsedAtOnce,
    /// One mail address on several accounts.
    SameAddress,
    /// No member of the staff.
    NoPerson,
    /// Nobody signed in, or not for long.
    Unused,
}

impl Sign {
    /// Whether it is seen in the name alone, where a person may be called so.
    pub fn is_of_name(self) -> bool {
        matches!(
            self,
            Self::TestWord
                | Self::TestName
                | Self::GenericName
                | Self::NumberedTest
                | Self::Numbered
                | Self::AdminLogin
                | Self::SharedMailbox
                | Self::SharedWord
        )
    }

    /// Whether it speaks of tests.
    pub(super) fn is_of_test(self) -> bool {
        matches!(
            self,
            Self::TestWord
                | Self::VendorDemo
                | Self::TestName
                | Self::NumberedTest
                | Self::ReservedDomain
                | Self::PlaceholderPerson
        )
    }

    /// Whether it speaks of several people.
    pub(super) fn is_of_several(self) -> bool {
        let named = matches!(self, Self::GenericName | Self::Numbered | Self::AdminLogin | Self::SharedMailbox);
        named || matches!(self, Self::SharedWord | Self::UsedAtOnce | Self::SameAddress)
    }
}

/// A sign with what it was seen in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Which.
    pub sign: Sign,
    /// How much it counts.
    pub points: Points,
    /// What was seen.
    pub seen: String,
}

/// An account and its names, taken apart.
pub(super) struct Looked<'a> {
    pub(super) at: UserIx,
    pub(super) user: &'a User,
    pub(super) login: Name,
    pub(super) shown: Name,
    pub(super) class: Class,
}

impl<'a> Looked<'a> {
    pub(super) fn at(at: UserIx, user: &'a User, lexicon: &Lexicon<'_>, crowd: &Crowd) -> Self {
        let (login, shown) = (Name::of_login(user.login()), Name::of_login(&user.name));
        let class = Class::of(user, &login, &shown, lexicon, crowd);
        Self { at, user, login, shown, class }
    }

    /// Whether the login is made of a person's name.
    pub(super) fn is_person(&self, lexicon: &Lexicon<'_>, crowd: &Crowd) -> bool {
        is_named_after_person(&self.login, &self.shown, lexicon, crowd)
    }

    /// Every sign, in the order of outputs.
    pub(super) fn signs(&self, lexicon: &Lexicon<'_>, crowd: &Crowd) -> Vec<Evidence> {
        let mut found = Vec::new();
        if self.class == Class::System {
            return found;
        }
        self.of_login(lexicon, &mut found);
        self.of_name(lexicon, crowd, &mut found);
        self.of_address(lexicon, crowd, &mut found);
        if self.class == Class::Internal {
            self.of_use(lexicon, crowd, &mut found);
        }
        if self.class == Class::Service {
            found.retain(|evidence| evidence.sign.is_of_test());
        }
        found.sort_by_key(|evidence| evidence.sign);
        found
    }

    fn of_login(&self, lexicon: &Lexicon<'_>, found: &mut Vec<Evidence>) {
        let (weights, login) = (&lexicon.policy.weights, &self.login);
        let mut add = |sign, points, seen| found.push(Evidence { sign, points, seen });
        let test = login.words.iter().find(|word| lexicon.test.contains(*word)).map(String::as_str);
        if let Some(word) = test.or_else(|| within(&login.whole, &lexicon.test_within)) {
            add(Sign::TestWord, weights.test_word, format!("`{word}` in the login"));
        }
        let vendor = lexicon.vendor_account(self.user.login()).filter(|account| account.is == VendorUse::Demo);
        if let Some(account) = vendor {
            let seen = format!("the vendor's test or demo account `{}`", account.login);
            add(Sign::VendorDemo, weights.vendor_demo, seen);
        }
        if let [word] = login.words.as_slice()
            && (1..=4).contains(&login.digits)
            && lexicon.numbered.contains(word)
        {
            let sign = if lexicon.test.contains(word) { Sign::NumberedTest } else { Sign::Numbered };
            add(sign, weights.numbered, format!("`{word}` and a number for a login"));
        }
        if self.class == Class::External || login.words.is_empty() {
            return;
        }
        if login.words.iter().all(|word| lexicon.admin.contains(word)) {
            add(Sign::AdminLogin, weights.admin_login, "a login of administrators' words alone".to_owned());
        }
        let shared = within(&login.whole, &lexicon.shared_within).map(|word| format!("`{word}` in the login"));
        let all = login.words.iter().all(|word| lexicon.shared.contains(word));
        let all = all.then(|| "the login is the name of a function or device".to_owned());
        if let Some(seen) = all.or(shared) {
            add(Sign::SharedMailbox, weights.shared_mailbox, seen);
        }
        if let Some(word) = login.words.iter().find(|word| lexicon.common.contains(*word)) {
            add(
                Sign::SharedWord,
                weights.shared_word,
                format!("`{word}` in the login says that several people use it"),
            );
        }
    }

    fn of_name(&self, lexicon: &Lexicon<'_>, crowd: &Crowd, found: &mut Vec<Evidence>) {
        let (weights, shown) = (&lexicon.policy.weights, &self.shown);
        let mut add = |sign, points, seen| found.push(Evidence { sign, points, seen });
        if lexicon.is_placeholder(shown) || lexicon.is_placeholder(&self.login) {
            let seen = "a name that stands for nobody in particular".to_owned();
            add(Sign::PlaceholderPerson, weights.placeholder_person, seen);
        }
        if self.class == Class::External {
            return;
        }
        let is_test = |word: &str| lexicon.test.contains(word) || within(word, &lexicon.test_within).is_some();
        let is_shared = |word: &str| lexicon.shared.contains(word) || within(word, &lexicon.shared_within).is_some();
        let words: Vec<&str> =
            shown.words.iter().map(String::as_str).filter(|word| !crowd.is_of_company(word)).collect();
        let nobodys = |word: &&str| is_test(word) || is_shared(word) || lexicon.admin.contains(*word);
        // A name that repeats the login says nothing that the login has not said.
        let repeats = || same_form(&self.user.name) == same_form(self.user.login());
        if words.is_empty() || !words.iter().all(nobodys) || repeats() {
            return;
        }
        let seen = "the display name is no person's name".to_owned();
        let sign = if words.iter().any(|word| is_test(word)) { Sign::TestName } else { Sign::GenericName };
        add(sign, weights.generic_name, seen);
    }

    fn of_address(&self, lexicon: &Lexicon<'_>, crowd: &Crowd, found: &mut Vec<Evidence>) {
        let weights = &lexicon.policy.weights;
        let Some(host) = host_of(self.user) else { return };
        let mut add = |sign, points, seen| found.push(Evidence { sign, points, seen });
        if is_below(&host, &lexicon.reserved_domains) && !crowd.is_of_most(&host) {
            add(Sign::ReservedDomain, weights.reserved_domain, format!("an address of `{host}`, which is nobody's"));
        } else if self.class != Class::Internal {
            // Outsiders and programs have addresses elsewhere.
        } else if is_below(&host, &lexicon.implementers) {
            let seen = format!("an address of `{host}`, which the policy lists among implementers");
            add(Sign::Implementer, weights.implementer_domain, seen);
        } else if crowd.is_elsewhere(&host) {
            add(Sign::Elsewhere, weights.implementer_domain, format!("an address outside the company: `{host}`"));
        }
    }

    fn of_use(&self, lexicon: &Lexicon<'_>, crowd: &Crowd, found: &mut Vec<Evidence>) {
        let (weights, limits) = (&lexicon.policy.weights, &lexicon.policy.at_once);
        let mut add = |sign, points, seen| found.push(Evidence { sign, points, seen });
        if let Some(used) = crowd.session(self.at) {
            let counts = [
                (used.addresses, limits.addresses, "addresses"),
                (used.agents, limits.agents, "browsers"),
                (used.open, limits.sessions, "open sessions"),
                (used.allowed, limits.sessions, "sessions allowed"),
            ];
            let many = counts.iter().filter(|(count, limit, _)| *limit > 0 && count >= limit);
            let many: Vec<String> = many.map(|(count, _, what)| format!("{count} {what}")).collect();
            let seen = format!("{} at the same time", many.join(" and "));
            match many.len() {
                0 => {}
                // Of one alone there are people with many devices, or who travel.
                1 if self.is_person(lexicon, crowd) => add(Sign::UsedAtOnce, weights.used_at_once.halved(), seen),
                _ => add(Sign::UsedAtOnce, weights.used_at_once, seen),
            }
        }
        if crowd.shares_address(self.user) {
            add(Sign::SameAddress, weights.same_address, "its mail address is on other accounts too".to_owned());
        }
        if crowd.lacks_person(self.at) {
            add(Sign::NoPerson, weights.no_person, "no member of the staff stands behind it".to_owned());
        }
        if let Some(seen) = crowd.unused(self.user) {
            add(Sign::Unused, weights.unused, seen);
        }
    }
}
