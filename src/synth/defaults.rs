//! What a synthetic system has where nobody said otherwise.

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
