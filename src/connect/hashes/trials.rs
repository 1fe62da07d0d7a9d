//! Which of the well-known passwords open which accounts, within bounds.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::{Cost, Hash, Stored, Unread};
use crate::connect::WellKnown;
use crate::model::UserIx;
use crate::snapshot::{Coverage, DefaultPassword, Domain, Snapshot, State};

/// All tries together: about a thousand of an Odoo's hashes at its default of 600,000 rounds, some minutes of one processor.
const BUDGET: Cost = 600_000_000;
/// How many hundredth parts of progress are told.
const STEPS: usize = 100;

/// Tries well-known passwords for every active account: those of its login, and those of every account. Who opens to one is
/// written down in the snapshot, and which accounts could not be tried; nothing where no hashes were asked for, or none read.
pub(in crate::connect) async fn try_well_known(
    snapshot: &mut Snapshot,
    hashes: Option<Vec<Hash>>,
    known: &[WellKnown],
    progress: &dyn Fn(&str),
) {
    let Some(hashes) = hashes else { return };
    let mut left = BTreeMap::<Why, usize>::new();
    let (mut open, mut spent): (_, Cost) = (Vec::new(), 0);
    let mut trials: Vec<Trial> = Vec::new();
    for Hash { user, stored } in hashes {
        let Some(account) = snapshot.users.get(user.index()).filter(|account| account.active) else { continue };
        match Stored::read(stored.expose_secret()) {
            Ok(stored) => trials.push(Trial::of(user, account.login(), stored, known)),
            Err(unread) => *left.entry(Why::Unread(unread)).or_default() += 1,
        }
    }
    // Accounts with defaults of their own first: if the budget ends, it ends before those that are least likely to open.
    trials.sort_by_key(|trial| (!trial.own, trial.user));
    let all = trials.len();
    for (at, trial) in trials.into_iter().enumerate() {
        if at % all.div_ceil(STEPS).max(1) == 0 {
            progress(&format!("well-known passwords, account {} of {all}", at + 1));
        }
        let cost = trial.stored.cost().saturating_mul(trial.passwords.len() as u64);
        if spent.saturating_add(cost) > BUDGET {
            *left.entry(Why::Budget).or_default() += 1;
            continue;
        }
        spent = spent.saturating_add(cost);
        for (known_as, password) in &trial.passwords {
            // Between two tries somebody may have had enough.
            tokio::task::yield_now().await;
            if trial.stored.is_of(password.expose_secret()) {
                open.push(DefaultPassword { user: trial.user, known_as: known_as.clone() });
                break;
            }
        }
    }
    open.sort_by(|a, b| (a.user, &a.known_as).cmp(&(b.user, &b.known_as)));
    snapshot.default_passwords = open;
    say(snapshot, &left);
}

/// Why an account was not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Unread(Unread),
    Budget,
}

/// What is tried for one account, each password once.
struct Trial {
    user: UserIx,
    stored: Stored,
    passwords: Vec<(String, SecretString)>,
    /// One of them belongs to its login.
    own: bool,
}

impl Trial {
    fn of(user: UserIx, login: &str, stored: Stored, known: &[WellKnown]) -> Self {
        let mut passwords: Vec<(String, SecretString)> = Vec::new();
        let mut own = false;
        for one in known {
            match &one.login {
                Some(theirs) if !theirs.eq_ignore_ascii_case(login) => continue,
                theirs => own |= theirs.is_some(),
            }
            let password = one.password.clone().unwrap_or_else(|| SecretString::from(login));
            if !passwords.iter().any(|(_, known)| known.expose_secret() == password.expose_secret()) {
                passwords.push((one.known_as.clone(), password));
            }
        }
        Self { user, stored, passwords, own }
    }
}

/// Writes down what was looked at and what was not.
fn say(snapshot: &mut Snapshot, left: &BTreeMap<Why, usize>) {
    let words = |(why, count): (&Why, &usize)| {
        let accounts = if *count == 1 { "account" } else { "accounts" };
        match why {
            Why::Unread(Unread::Form) => format!("{count} {accounts} with a hash of an unknown form"),
            Why::Unread(Unread::Dear) => format!("{count} {accounts} with a hash that takes too long to try"),
            Why::Budget => format!("{count} {accounts} past the bound of what is tried in one run"),
        }
    };
    let reason = (!left.is_empty()).then(|| {
        let left: Vec<String> = left.iter().map(words).collect();
        format!("not tried: {}", left.join(", "))
    });
    let state = if reason.is_some() { State::Incomplete } else { State::Assessed };
    snapshot.cover(Coverage { domain: Domain::DefaultPasswords, state, reason });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::Builder;

    /// `admin`, with few rounds.
    const ADMIN: &str = "$pbkdf2-sha512$25000$c29tZXNhbHRzb21lc2FsdA$ZOP.l4hK3puye8HWkPii5GJdXYJKaZ5cnjER2XdJj7IpY9X3uhoD5O3QKdWpP5WhUVb0CGbn94k6IHAWvQNssw";

    fn known() -> Vec<WellKnown> {
        vec![
            WellKnown {
                known_as: "a new database".to_owned(),
                login: Some("Admin".to_owned()),
                password: Some("admin".into()),
            },
            WellKnown { known_as: "the login itself".to_owned(), login: None, password: None },
        ]
    }

    fn tried(hashes: &[(&str, &str)]) -> (Vec<(String, String)>, Coverage) {
        let mut system = Builder::new("lab");
        for login in ["admin", "ann", "bob", "gone"] {
            system.user(login, login, &[]);
        }
        let mut snapshot = system.change("gone", |user| user.active = false).build();
        let at = |login: &str| UserIx::new(snapshot.users.iter().position(|user| &*user.key == login).unwrap());
        let hashes =
            hashes.iter().map(|(login, hash)| Hash { user: at(login), stored: (*hash).into() }).collect::<Vec<_>>();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(try_well_known(&mut snapshot, Some(hashes), &known(), &|_| {}));
        let open = snapshot.default_passwords.iter();
        let open = open.map(|one| (snapshot.user(one.user).key.to_string(), one.known_as.clone())).collect();
        (open, snapshot.coverage_of(Domain::DefaultPasswords))
    }

    #[test]
    fn a_default_is_found_by_its_first_name_and_inactive_accounts_are_left_alone() {
        let (open, coverage) = tried(&[("admin", ADMIN), ("ann", ADMIN), ("gone", ADMIN)]);
        assert_eq!(open, [("admin".to_owned(), "a new database".to_owned())]);
        assert_eq!((coverage.state, coverage.reason), (State::Assessed, None));
    }

    #[test]
    fn what_cannot_be_tried_is_said() {
        let dear = "$pbkdf2-sha512$4000000$c2FsdA$aGFzaA";
        let (open, coverage) =
            tried(&[("admin", "$2b$12$abc"), ("ann", "$pbkdf2-sha512$900000000$c2FsdA$aGFzaA"), ("bob", dear)]);
        assert!(open.is_empty());
        assert_eq!(
            coverage.reason.as_deref(),
            Some(
                "not tried: 1 account with a hash of an unknown form, 1 account with a hash that takes too long to try"
            )
        );
        assert_eq!(coverage.state, State::Incomplete);
    }

    #[test]
    fn nothing_that_is_kept_shows_a_password_or_a_hash() {
        let shown = format!("{:?} {:?}", known(), Hash { user: UserIx(0), stored: ADMIN.into() });
        assert!(!shown.contains("\"admin\"") && !shown.contains("pbkdf2"), "{shown}");
    }
}
