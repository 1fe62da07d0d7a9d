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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: everyone has read, write on sale.order
      everyone price hotfix -> sale.order ["read", "write"]
      affects 6 ann bob cem dia eve public
      expected the design of `clerk`, `storekeeper` and `customer` does not have it
      actual row `price hotfix` names no group (made by hand by admin on 2025-11-30)
      path everyone > row:price hotfix allows read, write on sale.order (made by hand by admin on 2025-11-30)
      fix give row `price hotfix` on sale.order a group, or switch it off
    "#);
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
