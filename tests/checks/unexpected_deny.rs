use rolecall::connect::live::Observed;
use rolecall::model::Confidence;
use rolecall::probe::Designed::{Allow, Deny, Silent};

use crate::Pair;
use crate::probe::{NO, YES};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "unexpected-deny",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").may("write", "sale.order", (Allow, Some(true)), NO);
        })
    },
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").may("write", "sale.order", (Allow, Some(true)), YES);
            probe.may("unlink", "sale.order", (Deny, Some(false)), NO).may("read", "stock.picking", (Silent, None), NO);
            let open = Observed::inconclusive("503 Service Unavailable");
            probe.may("create", "sale.order", (Allow, Some(true)), open);
        })
    },
};

#[test]
fn a_designed_operation_that_the_system_refuses_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence proven: the running system refuses role `seller` write on sale.order, which its design gives
      role seller -> sale.order ["write"]
      affects 2 ann bob
      expected allowed: the design of `seller` gives write on sale.order (map.yaml:10:19)
      actual denied in 1 request
      path probe as ann (role seller) > has_access([], 'write') on sale.order: denied > designed: allowed > computed from the configuration: allowed
      fix the configuration gives it: look for custom code or a stale cache that refuses it behind sale.order
    "#);
}

#[test]
fn it_is_milder_where_only_the_probing_account_has_the_role() {
    let shop = shop().probed(|probe| {
        probe.role("manager", "cem").may_on("7", "unlink", "sale.order", (Allow, Some(true)), NO);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    medium, confidence proven: the running system refuses role `manager` unlink on a record of sale.order within its reach
      role manager -> sale.order ["unlink"]
      affects 1 cem
      expected allowed: the design of `manager` gives unlink on a record of sale.order (map.yaml:16:19)
      actual denied in 1 request
      path probe as cem (role manager) > has_access([7], 'unlink') on sale.order: denied > designed: allowed > computed from the configuration: allowed
      fix the configuration gives it: look for custom code or a stale cache that refuses it behind sale.order
    "#);
}

#[test]
fn what_a_missing_row_explains_is_told_once_by_its_cause_which_is_proven() {
    let shop =
        shop().design("includes: [stock.group_user]", "includes: [stock.group_user]\n    grants: { sale.order: r }");
    let shop = shop.probed(|probe| {
        probe.role("storekeeper", "dia").may("read", "sale.order", (Allow, Some(false)), NO);
    });
    let told: Vec<_> = shop.audit().findings.iter().map(|found| (found.check_name, found.confidence)).collect();
    assert_eq!(told, [("missing-access", Confidence::Proven)]);
    let alone: Vec<_> = shop.probe_alone().findings.iter().map(|found| found.check_name).collect();
    assert_eq!(alone, [PAIR.check]);
}

#[test]
fn an_account_that_cannot_sign_in_is_told() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").signs_in(false, Allow, NO);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    high, confidence proven: the running system does not let `ann` of role `seller` sign in
      role seller -> ann []
      affects 1 ann
      expected an active account signs in with its own secret
      actual refused
      path probe as ann (role seller) > login: denied
      fix look at how `ann` may sign in: its secret, its second factor, its state
    ");
}
