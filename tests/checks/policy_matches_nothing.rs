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
