use rolecall::snapshot::{Domain, Presence};

use crate::Pair;
use crate::dormant_account::knows;
use crate::shop::{Shop, shop};

/// The shop with an administrator whose second factor is in a state.
fn admin(state: Presence) -> Shop {
    shop().with(|system| {
        system.adjust(|snapshot| knows(snapshot, Domain::SecondFactors));
        system.administers("base.group_system").user("root", "Root", &["base.group_user", "base.group_system"]);
        system.change("root", |user| user.second_factor = state);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "admin-without-second-factor",
    fires: || admin(Presence::Absent),
    silent: || admin(Presence::Present),
};

#[test]
fn the_administrators_are_told_together() {
    let shop = (PAIR.fires)().with(|system| {
        system.user("deputy", "Deputy", &["base.group_user", "base.group_system"]);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    high, confidence high: administrators without a second factor: `deputy` and `root`
      population administrators without a second factor -> shop []
      affects 2 deputy root
      expected whoever can give any right to anyone signs in with two factors
      actual `deputy` and `root` can sign in with a password alone
      path user:deputy > user:root > second factor:none
      fix set up a second factor for `deputy` and `root`, or take the administration away
    ");
}

#[test]
fn a_sign_in_service_asks_for_its_own_factors() {
    let service = |password: Presence| {
        admin(Presence::Absent).with(|system| {
            system.change("root", |user| (user.provider, user.password) = (Some("SSO".into()), password));
        })
    };
    assert_eq!(service(Presence::Absent).told_by(PAIR.check), "");
    assert_ne!(service(Presence::Present).told_by(PAIR.check), "", "the password opens it, too");
}

#[test]
fn an_account_under_seal_has_no_telephone() {
    let with = |entry: &str| (PAIR.fires)().design("roles:", &format!("admins:\n  break_glass: [{entry}]\nroles:"));
    assert_eq!(with("{ login: root, sealed: true }").told_by(PAIR.check), "");
    assert_ne!(with("{ login: root }").told_by(PAIR.check), "");
}

#[test]
fn what_is_unknown_is_not_assessed() {
    let shop = admin(Presence::Unknown);
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.audit().not_assessed.iter().any(|entry| entry.what == "second factor of `root`"));
}
