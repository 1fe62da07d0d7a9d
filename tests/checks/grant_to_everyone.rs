use rolecall::model::Origin;

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "grant-to-everyone",
    fires: || {
        shop().with(|system| {
            system.hand_made("price hotfix", None, "sale.order", "rw");
        })
    },
    silent: || {
        shop().with(|system| {
            system.hand_made("price hotfix", None, "sale.order", "rw").switch_off_row("price hotfix");
        })
    },
};

#[test]
fn everyone_is_the_subject_and_visitors_count() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn a_row_that_a_module_ships_is_information() {
    let vendor = || Origin::Vendor { module: "sale".to_owned() };
    let shop = shop().with(|system| {
        system.row("sale.access_tag_all", None, "sale.tag", "r", vendor());
    });
    let without_design = shop.audit_alone();
    let severities: Vec<_> = without_design.findings.iter().map(|found| found.severity.word()).collect();
    assert_eq!(severities, ["info"]);
}
