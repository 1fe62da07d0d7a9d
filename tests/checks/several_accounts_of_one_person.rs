use rolecall::model::UserIx;
use rolecall::snapshot::Person;

use crate::Pair;
use crate::shop::{Shop, shop};

/// The shop in which two people have these mailboxes.
fn mailboxes(ann: &str, bob: &str) -> Shop {
    shop().with(|system| {
        system.change("ann", |user| user.email = Some(ann.into())).change("bob", |user| user.email = Some(bob.into()));
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "several-accounts-of-one-person",
    fires: || mailboxes("Ann@shop.example", "ann+2@shop.example"),
    silent: || mailboxes("ann@shop.example", "ann2@shop.example"),
};

#[test]
fn the_accounts_are_told_together() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence medium: `ann` and `bob` are accounts of one person
      user ann -> shop []
      affects 2 ann bob
      expected one account for each person
      actual they have one mailbox
      path user:ann > user:bob
      fix keep one of `ann` and `bob`, or write down why there are several
    ");
}

#[test]
fn a_record_of_the_staff_says_it_surely_and_once() {
    let shop = (PAIR.fires)().with(|system| {
        system.administers("base.group_system").join("bob", "base.group_system");
        system.adjust(|snapshot| {
            let person = |user| Person { user: UserIx(user), key: "employee 1".into(), working: None, until: None };
            snapshot.people = vec![person(0), person(1)];
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: `ann` and `bob` are accounts of one person
      user ann -> shop []
      affects 2 ann bob
      expected one account for each person
      actual one record of the staff names them, and one of them can give any right to anyone
      path user:ann > user:bob
      fix keep one of `ann` and `bob`, or write down why there are several
    ");
}

#[test]
fn customers_and_inactive_accounts_are_nobodys_second() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("bob", |user| user.active = false);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn an_account_belongs_to_one_person() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("cem", |user| user.email = Some("ann@shop.example".into()));
        system.adjust(|snapshot| {
            let person = |user| Person { user: UserIx(user), key: "employee 1".into(), working: None, until: None };
            snapshot.people = vec![person(0), person(3)];
        });
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(found.iter().map(|finding| finding.affected.users.join(" ")).collect::<Vec<_>>(), ["ann bob cem dia"]);
}
