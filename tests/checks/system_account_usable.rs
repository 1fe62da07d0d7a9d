use rolecall::snapshot::{Domain, Presence, UserKind};

use crate::Pair;
use crate::dormant_account::knows;
use crate::shop::{Shop, shop};

/// The shop, of which it is known who has a password.
fn known() -> Shop {
    shop().with(|system| {
        system.adjust(|snapshot| knows(snapshot, Domain::Passwords));
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "system-account-usable",
    fires: || {
        known().with(|system| {
            system.user("__system__", "Robot", &["base.group_user"]).change("__system__", |user| {
                user.superuser = true;
                user.kind = UserKind::System;
            });
        })
    },
    silent: || {
        known().with(|system| {
            system.user("__system__", "Robot", &[]).change("__system__", |user| {
                user.superuser = true;
                user.active = false;
                user.kind = UserKind::System;
                user.password = Presence::Absent;
            });
            system.user("portaltemplate", "Template", &["base.group_portal"]);
            system.change("portaltemplate", |user| user.active = false);
        })
    },
};

#[test]
fn the_systems_own_superuser_is_nobodys() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: `__system__`, an account of the system itself, can be signed in as
      user __system__ -> shop []
      affects 1 __system__
      expected nobody can sign in as the system itself
      actual it is active and has a password
      path user:__system__
      fix take the password of `__system__` away, and keep the account inactive
    ");
}

#[test]
fn a_password_that_waits_is_worth_knowing() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("__system__", |user| user.active = false);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    info, confidence high: `__system__`, an account of the system itself, has a password
      user __system__ -> shop []
      affects 1 __system__
      expected nobody can sign in as the system itself
      actual it has a password, which opens it once somebody activates it
      path user:__system__
      fix take the password of `__system__` away, and keep the account inactive
    ");
}

#[test]
fn where_passwords_could_not_be_read_nobody_knows() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("__system__", |user| user.password = Presence::Unknown);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    let report = shop.audit();
    assert!(report.not_assessed.iter().any(|entry| entry.what == "1 account of the system itself"));
}
