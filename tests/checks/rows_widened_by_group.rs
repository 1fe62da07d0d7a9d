use crate::Pair;
use crate::shop::{Shop, shop};

/// Sellers reach their own orders, managers all; somebody made a group of managers.
fn teams(manager: &str) -> Shop {
    let manager = manager.to_owned();
    shop().with(|system| {
        system.rule("sale.own", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]");
        system.rule("sale.all", "sale.order", &["sale.group_manager"], &manager);
        system.implies("Team / Lead", "sale.group_manager");
    })
}

/// The same where the group that somebody made has the rule itself.
fn handmade(rule: &str) -> Shop {
    let rule = rule.to_owned();
    shop().with(|system| {
        system.rule("sale.own", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]");
        system.implies("Team / Lead", "sale.group_user");
        system.rule("sale.all", "sale.order", &["Team / Lead"], &rule);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "rows-widened-by-group",
    fires: || handmade("[(1, '=', 1)]"),
    silent: || handmade("[('user_id', '=', user.id)]"),
};

#[test]
fn a_group_made_by_hand_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    low, confidence high: group `Team / Lead` widens the records of 1 model
      group Team / Lead -> Team / Lead []
      affects 0
      expected the role map states which records its members reach
      actual its members reach more records of `sale.order` than by the groups that it brings
      path group:Team / Lead > sale.order: own records by the groups that it brings, all with it
      fix state the scope of `sale.order` in the role map for the roles of `Team / Lead`
    ");
}

#[test]
fn a_group_shows_no_more_than_all_that_it_brings_together() {
    // The lead has no rule: managers, whom the group brings, show every order.
    insta::assert_snapshot!(teams("[(1, '=', 1)]").told_by(PAIR.check), @"
    info, confidence high: 1 shipped group of the role map shows more records than the groups brought along
      population the vendor's groups -> shop []
      affects 0
      expected the role map states which records their members reach
      actual by design of the vendor: `sale.group_manager`
      path group:sale.group_manager: sale.order: own records by the groups that it brings, all with it
      fix state the scope of these models in the role map
    ");
}

#[test]
fn where_the_design_states_the_scope_it_is_told_against_the_design() {
    let shop = teams("[(1, '=', 1)]")
        .design("      sale.order: all\n", "      sale.order: all\n    records: { sale.order: all }\n");
    assert_eq!(shop.told_by(PAIR.check), "");
}
