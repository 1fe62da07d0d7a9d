use rolecall::snapshot::Domain;

use crate::Pair;
use crate::dormant_account::knows;
use crate::shop::{Shop, shop};

/// The shop in which bob was made on a day and nobody but bob was never used.
fn bob_made_on(day: &str) -> Shop {
    shop().with(|system| {
        system.adjust(|snapshot| knows(snapshot, Domain::LastLogins));
        for login in ["ann", "cem", "dia"] {
            system.change(login, |user| user.last_login = Some("2026-01-01T00:00:00Z".into()));
        }
        system.change("bob", |user| user.created = Some(format!("{day}T00:00:00Z").into()));
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "account-never-used", fires: || bob_made_on("2025-12-01"), silent: || bob_made_on("2025-12-02") };

#[test]
fn the_account_is_told_with_the_day_it_was_made() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: never used: `bob`
      user bob -> shop []
      affects 1 bob
      expected a sign-in within 30 days
      actual made on 2025-12-01, and no sign-in is recorded
      path user:bob
      fix ask who needs `bob`, and deactivate what nobody does
    ");
}

#[test]
fn an_administrator_weighs_more() {
    let shop = (PAIR.fires)().with(|system| {
        system.administers("base.group_system").join("bob", "base.group_system");
    });
    assert!(shop.told_by(PAIR.check).starts_with("medium, confidence high: administrator never used: `bob`"));
}

#[test]
fn where_sign_ins_are_forgotten_nobody_knows() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| snapshot.semantics.sign_ins_forgotten = true);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.audit().not_assessed.iter().any(|entry| entry.what == "which accounts were never used"));
}

#[test]
fn an_account_of_unknown_age_is_not_judged_and_that_is_said() {
    let told = |shop: &Shop| {
        let report = shop.audit();
        let open = report.not_assessed.iter().find(|entry| entry.what.starts_with("whether "));
        open.map(|entry| entry.what.clone())
    };
    assert_eq!(told(&(PAIR.fires)()), None);
    let ageless = (PAIR.fires)().with(|system| {
        system.change("bob", |user| user.created = None);
    });
    assert_eq!(ageless.told_by(PAIR.check), "");
    let what = "whether 1 account without a sign-in on record should have been used by now";
    assert_eq!(told(&ageless).as_deref(), Some(what));
}
