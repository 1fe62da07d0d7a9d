use rolecall::model::GroupIx;
use rolecall::snapshot::{FieldGuard, Snapshot};

use crate::Pair;
use crate::shop::{Shop, shop};

fn write_groups(snapshot: &mut Snapshot) {
    let manager = snapshot.groups.iter().position(|group| group.key == "sale.group_manager").unwrap();
    for field in snapshot.fields.iter_mut().filter(|field| field.name == "x_secret") {
        field.unenforced_groups = vec![GroupIx::new(manager)];
    }
}

fn written(guard: &[&str]) -> Shop {
    shop().with(|system| {
        system.field("sale.order", "x_secret", guard).adjust(write_groups);
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "field-rule-not-enforced", fires: || written(&[]), silent: || written(&["sale.group_manager"]) };

#[test]
fn everybody_who_reads_it_in_spite_of_the_groups_is_affected() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: the groups written on sale.order.x_secret protect nothing
      field sale.order.x_secret -> sale.order ["read"]
      affects 3 ann bob eve
      expected members of `sale.group_manager` alone read sale.order.x_secret
      actual whoever may read sale.order reads the field: the ERP does not ask for groups that stand in its database
      path field:sale.order.x_secret > written on it: `sale.group_manager`
      fix protect sale.order.x_secret in a module, for `sale.group_manager`
    "#);
}

#[test]
fn a_field_of_a_module_may_be_protected_in_its_program() {
    let unknown = |shop: Shop| {
        shop.with(|system| {
            system.adjust(|snapshot| snapshot.fields.iter_mut().for_each(|field| field.guard = None));
        })
    };
    assert!(unknown(written(&[])).told_by(PAIR.check).contains("confidence medium"));
    let custom = unknown(written(&[])).with(|system| {
        system.adjust(|snapshot| snapshot.fields.iter_mut().for_each(|field| field.custom = true));
    });
    assert!(custom.told_by(PAIR.check).contains("confidence high"));
}

#[test]
fn a_field_that_nobody_sees_needs_no_groups() {
    let shop = written(&[]).with(|system| {
        system.adjust(|snapshot| snapshot.fields.iter_mut().for_each(|field| field.guard = Some(FieldGuard::Nobody)));
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn who_may_or_may_not_reach_records_is_not_told_for_sure() {
    let shop = written(&[]).with(|system| {
        system.rule("base.odd", "sale.order", &[], "[('a', '='");
    });
    assert!(shop.told_by(PAIR.check).contains("confidence medium"), "{}", shop.told_by(PAIR.check));
}
