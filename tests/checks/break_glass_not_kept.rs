use rolecall::snapshot::Domain;

use crate::Pair;
use crate::dormant_account::knows;
use crate::shop::{Shop, shop};

/// The shop with an account for emergencies, as the map says it is kept.
fn kept(how: &str) -> Shop {
    shop()
        .with(|system| {
            system.adjust(|snapshot| knows(snapshot, Domain::LastLogins));
            system.administers("base.group_system").user("root", "Root", &["base.group_user", "base.group_system"]);
        })
        .design("roles:", &format!("admins:\n  break_glass: [{{ login: root{how} }}]\nroles:"))
}

fn used_on(day: &str) -> Shop {
    kept(", custodian: CISO, sealed: true").with(|system| {
        system.change("root", |user| user.last_login = Some(format!("{day}T00:00:00Z").into()));
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "break-glass-not-kept",
    fires: || kept(", custodian: CISO"),
    silent: || kept(", custodian: CISO, sealed: true"),
};

#[test]
fn a_use_of_long_ago_was_looked_into() {
    assert!(used_on("2025-12-02").told_by(PAIR.check).contains("it was used on 2025-12-02, 30 days ago"));
    assert_eq!(used_on("2025-12-01").told_by(PAIR.check), "");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: `root`, kept for emergencies: the map does not say that it is sealed
      user root -> shop []
      affects 1 root
      expected sealed, kept by somebody, usable, and unused (map.yaml:3:26)
      actual the map does not say that it is sealed
      path break-glass:root > user:root
      fix put its secret under seal and write `sealed: true`
    ");
    insta::assert_snapshot!(kept("").told_by(PAIR.check), @r"
    medium, confidence high: `root`, kept for emergencies: the map does not say that it is sealed; nobody is named who keeps it
      user root -> shop []
      affects 1 root
      expected sealed, kept by somebody, usable, and unused (map.yaml:3:26)
      actual the map does not say that it is sealed; nobody is named who keeps it
      path break-glass:root > user:root
      fix put its secret under seal and write `sealed: true`; name its `custodian`
    ");
}

#[test]
fn an_account_that_is_not_there_helps_nobody() {
    let shop = kept(", custodian: CISO, sealed: true").design("login: root", "login: boot");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    low, confidence high: `boot`, kept for emergencies: there is no such account
      user boot -> shop []
      affects 0
      expected sealed, kept by somebody, usable, and unused (map.yaml:3:26)
      actual there is no such account
      path break-glass:boot
      fix make it usable, or take it out of the map
    ");
    let shop = kept(", custodian: CISO, sealed: true").with(|system| {
        system.change("root", |user| user.active = false);
    });
    assert!(shop.told_by(PAIR.check).contains("it is inactive and helps nobody"));
}

#[test]
fn where_sign_ins_are_unknown_the_last_use_is_not_assessed() {
    let shop =
        shop().design("roles:", "admins:\n  break_glass: [{ login: ann, custodian: CISO, sealed: true }]\nroles:");
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.audit().not_assessed.iter().any(|entry| entry.what.starts_with("last use of the accounts")));
}
