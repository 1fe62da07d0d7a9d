//! Whether those who decided were free to.

use crate::findings::Finding;
use crate::identity::{By, People, Person};
use crate::policy::Waiver;
use crate::snapshot::{Snapshot, User};

/// Those whom waivers name, against the accounts of a system.
pub(super) struct Deciders<'s> {
    snapshot: &'s Snapshot,
    /// By the key of their account.
    people: People<&'s str>,
}

impl<'s> Deciders<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        let account = |user: &'s User| {
            let ids = [Some(&user.key), user.login.as_ref(), user.email.as_ref()];
            (&*user.key, ids.into_iter().flatten().map(|id| &**id), &*user.name)
        };
        Self { snapshot, people: People::of(snapshot.users.iter().map(account)) }
    }

    /// Why the one who approved a waiver of these findings should not have, if so.
    pub(super) fn self_approval<'f>(
        &self,
        waiver: &Waiver,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Option<String> {
        let (who, asked) = (&waiver.approved_by, &waiver.requested_by);
        let approver = Person::of(who);
        if self.people.same(&approver, &Person::of(asked)).is_some() {
            return Some(format!("`{who}` approved what `{asked}` asked for, which is the same person"));
        }
        let accounts: Vec<&str> = self.people.who_is(&approver).into_iter().map(|(account, _)| account).collect();
        // A finding may be about a login that no account has in these letters.
        let by_login = |login: &Person| {
            let found = || self.people.who_is(login).into_iter().filter(|(_, by)| *by == By::Id);
            approver.is(login) == Some(By::Id) || found().any(|(account, _)| accounts.contains(&account))
        };
        let is_approver = |login: &String| {
            accounts.contains(&login.as_str()) || (!self.has_account(login) && by_login(&Person::of(login)))
        };
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

    /// Snapshots keep users sorted by key.
    fn has_account(&self, key: &str) -> bool {
        self.snapshot.users.binary_search_by(|user| (*user.key).cmp(key)).is_ok()
    }
}
