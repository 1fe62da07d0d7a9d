use rolecall::probe::Designed::{Allow, Deny, Silent};

use crate::Pair;
use crate::probe::{NO, YES};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "prediction-differs",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").may("read", "stock.picking", (Silent, Some(false)), YES);
        })
    },
    // Against the design it is told as such; where nothing was computed nothing differs.
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").may("write", "stock.picking", (Deny, Some(false)), YES);
            probe.may("read", "stock.picking", (Silent, None), YES).may("read", "sale.order", (Allow, Some(true)), YES);
        })
    },
};

#[test]
fn an_answer_that_the_configuration_does_not_explain_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence proven: the running system gives role `seller` read on stock.picking, its configuration does not
      role seller -> stock.picking ["read"]
      affects 2 ann bob
      expected denied, as computed from the configuration
      actual allowed in 1 request
      path probe as ann (role seller) > has_access([], 'read') on stock.picking: allowed > designed: silent > computed from the configuration: denied
      fix look for custom code, elevated rights or a stale cache behind stock.picking; if it is meant, let the configuration say so
    "#);
}

#[test]
fn answers_in_both_directions_are_one_finding() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may_on("7", "read", "sale.order", (Silent, Some(true)), NO);
        probe.may_on("8", "read", "sale.order", (Silent, Some(false)), YES);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    medium, confidence proven: the running system answers role `seller` about read on a record of sale.order other than its configuration says
      role seller -> sale.order ["read"]
      affects 2 ann bob
      expected allowed or denied, as computed from the configuration
      actual denied or allowed in 2 requests
      path probe as ann (role seller) > has_access([7], 'read') on sale.order: denied > has_access([8], 'read') on sale.order: allowed > designed: silent > computed from the configuration: allowed or denied
      fix look for custom code, elevated rights or a stale cache behind sale.order; if it is meant, let the configuration say so
    "#);
}

#[test]
fn pages_and_reports_are_one_finding_for_each_role_and_direction() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").page(0, Some(false), YES).page(1, Some(false), YES).page(2, Some(true), YES);
        probe.page(3, Some(true), NO).page(4, None, NO);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    medium, confidence proven: the running system gives role `seller` 2 pages and reports that its configuration refuses
      role seller -> pages and reports ["given"]
      affects 2 ann bob
      expected denied, as computed from the configuration
      actual allowed in 2 requests
      path probe as ann (role seller) > GET page 0: allowed > GET page 1: allowed
      fix look for custom code or a stale cache behind them; if it is meant, let their roles say so

    medium, confidence proven: the running system refuses role `seller` a page or report that its configuration gives
      role seller -> pages and reports ["refused"]
      affects 2 ann bob
      expected allowed, as computed from the configuration
      actual denied in 1 request
      path probe as ann (role seller) > GET page 3: denied
      fix look for custom code or a stale cache behind them; if it is meant, let their roles say so
    "#);
}
