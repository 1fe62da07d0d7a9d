use rolecall::model::{RecordScope, UserIx};
use rolecall::snapshot::{Limit, LimitReach, Snapshot};

use crate::Pair;
use crate::desk::resource;
use crate::shop::{Shop, shop};

const POLICY: &str = "\
records:
  - system: odoo
    narrowed:
      - rule: own-record
        resource: Employee
        class: payroll
        groups: [Employee]
        except: [HR User]
        why: everybody's pay is readable
        fix: limit the account to its own record
";

/// Ann is limited to the record of the one value.
fn limit(snapshot: &mut Snapshot, login: &str, leaves: RecordScope) {
    let employee = resource(snapshot, "Employee");
    let user = UserIx::new(snapshot.users.iter().position(|user| *user.key == *login).unwrap());
    let value = "E-1".into();
    snapshot.limits.push(Limit { user, by: employee, value, tree: false, only_on: None, leaves });
    snapshot.limited_by = vec![LimitReach(employee, employee)];
}

fn employees() -> Shop {
    shop().policy("records.yaml", POLICY).with(|system| {
        system.grant("Employee", "Employee", "r").grant("HR User", "Employee", "r");
        system.join("ann", "Employee").join("bob", "Employee").join("bob", "HR User");
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "user-permission-missing",
    fires: employees,
    silent: || {
        employees().with(|system| {
            system.adjust(|snapshot| limit(snapshot, "ann", RecordScope::Restricted));
        })
    },
};

#[test]
fn those_whom_nothing_limits_are_told_unless_they_may_reach_everything() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: 1 account in `Employee` reaches all records of Employee
      group Employee -> Employee ["read"]
      affects 1 ann
      expected members of `Employee` are limited to records of their own
      actual they read Employee, and no limit of their own and no rule narrows it
      path group:`Employee` > no limit on Employee
      fix limit the account to its own record
    "#);
}

#[test]
fn a_limit_to_a_company_is_no_limit_to_ones_own() {
    let shop = employees().with(|system| {
        system.adjust(|snapshot| limit(snapshot, "ann", RecordScope::Company));
    });
    assert_ne!(shop.told_by(PAIR.check), "");
}

#[test]
fn the_built_in_rules_speak_of_frappe() {
    let shop = shop().with(|system| {
        system.grant("Employee", "Employee", "r").join("ann", "Employee");
    });
    assert_eq!(shop.told_by(PAIR.check), "", "this system is none");
}

#[test]
fn a_rule_that_cannot_be_read_is_no_pass() {
    let shop = employees().with(|system| {
        system.rule("hr.odd", "Employee", &[], "[('a', '='");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    let report = shop.audit();
    assert!(report.not_assessed.iter().any(|entry| entry.what == PAIR.check && entry.reason.contains("`Employee`")));
}
