use crate::Pair;
use crate::waived::{open, waived, waived_but};
use rolecall::findings::Verdict;

pub(crate) const PAIR: Pair = Pair {
    check: "waiver-outgrown",
    fires: || waived_but(&[("severity_at_approval: high", "severity_at_approval: medium")]),
    silent: || waived(),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: what waiver `W-1` accepted has grown
      waiver W-1 -> shop []
      affects 0
      expected no worse than medium and no more than 1 account (waivers.yaml:2:5)
      actual it is high now and was medium when it was approved
      path waiver:W-1 > RM-004 v1:26887ad645a098bc0e19bf1088de0b7b: `dia` in role `storekeeper` holds `sale.group_user`
      fix Bring it back to what was accepted, or have somebody decide again about what it is now.
    ");
}

#[test]
fn more_accounts_than_were_accepted_are_told_and_nothing_is_accepted() {
    let shop = waived_but(&[("subject: \"user:dia\"", "subject: \"user:*\"")]).with(|system| {
        system.user("flo", "Flo Po", &["stock.group_user"]).join("flo", "sale.group_user");
    });
    let shop = shop.design("users: [dia]", "users: [dia, flo]");
    assert!(
        shop.told_by(PAIR.check).contains("it reaches 2 accounts now and reached 1"),
        "{}",
        shop.told_by(PAIR.check)
    );
    assert!(shop.audit().findings.iter().all(|finding| finding.waiver.is_none()));
}

#[test]
fn what_grew_since_the_baseline_is_told_once() {
    let shop = || open().baseline("2025-12-01", "2026-02-01");
    assert_eq!(shop().told_by(PAIR.check), "");
    assert_eq!(shop().audit().verdict, Verdict::GoWithConditions);
}
