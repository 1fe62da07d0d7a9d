use rolecall::snapshot::{Domain, Snapshot, State};

use crate::Pair;
use crate::desk::by_hand;
use crate::shop::{Shop, audit_snapshot, shop};

/// Sellers reach their own orders, managers all.
pub(crate) fn own_orders() -> Shop {
    shop()
        .with(|system| {
            system.rule("sale.personal", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]").rule(
                "sale.all",
                "sale.order",
                &["sale.group_manager"],
                "[(1, '=', 1)]",
            );
        })
        .design("      sale.order: crw\n", "      sale.order: crw\n    records: { sale.order: own }\n")
        .design("      sale.order: all\n", "      sale.order: all\n    records: { sale.order: all }\n")
}

/// Somebody made the rule and switched it off: shipped ones are told by the rule.
fn off_by_hand(snapshot: &mut Snapshot) {
    let personal = snapshot.rules.iter_mut().filter(|rule| rule.key == "sale.personal");
    personal.for_each(|rule| (rule.active, rule.origin) = (false, by_hand()));
}

pub(crate) const PAIR: Pair = Pair {
    check: "record-scope-wider",
    fires: || {
        own_orders().with(|system| {
            system.adjust(off_by_hand);
        })
    },
    silent: own_orders,
};

#[test]
fn a_rule_that_is_switched_off_is_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: role `seller` reaches all records of sale.order (read, write, create); designed: own
      role seller -> sale.order ["read", "write", "create"]
      affects 2 ann bob
      expected own records of sale.order (map.yaml:11:28)
      actual all: no active record rule applies
      path role:seller > rule:sale.personal switched off, for its groups (made by hand by admin on 2025-11-30)
      fix switch rule `sale.personal` on again
    "#);
}

#[test]
fn a_rule_that_cannot_be_read_is_not_assessed_and_not_passed() {
    let shop = own_orders().with(|system| {
        system.rule("sale.odd", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id) if user else");
    });
    let report = shop.audit();
    assert_eq!(report.findings, []);
    let open: Vec<_> = report.not_assessed.iter().filter(|entry| entry.asked_for).map(|entry| &entry.what).collect();
    assert_eq!(open, ["record scope of role `seller` on sale.order"]);
    assert_eq!(why_not(&shop.system.build(), &shop.map), ["record rule `sale.odd` cannot be read"]);
}

/// Why record scopes were not assessed.
fn why_not(snapshot: &Snapshot, map: &str) -> Vec<String> {
    let entries = audit_snapshot(snapshot, map).not_assessed.into_iter();
    entries.filter(|entry| entry.what.starts_with("record")).map(|entry| entry.reason).collect()
}

#[test]
fn rows_that_the_program_narrows_are_not_blamed_on_a_rule() {
    let shop = own_orders();
    let mut snapshot = shop.system.build();
    for resource in snapshot.resources.iter_mut().filter(|resource| resource.key == "sale.order") {
        resource.narrowed_by_code = true;
    }
    let reason = "the ERP's program narrows these rows further than its record rules say";
    assert_eq!(why_not(&snapshot, &shop.map), [reason, reason], "of both roles");
}

#[test]
fn rules_that_were_not_all_collected_are_said_once() {
    let shop = own_orders();
    let mut snapshot = shop.system.build();
    for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == Domain::Records) {
        (coverage.state, coverage.reason) = (State::Incomplete, Some("two counts differ".to_owned()));
    }
    assert_eq!(why_not(&snapshot, &shop.map), ["incomplete: two counts differ"]);
}

/// Bob also holds an ambient group.
fn with_ambient(rule: &'static str) -> Shop {
    own_orders()
        .with(|system| {
            system.rule("multi.rule", "sale.order", &["base.group_multi"], rule).join("bob", "base.group_multi");
        })
        .design("roles:", "ambient: [base.group_multi]\nroles:")
}

#[test]
fn an_ambient_group_that_widens_the_rows_is_seen_at_those_who_hold_it() {
    insta::assert_snapshot!(with_ambient("[(1, '=', 1)]").told_by(PAIR.check), @r#"
    high, confidence high: role `seller` reaches all records of sale.order (read, write, create); designed: own
      role seller -> sale.order ["read", "write", "create"]
      affects 1 bob
      expected own records of sale.order (map.yaml:12:28)
      actual all, by 2 active record rules
      path role:seller > rule:sale.personal active, for its groups (shipped by module sale) > rule:multi.rule active, for its groups (shipped by module multi)
      fix add a record rule that gives the role's groups own records of sale.order
    "#);
}

#[test]
fn an_ambient_group_that_narrows_the_rows_hides_nobody_who_is_without_it() {
    let shop = with_ambient("[('user_id', '=', user.id)]").with(|system| {
        system.adjust(off_by_hand);
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("reaches all records") && told.contains("affects 1 ann\n"), "{told}");
}
