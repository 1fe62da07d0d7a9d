//! Who the people are that decisions name.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::Finding;
use crate::policy::Waiver;
use crate::snapshot::Snapshot;

/// Accounts of the people that waivers name.
pub(super) struct People<'s> {
    /// By each way to name them, in small letters.
    accounts: BTreeMap<String, BTreeSet<&'s str>>,
}

impl<'s> People<'s> {
    /// The accounts of some people, by login, mail address or display name, in any case.
    pub(super) fn of<'n>(snapshot: &'s Snapshot, people: impl Iterator<Item = &'n str>) -> Self {
        let mut accounts: BTreeMap<String, BTreeSet<&'s str>> =
            people.flat_map(names).map(|name| (name, BTreeSet::new())).collect();
        for user in &snapshot.users {
            for name in [&user.key, &user.name].into_iter().chain(&user.login).chain(&user.email) {
                if let Some(known) = accounts.get_mut(&folded(name)) {
                    known.insert(&user.key);
                }
            }
        }
        Self { accounts }
    }

    fn accounts(&self, person: &str) -> BTreeSet<&'s str> {
        names(person).filter_map(|name| self.accounts.get(&name)).flatten().copied().collect()
    }

    /// Why the one who approved a waiver of these findings should not have, if so.
    pub(super) fn self_approval<'f>(
        &self,
        waiver: &Waiver,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Option<String> {
        let who = &waiver.approved_by;
        let (approver, accounts): (BTreeSet<String>, _) = (names(who).collect(), self.accounts(who));
        let asked = &waiver.requested_by;
        if names(asked).any(|name| approver.contains(&name)) || !self.accounts(asked).is_disjoint(&accounts) {
            return Some(format!("`{who}` approved what `{asked}` asked for, which is the same person"));
        }
        let is_approver = |login: &String| accounts.contains(login.as_str()) || approver.contains(&folded(login));
        for finding in findings {
            let subject = (finding.subject.kind == "user").then_some(&finding.subject.id);
            let mut reached = finding.affected.users.iter().chain(subject).chain(&finding.resource.owner);
            if let Some(login) = reached.find(|login| is_approver(login)) {
                return Some(format!("`{who}` approved it, and account `{login}` is among those whom it reaches"));
            }
            let (listed, all) = (finding.affected.users.len(), finding.affected.count);
            if let Some(login) = accounts.first().filter(|_| listed < all) {
                return Some(format!(
                    "`{who}` approved it and has the account `{login}`, which may be among the {all} that it reaches: only \
                     {listed} of them are listed"
                ));
            }
        }
        None
    }
}

/// The ways in which a text names somebody: as a whole, and the two parts of `Mara Klein <mara@acme.example>`.
fn names(text: &str) -> impl Iterator<Item = String> {
    let parts = text.trim().strip_suffix('>').and_then(|text| text.split_once('<'));
    let all = [Some(text), parts.map(|(name, _)| name), parts.map(|(_, address)| address)];
    all.into_iter().flatten().map(folded).filter(|name| !name.is_empty()).collect::<Vec<_>>().into_iter()
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}
