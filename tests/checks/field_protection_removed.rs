use rolecall::snapshot::{FieldGuard, Grantee, ShippedGuard, Snapshot};

use crate::Pair;
use crate::desk::{by_hand, desk, resource};

/// `margin` of orders with a level now and as shipped; managers have level 1.
fn level(snapshot: &mut Snapshot, now: u32, shipped: u32) {
    let order = resource(snapshot, "sale.order");
    let like = snapshot.grants.iter().find(|row| row.resource == order).unwrap().clone();
    let manager = snapshot.groups.iter().position(|group| group.key == "sale.group_manager").unwrap();
    let to = Grantee::Group(rolecall::model::GroupIx::new(manager));
    snapshot.grants.push(rolecall::snapshot::Grant { level: 1, to, ..like });
    for field in snapshot.fields.iter_mut().filter(|field| field.name == "margin") {
        let guard = |level| if level == 0 { FieldGuard::Open } else { FieldGuard::Level { level, masked: false } };
        field.guard = Some(guard(now));
        field.shipped = (now != shipped).then(|| Box::new(ShippedGuard { guard: guard(shipped), changed: by_hand() }));
    }
}

pub(crate) const PAIR: Pair = Pair {
    check: "field-protection-removed",
    fires: || {
        desk().with(|system| {
            system.field("sale.order", "margin", &[]).adjust(|snapshot| level(snapshot, 0, 1));
        })
    },
    silent: || {
        desk().with(|system| {
            system.field("sale.order", "margin", &[]).adjust(|snapshot| level(snapshot, 1, 0));
        })
    },
};

#[test]
fn the_field_is_the_subject_and_those_who_gain_are_affected() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: the protection of sale.order.margin was lowered
      field sale.order.margin -> sale.order []
      affects 4 ann bob cem eve
      expected permission level 1, as shipped
      actual no protection of its own; people gain read, write on the field
      path field:sale.order.margin > changed: made by hand by admin on 2025-11-30
      fix give sale.order.margin its shipped protection back
    ");
}

#[test]
fn the_roles_whose_design_it_breaks_are_not_told_once_more() {
    let shop = (PAIR.fires)().design("  seller:\n", "  seller:\n    fields: { sale.order.margin: r }\n");
    let told: Vec<_> = shop.audit().findings.iter().map(|found| found.check_name).collect();
    assert!(told.contains(&PAIR.check) && !told.contains(&"field-exceeds-design"), "{told:?}");
}
