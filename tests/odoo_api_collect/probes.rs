//! Probe accounts that are asked which fields they are shown.

use rolecall::sample::{Flavour, SampleCompany, Seen};
use rolecall::snapshot::{Domain, Presence, State, UserKind};
use secrecy::SecretString;

use crate::{Shop, state};

/// What was sent that a server may take for a failed login, or for any login.
fn sign_ins(shop: &Shop) -> Vec<Seen> {
    let counts = |seen: &Seen| seen.call.as_deref() == Some("login") || seen.answer.ends_with("AccessDenied");
    shop.running.log().into_iter().filter(counts).collect()
}

#[test]
fn a_login_that_two_roles_share_fails_once() {
    let shop = Shop::open(Flavour::V18);
    let login = shop.somebody(UserKind::Internal).0;
    let wrong = |login: &str| (login.to_owned(), SecretString::from("wrong"));
    let collected = shop.collect(Shop::admin(), vec![wrong(&login), wrong(&login.to_uppercase())]).unwrap();
    assert_eq!(state(&collected, Domain::Fields).0, State::Incomplete);
    let others = sign_ins(&shop).into_iter().filter(|seen| seen.login.as_deref() != Some("admin")).count();
    assert_eq!(others, 1);
}

#[test]
fn a_probe_account_leaves_no_trace_of_a_login() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let before = shop.running.login_traces();
        shop.collect(Shop::admin(), vec![shop.somebody(UserKind::Internal)]).unwrap();
        assert_eq!(shop.running.login_traces() - before, 1, "{flavour:?}: the collecting account's own");
    }
}

/// What is done to a person of the company, and what is said about it.
type Closed = (fn(&mut rolecall::snapshot::User), &'static str);

#[test]
fn nobody_is_asked_who_cannot_answer() {
    let closed: [Closed; 2] = [
        (|user| user.active = false, "is switched off"),
        (|user| user.second_factor = Presence::Present, "has a second factor"),
    ];
    for (close, why) in closed {
        let login = Shop::open(Flavour::V18).somebody(UserKind::Internal).0;
        let shop = Shop::with(Flavour::V18, rolecall::sample::Options::default(), |company| {
            close(company.users.iter_mut().find(|user| user.login() == login).unwrap());
        });
        let secret = SampleCompany::password(&login).into();
        let collected = shop.collect(Shop::admin(), vec![(login, secret)]).unwrap();
        assert!(state(&collected, Domain::Fields).1.contains(why), "{:?}", state(&collected, Domain::Fields));
        assert_eq!(sign_ins(&shop).len(), 1, "the collecting account alone");
    }
}
