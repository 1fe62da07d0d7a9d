use rolecall::model::Severity;

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

pub(crate) const PAIR: Pair = Pair {
    check: "rows-widened-by-group",
    fires: || teams("[(1, '=', 1)]"),
    silent: || teams("[('user_id', '=', user.id)]"),
};

#[test]
fn a_group_made_by_hand_and_the_groups_of_the_role_map_are_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
}

#[test]
fn where_the_design_states_the_scope_it_is_told_against_the_design() {
    let shop = teams("[(1, '=', 1)]")
        .design("      sale.order: all\n", "      sale.order: all\n    records: { sale.order: all }\n");
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!((told.len(), told[0].subject.id.as_str(), told[0].severity), (1, "Team / Lead", Severity::Low));
}
