use crate::Pair;
use crate::desk::desk;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "grant-to-anonymous",
    fires: || {
        desk().with(|system| {
            system.hand_made("partner / guest", Some("guest"), "res.partner", "r");
        })
    },
    silent: || {
        desk().with(|system| {
            system.hand_made("partner / all", Some("all"), "res.partner", "r").grant("guest", "web.page", "r");
        })
    },
};

#[test]
fn callers_without_a_login_are_told_of_as_such_and_nobody_tells_it_twice() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: everyone, callers without a login included: read on res.partner
      everyone partner / guest -> res.partner ["read"]
      affects 6 ann bob cem dia eve public
      expected the design of `customer` does not have it
      actual callers without a login are in `guest`, which has row `partner / guest` (made by hand by admin on 2025-11-30)
      path callers without a login > group:guest > row:partner / guest allows read on res.partner (made by hand by admin on 2025-11-30)
      fix take read on res.partner out of row `partner / guest`, or give it to another group
    "#);
    assert!(shop.audit().findings.iter().all(|found| found.check_name != "grant-to-everyone"));
}

#[test]
fn a_row_by_hand_for_the_group_of_visitors_counts_as_well() {
    let shop = shop().with(|system| {
        system.hand_made("orders for visitors", Some("base.group_public"), "sale.order", "rw");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    critical, confidence high: callers without a login: read, write on sale.order
      everyone orders for visitors -> sale.order ["read", "write"]
      affects 1 public
      expected access is given to groups that somebody is made a member of
      actual callers without a login are in `base.group_public`, which has row `orders for visitors` (made by hand by admin on 2025-11-30)
      path callers without a login > group:base.group_public > row:orders for visitors allows read, write on sale.order (made by hand by admin on 2025-11-30)
      fix take read, write on sale.order out of row `orders for visitors`, or give it to another group
    "#);
}
