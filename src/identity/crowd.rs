//! What is only known when all accounts are looked at together.

use std::collections::{HashMap, HashSet};

use super::domain::{host, is_below};
use super::lexicon::Lexicon;
use super::words::{Name, same_form};
use crate::model::UserIx;
use crate::snapshot::{Domain, SessionUse, Snapshot, User, UserKind};

/// From so many on, accounts share a domain and do not merely have the same.
const SOME: usize = 2;

/// All accounts of a system together.
#[derive(Debug, Default)]
pub struct Crowd {
    /// Domains that a tenth or more of the accounts share: those of the company, whatever they are called.
    common: HashSet<String>,
    /// Domains that half of the staff, or of all accounts, share.
    of_most: HashSet<String>,
    /// The company's own domains, where that can be told.
    company: Vec<String>,
    /// Words of the company's names and domains, but for those that say what an account is for: in *Demo Trading* `demo` says so, too.
    company_words: HashSet<String>,
    /// Addresses of more than one account.
    shared_addresses: HashSet<String>,
    /// Half of the staff's display names have a number: this company names accounts after functions, not after people.
    numbers_people: bool,
    /// Accounts of the staff; none where nobody knows.
    staff: Option<HashSet<UserIx>>,
    /// How accounts are in use.
    sessions: HashMap<UserIx, SessionUse>,
    /// The first moment of a sign-in that is not long ago; none where nobody knows of sign-ins.
    recent: Option<String>,
}

impl Crowd {
    /// Of all accounts of a system.
    pub fn of(snapshot: &Snapshot, lexicon: &Lexicon<'_>) -> Self {
        let (mut hosts, mut staff_hosts) = (HashMap::<String, usize>::new(), HashMap::<String, usize>::new());
        let mut addresses = HashMap::<String, usize>::new();
        let (mut people, mut staff, mut with_number) = (0, 0, 0);
        for user in &snapshot.users {
            people += 1;
            let works_here = user.active && user.kind == UserKind::Internal;
            staff += usize::from(works_here);
            with_number += usize::from(works_here && user.name.chars().any(char::is_numeric));
            if let Some(host) = host_of(user) {
                *staff_hosts.entry(host.clone()).or_default() += usize::from(works_here);
                *hosts.entry(host).or_default() += 1;
            }
            if let Some(address) = user.email.as_deref().filter(|_| user.active).filter(|address| address.contains('@'))
            {
                *addresses.entry(same_form(address)).or_default() += 1;
            }
        }
        let share = |count: usize, all: usize, of: usize| count >= SOME && count.saturating_mul(of) >= all;
        let of_half = |hosts: &HashMap<String, usize>, all: usize| -> Vec<String> {
            hosts.iter().filter(|(_, count)| share(**count, all, 2)).map(|(host, _)| host.clone()).collect()
        };
        let of_staff = of_half(&staff_hosts, staff);
        let of_most: HashSet<String> = of_half(&hosts, people).into_iter().chain(of_staff.iter().cloned()).collect();
        let common: HashSet<String> =
            hosts.into_iter().filter(|(_, count)| share(*count, people, 10)).map(|(host, _)| host).collect();
        let mut company = lexicon.company_domains.clone();
        if company.is_empty() {
            company.extend(of_staff);
        }
        let names = snapshot.companies.iter().map(|company| company.name.as_str());
        let names = names.chain(common.iter().map(String::as_str)).chain(company.iter().map(String::as_str));
        Self {
            company_words: names
                .flat_map(|name| Name::of(name).words)
                .filter(|word| !lexicon.is_telling(word))
                .collect(),
            shared_addresses: addresses.into_iter().filter(|(_, n)| *n >= SOME).map(|(address, _)| address).collect(),
            numbers_people: share(with_number, staff, 2),
            staff: staff_of(snapshot, staff),
            sessions: snapshot.sessions.iter().map(|session| (session.user, session.clone())).collect(),
            recent: recent(snapshot, lexicon.policy.unused_days),
            common,
            of_most,
            company,
        }
    }

    /// Whether a domain is everybody's here, and so says nothing about one account.
    pub(super) fn is_common(&self, host: &str) -> bool {
        self.common.contains(host)
    }

    /// Whether a domain is that of half of the staff or of all: whoever chose one that nobody can have for them says nothing by it.
    pub(super) fn is_of_most(&self, host: &str) -> bool {
        self.of_most.contains(host)
    }

    /// Whether a domain is not the company's, where that can be told.
    pub(super) fn is_elsewhere(&self, host: &str) -> bool {
        !self.company.is_empty() && !self.is_common(host) && !is_below(host, &self.company)
    }

    /// Whether a word belongs to the company's names.
    pub(super) fn is_of_company(&self, word: &str) -> bool {
        self.company_words.contains(word)
    }

    /// Whether other accounts have the same address.
    pub(super) fn shares_address(&self, user: &User) -> bool {
        let address = user.email.as_deref().filter(|_| !self.shared_addresses.is_empty());
        address.is_some_and(|address| self.shared_addresses.contains(&same_form(address)))
    }

    /// Whether nobody of the staff stands behind an account, where that is known.
    pub(super) fn lacks_person(&self, user: UserIx) -> bool {
        self.staff.as_ref().is_some_and(|staff| !staff.contains(&user))
    }

    /// Whether a number behind a function's name stands for a person here.
    pub(super) fn numbers_people(&self) -> bool {
        self.numbers_people
    }

    /// How long ago somebody signed in, where that is known and long ago.
    pub(super) fn unused(&self, user: &User) -> Option<String> {
        let recent = self.recent.as_deref()?;
        match user.last_login.as_deref() {
            None => Some("no sign-in on record".to_owned()),
            Some(last) if last < recent => Some(format!("last sign-in {}", last.get(..10).unwrap_or(last))),
            Some(_) => None,
        }
    }

    /// How an account is in use.
    pub(super) fn session(&self, user: UserIx) -> Option<&SessionUse> {
        self.sessions.get(&user)
    }
}

/// The domain of an account: of its login, else of its address.
pub(super) fn host_of(user: &User) -> Option<String> {
    host(user.login()).or_else(|| user.email.as_deref().and_then(host))
}

/// Accounts with somebody behind them, where that is kept for at least half of those who work here; else it says nothing of one
/// account that it is not.
fn staff_of(snapshot: &Snapshot, internal: usize) -> Option<HashSet<UserIx>> {
    let staff: HashSet<UserIx> = snapshot.people.iter().map(|person| person.user).collect();
    let works_here = |user: &&UserIx| {
        let user = snapshot.users.get(user.index());
        user.is_some_and(|user| user.active && user.kind == UserKind::Internal)
    };
    let kept = snapshot.has(Domain::People) && 2 * staff.iter().filter(works_here).count() >= internal;
    kept.then_some(staff)
}

/// The first moment that is not long ago. Where nobody ever signed in the system is new, and it says nothing of one account.
fn recent(snapshot: &Snapshot, days: u32) -> Option<String> {
    let known = snapshot.has(Domain::LastLogins) && snapshot.users.iter().any(|user| user.last_login.is_some());
    let taken: jiff::Timestamp = snapshot.system.taken_at.parse().ok().filter(|_| known)?;
    let hours = jiff::SignedDuration::from_hours(24 * i64::from(days));
    taken.checked_sub(hours).ok().map(|moment| moment.to_string())
}
