use rolecall::model::Ops;
use rolecall::snapshot::Snapshot;

use crate::Pair;
use crate::shop::{Shop, shop};

fn reading_alone(snapshot: &mut Snapshot) {
    snapshot.rules.iter_mut().for_each(|rule| rule.ops = Ops(1));
}

/// Customers reach their own orders.
fn portal(letters: &str) -> Shop {
    let letters = letters.to_owned();
    shop().with(|system| {
        system.rule("sale.portal", "sale.order", &["base.group_portal"], "[('partner_id', '=', user.partner_id.id)]");
        system.row("sale.portal", Some("base.group_portal"), "sale.order", &letters, rolecall::model::Origin::Unknown);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "operation-without-rule",
    fires: || {
        portal("rw").with(|system| {
            system.adjust(reading_alone);
        })
    },
    silent: || portal("rw"),
};

#[test]
fn who_may_change_what_they_cannot_read_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: members of `base.group_portal` can change records of sale.order that they cannot see
      group base.group_portal -> sale.order ["write"]
      affects 1 eve
      expected nobody may write what they cannot read
      actual the rules of sale.order leave them own records to read and all records to write
      path members of `base.group_portal` > row:sale.portal of base.group_portal allows read, write on sale.order (origin unknown) > rule:sale.portal active, for members of `base.group_portal` (shipped by module sale)
      fix let the rules that narrow reading sale.order narrow write, too
    "#);
}

/// Two conditions that are neither about the user nor about a company alone may let through the same records.
#[test]
fn a_condition_of_another_shape_cannot_be_compared() {
    let shop = portal("rw").with(|system| {
        system.rule("sale.writing", "sale.order", &["base.group_portal"], "[('state', '!=', 'done')]");
        system.adjust(|snapshot| {
            for rule in &mut snapshot.rules {
                rule.ops = if rule.key == "sale.portal" { Ops(1) } else { Ops(2) };
            }
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn an_outsider_in_a_group_of_employees_is_told_as_that_and_not_as_shipped() {
    let shop = shop().with(|system| {
        let shipped = rolecall::model::Origin::Vendor { module: "sale".to_owned() };
        system.rule("sale.part", "sale.order", &["sale.part"], "[('user_id', '=', user.id)]");
        system.row("sale.part_row", Some("sale.part"), "sale.order", "rw", shipped).adjust(reading_alone);
        system.join("eve", "sale.part").join("dia", "sale.part");
    });
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    let of: Vec<_> = told.iter().map(|found| (found.subject.kind, found.affected.users.join(" "))).collect();
    assert_eq!(of, [("outsiders", "eve".to_owned()), ("group", "dia".to_owned())]);
    assert!(!told[0].vendor_default && told[1].vendor_default);
    assert!(told.iter().all(|found| found.path[1].starts_with("row:sale.part_row")));
    assert_eq!(told[0].fix.summary, "take the outsiders out of `sale.part`");
}

#[test]
fn a_rule_for_reading_is_enough_where_nobody_may_do_more() {
    let shop = portal("r").with(|system| {
        system.adjust(reading_alone);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn a_scope_that_nobody_can_read_is_no_finding() {
    let shop = portal("rw").with(|system| {
        system.rule("sale.odd", "sale.order", &["base.group_portal"], "[('a', '='").adjust(reading_alone);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
