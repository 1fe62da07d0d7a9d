//! What a synthetic system has where nobody said otherwise.

use crate::model::{Ops, Origin, Verb};
use crate::snapshot::{Coverage, Domain, Presence, State, User, UserKind};

/// An active account with a password and without a second factor.
pub(super) fn account(login: &str, name: &str) -> User {
    User {
        key: login.into(),
        login: None,
        id: "".into(),
        name: name.into(),
        email: login.contains('@').then(|| login.into()),
        kind: UserKind::Unclassified,
        active: true,
        superuser: false,
        company: None,
        companies: Vec::new(),
        created: Some("2025-01-15T08:00:00Z".into()),
        last_login: None,
        password: Presence::Present,
        second_factor: Presence::Absent,
        provider: None,
    }
}

/// What a synthetic system knows, and what it leaves out; its fields where it was given any.
pub(super) fn coverage(fields: bool) -> Vec<Coverage> {
    let made =
        [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Records, Domain::Tokens, Domain::Origins];
    let has = |domain| made.contains(&domain) || (domain == Domain::Fields && fields);
    let state = |domain| if has(domain) { State::Assessed } else { State::NotAssessed };
    let reason = "the sample company has none of it".to_owned();
    Domain::ALL
        .into_iter()
        .map(|domain| Coverage {
            domain,
            state: state(domain),
            reason: (state(domain) != State::Assessed).then(|| reason.clone()),
        })
        .collect()
}

/// The operations of a synthetic system, by name and letter.
pub(super) const OPERATIONS: [(&str, char, Verb); 4] = [
    ("read", 'r', Verb::Read),
    ("write", 'w', Verb::Write),
    ("create", 'c', Verb::Create),
    ("unlink", 'd', Verb::Delete),
];

/// Shipped by a module.
pub(super) fn vendor(module: &str) -> Origin {
    Origin::Vendor { module: module.to_owned() }
}

/// The module of a technical name, `base` without one; a name with a blank was made by hand.
pub(super) fn origin_of(key: &str) -> Origin {
    match key.split_once('.') {
        _ if key.contains(' ') => Origin::Custom { by: Some("admin".to_owned()), at: None },
        Some((module, _)) => vendor(module),
        None => vendor("base"),
    }
}

/// Operations by their letters: `r`, `w`, `c`, `d`.
pub(super) fn ops(letters: &str) -> Ops {
    let known = OPERATIONS.iter().zip(0..);
    known.filter(|((_, letter, _), _)| letters.contains(*letter)).fold(Ops::NONE, |ops, (_, at)| ops.with(Ops(1 << at)))
}
