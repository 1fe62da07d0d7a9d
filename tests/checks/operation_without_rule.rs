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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
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
