use rolecall::snapshot::Snapshot;

use crate::Pair;
use crate::shop::{Shop, shop};

/// Two duties of the shop's own, of which the second names a model.
fn duties(second: &str) -> Shop {
    shop().policy(
        "sod/own.yaml",
        &format!(
            "\
system: odoo
functions:
  - {{ id: sell, title: sell, impact: money, any: [{{ on: sale.order, do: [create] }}] }}
  - {{ id: pay, title: pay, impact: money, any: [{{ on: {second}, do: [create] }}] }}
risks:
  - {{ id: OWN-01, title: sell and pay, functions: [sell, pay], severity: high, why: w, fix: f }}
"
        ),
    )
}

pub(crate) const PAIR: Pair =
    Pair { check: "policy-matches-nothing", fires: || duties("account.paiment"), silent: || duties("res.partner") };

#[test]
fn the_rule_and_its_place_are_told_once_for_each_policy() {
    let told = (PAIR.fires)().told_by(PAIR.check);
    assert!(told.contains("`account.paiment`") && told.contains("own.yaml:"), "{told}");
    assert_eq!(told.lines().filter(|line| line.contains("confidence")).count(), 1, "{told}");
}

#[test]
fn built_in_rules_that_say_nothing_are_counted_and_no_finding() {
    let snapshot: Snapshot = shop().system.build();
    let report = shop().audit_of(&snapshot);
    assert!(report.findings.is_empty());
    let idle = report.not_assessed.iter().find(|entry| entry.what.contains("of policy `sod`")).unwrap();
    assert!(!idle.asked_for && idle.what.contains("built-in rules"), "{}", idle.what);
}

#[test]
fn an_edge_with_an_operation_or_a_field_that_is_not_there_is_told() {
    let edge = |needs: &str| {
        let text = format!(
            "system: odoo\nedges:\n  - {{ id: own, needs: [{{ {needs} }}], gives: administrator, how: h, source: s }}\n"
        );
        let shop = shop().with(|system| {
            system.field("sale.order", "amount", &[]);
        });
        shop.policy("escalation/own.yaml", &text).told_by(PAIR.check)
    };
    assert_eq!(edge("on: [sale.order], ops: [write], field: amount"), "");
    assert!(edge("on: [sale.order], ops: [wirte]").contains("the system has no `wirte`"));
    assert!(edge("on: [sale.order], ops: [write], field: amuont").contains("the system has no `amuont`"));
}

#[test]
fn a_trail_that_is_not_there_and_operations_of_nobody_are_told() {
    let trail = |trail: &str| {
        let text = format!("systems:\n  - system: odoo\n    trail:\n      - {{ {trail} }}\n");
        shop().policy("audit-trail.yaml", &text).told_by(PAIR.check)
    };
    assert_eq!(trail("on: [sale.order], ops: [unlink]"), "");
    assert!(trail("on: [sale.order], ops: [delete]").contains("the system has no `delete`"));
    assert!(trail("on: [sale.odrer], ops: [unlink]").contains("the system has no `sale.odrer`"));
}

#[test]
fn a_kind_of_system_of_which_no_policy_speaks_does_not_pass() {
    let mut snapshot = shop().system.build();
    snapshot.system.kind = "files".to_owned();
    let report = shop().design("system: odoo", "system: files").audit_of(&snapshot);
    for policy in ["sod", "sensitive-fields", "escalation", "records.yaml", "audit-trail.yaml", "settings.yaml"] {
        let what = format!("everything that policy `{policy}` decides");
        assert!(report.not_assessed.iter().any(|entry| entry.what == what), "{policy}");
    }
    let odoo = shop().audit();
    assert!(odoo.not_assessed.iter().all(|entry| !entry.what.starts_with("everything that policy")));
}
