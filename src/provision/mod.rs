//! Accounts that a probe makes for itself on a staging system, one a role with the designed groups, and takes away again,
//! also after a crash: the [`Journal`] knows each before the system does.

mod cleanup;
mod journal;
mod names;
mod predict;

pub use cleanup::{Cleaned, Left, cleanup};
pub use journal::{Journal, JournalError, Target};
pub use names::run_id;
pub use predict::{with_accounts, with_probes};

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::compare::Design;
use crate::connect::accounts::{AccountFault, Accounts, NewAccount};
use crate::connect::live::{Login, SecretKind};
use crate::model::GroupIx;
use crate::snapshot::Snapshot;

/// An account to make for a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The role, by its position in the design.
    pub role: u32,
    /// The role's name.
    pub name: String,
    /// The ERP's own ids of the designed groups.
    pub groups: Vec<Box<str>>,
}

/// A role that gets no account, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMade {
    /// The role, by its position in the design.
    pub role: u32,
    /// Why, and what to do about it; one line.
    pub reason: String,
}

/// An account that was made for a role.
#[derive(Debug, Clone)]
pub struct Made {
    /// The role, by its position in the design.
    pub role: u32,
    /// How to sign in with it.
    pub login: Login,
    /// What the ERP really stored: the ERP's own ids of its groups.
    pub groups: Vec<Box<str>>,
    /// The ERP's own id of its home company.
    pub company: Option<Box<str>>,
    /// The ERP's own ids of the companies that it may switch to.
    pub companies: Vec<Box<str>>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Provisioned {
    /// The accounts, in the order of the roles.
    pub made: Vec<Made>,
    /// Roles for which the system refused one.
    pub not_made: Vec<NotMade>,
}

/// Why it ended in the middle; the journal knows what has to be removed.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// The journal cannot be kept.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The system did not answer as it should.
    #[error("cannot {doing} the account `{login}`")]
    Account {
        /// What was being done.
        doing: &'static str,
        /// Which account.
        login: String,
        /// What went wrong.
        source: AccountFault,
    },
}

/// The accounts that a design needs: one for each role that has groups and is among `roles`, where none named means all.
pub fn wanted(design: &Design<'_>, snapshot: &Snapshot, roles: &BTreeSet<String>) -> (Vec<Wanted>, Vec<NotMade>) {
    let (mut wanted, mut not_made) = (Vec::new(), Vec::new());
    for (role, designed) in (0..).zip(&design.roles) {
        let name = &designed.role.name.value;
        if !roles.is_empty() && !roles.contains(name) {
            continue;
        }
        let named = designed.lineage.iter().flat_map(|ancestor| &ancestor.groups);
        let missing = named.clone().find(|group| design.unknown.iter().any(|unknown| *unknown.at == group.at));
        let reason = match missing {
            Some(group) => format!("{}: the system has no group `{}` to give to an account", group.at, group.value),
            None if designed.listed.is_clear() => format!("{}: the role has no groups", designed.role.name.at),
            None => {
                let groups =
                    designed.listed.ones().map(|at| snapshot.group(GroupIx::new(at)).id.as_str().into()).collect();
                wanted.push(Wanted { role, name: name.clone(), groups });
                continue;
            }
        };
        not_made.push(NotMade { role, reason });
    }
    (wanted, not_made)
}

/// Makes the accounts. Whatever comes of it, [`cleanup()`] has to follow.
///
/// An account that the system refuses leaves its role without one; anything that leaves open what the system did ends it.
pub async fn provision(
    journal: &mut Journal,
    accounts: &impl Accounts,
    wanted: &[Wanted],
    clock: impl Fn() -> Timestamp,
) -> Result<Provisioned, ProvisionError> {
    let mut done = Provisioned::default();
    let mut taken = BTreeSet::new();
    for Wanted { role, name, groups } in wanted {
        let login = names::login(name, journal.run(), &mut taken);
        let password = names::password();
        journal.intends(&login, name, clock())?;
        let failed = |doing| {
            let login = login.clone();
            move |source| ProvisionError::Account { doing, login, source }
        };
        let id = match accounts.make(NewAccount { login: &login, groups, password: &password }).await {
            Ok(id) => id,
            Err(fault @ AccountFault::Refused { .. }) => {
                journal.refused(&login)?;
                done.not_made.push(NotMade { role: *role, reason: format!("no account `{login}`: {fault}") });
                continue;
            }
            Err(fault) => return Err(failed("make")(fault)),
        };
        journal.made(&login, &id)?;
        let stored = accounts.stored(&id).await.map_err(failed("read"))?;
        let login = Login { name: login.into(), id, secret: password, kind: SecretKind::Password, session: None };
        let (company, companies) = (stored.company, stored.companies);
        done.made.push(Made { role: *role, login, groups: stored.groups, company, companies });
    }
    Ok(done)
}
