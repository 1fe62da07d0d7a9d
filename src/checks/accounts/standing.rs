//! What an account can do, as the checks about accounts weigh it.

use std::collections::HashSet;

use crate::access::Profile;
use crate::checks::context::{Context, MANY};
use crate::checks::plain;
use crate::findings::{Impact, Reach, Subject};
use crate::model::UserIx;
use crate::snapshot::{Token, User, UserKind};

/// How much an account can do beyond what its kind brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Nothing.
    Plain,
    /// It reads.
    Reads,
    /// It changes records.
    Changes,
    /// It can give any right to anyone.
    Administers,
}

impl Standing {
    /// What it is worth to somebody who has no business there.
    pub(super) fn impact(self) -> Impact {
        match self {
            Self::Plain | Self::Reads => Impact::Hygiene,
            Self::Changes => Impact::Commercial,
            Self::Administers => Impact::Money,
        }
    }

    /// Through whom it is reached where it lies unused or is one too many.
    pub(super) fn reach(self) -> Reach {
        if self == Self::Administers { Reach::Admin } else { Reach::Internal }
    }

    /// What a title begins with: `administrator never used`.
    pub(super) fn title(self) -> &'static str {
        if self == Self::Administers { "administrator " } else { "" }
    }

    /// The words in outputs: *the account* …
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Plain => "has no right beyond what every account of its kind has",
            Self::Reads => "reads beyond what every account of its kind does",
            Self::Changes => "changes records",
            Self::Administers => "can give any right to anyone",
        }
    }
}

/// The standing of every set of groups, worked out once.
#[derive(Debug)]
pub(in crate::checks) struct Standings(Vec<Standing>);

impl<'a> Context<'a> {
    /// Every account with its position.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (UserIx, &'a User)> + use<'a> {
        self.snapshot.users.iter().enumerate().map(|(at, account)| (UserIx::new(at), account))
    }

    /// What everybody's account can do.
    pub(super) fn standings(&self) -> &Standings {
        self.standings.get_or_init(|| Standings::of(self))
    }
}

impl Standings {
    /// Looks at each distinct set of groups.
    fn of(cx: &Context<'_>) -> Self {
        let plain = plain::cells(cx, |_| true);
        let standing = |profile: &Profile| {
            if cx.access.is_administrator(profile) {
                return Standing::Administers;
            }
            let cells = profile.cells.beyond(&plain);
            match (cells.is_empty(), cx.changes_records(&cells)) {
                (true, _) => Standing::Plain,
                (false, false) => Standing::Reads,
                (false, true) => Standing::Changes,
            }
        };
        Self(cx.access.profiles().iter().map(standing).collect())
    }

    /// The standing of an account, that of an inactive one as if it were let in again.
    pub(super) fn of_user(&self, cx: &Context<'_>, user: UserIx) -> Standing {
        self.0.get(cx.access.profile_index(user)).copied().unwrap_or(Standing::Plain)
    }
}

/// An account of somebody who works in the company, as far as its kind tells.
pub(super) fn is_staff(user: &User) -> bool {
    matches!(user.kind, UserKind::Internal | UserKind::Unclassified)
}

/// Accounts that living API keys belong to, by position. Programs that use a key leave no trace in the list of sign-ins.
pub(super) fn with_keys(cx: &Context<'_>) -> HashSet<UserIx> {
    let keys = cx.snapshot.tokens.iter().filter(|token: &&Token| token.is_api_key() && token.is_alive(cx.snapshot));
    keys.map(|token| token.owner).collect()
}

/// Whether the design keeps the account for emergencies.
pub(super) fn is_break_glass(cx: &Context<'_>, user: &User) -> bool {
    sealed(cx, user).is_some()
}

/// Of an account that the design keeps for emergencies, whether it says that it is sealed.
pub(super) fn sealed(cx: &Context<'_>, user: &User) -> Option<bool> {
    let entries = &cx.comparison?.design.map.admins.break_glass;
    let is = |login: &str| login.to_lowercase() == user.login().to_lowercase();
    entries.iter().find(|entry| is(&entry.login.value)).map(|entry| entry.sealed)
}

/// One finding about each account, or one about all from [`MANY`] accounts on.
pub(super) fn each_or_all(cx: &Context<'_>, users: Vec<UserIx>, together: &str) -> Vec<(Subject, Vec<UserIx>)> {
    if users.len() >= MANY {
        return vec![(Subject::new("population", together), users)];
    }
    let subject = |user: UserIx| Subject::new("user", &cx.snapshot.user(user).key);
    users.into_iter().map(|user| (subject(user), vec![user])).collect()
}

/// The first of them as the beginning of a path.
pub(super) fn path_of(cx: &Context<'_>, users: &[UserIx]) -> Vec<String> {
    let mut path: Vec<String> =
        users.iter().take(3).map(|user| format!("user:{}", cx.snapshot.user(*user).key)).collect();
    path.extend((users.len() > 3).then(|| format!("and {} more", users.len() - 3)));
    path
}
