use rolecall::model::Ops;
use rolecall::snapshot::{Grant, Grantee, Snapshot};

use crate::Pair;
use crate::desk::{by_hand, desk, resource};
use crate::shop::{Shop, shop};

/// Replaces the shipped rows of a resource by rows made by hand that say the same.
fn replace(snapshot: &mut Snapshot, on: &str) {
    let on = resource(snapshot, on);
    let mut instead: Vec<Grant> = Vec::new();
    for row in snapshot.grants.iter_mut().filter(|row| row.resource == on) {
        instead.push(Grant { key: format!("custom {}", row.key), origin: by_hand(), ..row.clone() });
        (row.active, row.superseded) = (false, true);
    }
    snapshot.grants.extend(instead);
}

/// Adds a row made by hand.
fn add(snapshot: &mut Snapshot, on: &str, group: &str, ops: u32) {
    let resource = resource(snapshot, on);
    let to = group_at(snapshot, group);
    let like = snapshot.grants[0].clone();
    let key = format!("custom {on} {group}");
    snapshot.grants.push(Grant { resource, to, ops: Ops(ops), key, origin: by_hand(), ..like });
}

fn group_at(snapshot: &Snapshot, key: &str) -> Grantee {
    let at = snapshot.groups.iter().position(|group| group.key == key).unwrap();
    Grantee::Group(rolecall::model::GroupIx::new(at))
}

/// The active row of a group on a resource.
fn row<'s>(snapshot: &'s mut Snapshot, on: &str, group: &str) -> &'s mut Grant {
    let (on, to) = (resource(snapshot, on), group_at(snapshot, group));
    snapshot.grants.iter_mut().find(|row| row.active && row.resource == on && row.to == to).unwrap()
}

fn replaced(change: fn(&mut Snapshot)) -> Shop {
    shop().with(|system| {
        system.adjust(|snapshot| replace(snapshot, "stock.picking")).adjust(change);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "stock-permissions-replaced",
    fires: || replaced(|snapshot| add(snapshot, "stock.picking", "sale.group_user", 0b11)),
    // Other rows that say the same.
    silent: || {
        replaced(|snapshot| {
            row(snapshot, "stock.picking", "stock.group_user").ops = Ops(0b1);
            add(snapshot, "stock.picking", "stock.group_user", 0b1111);
        })
    },
};

#[test]
fn a_group_that_gains_by_it_is_the_subject() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: rows that replace the shipped ones of stock.picking give `sale.group_user` more
      group sale.group_user -> sale.group_user []
      affects 3 ann bob cem
      expected the shipped rows, or rows that give the same
      actual `sale.group_user` gains read, write
      path group:sale.group_user > row:custom stock.picking sale.group_user allows read, write on stock.picking (made by hand by admin on 2025-11-30)
      fix restore the shipped rows of stock.picking, or write what is meant into the role map
    ");
}

#[test]
fn what_is_lost_is_told_too() {
    let shop = replaced(|snapshot| {
        add(snapshot, "stock.picking", "sale.group_user", 0b1);
        let row = row(snapshot, "stock.picking", "stock.group_user");
        (row.ops, row.own) = (Ops(0b11), true);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    low, confidence high: rows that replace the shipped ones of stock.picking change what `sale.group_user` and `stock.group_user` may
      group sale.group_user, stock.group_user -> shop []
      affects 4 ann bob cem dia
      expected the shipped rows, or rows that give the same
      actual `sale.group_user` gains read; `stock.group_user` loses create, unlink and keeps read, write on own records alone
      path group:sale.group_user > row:custom stock.picking sale.group_user allows read on stock.picking (made by hand by admin on 2025-11-30)
      fix restore the shipped rows of stock.picking, or write what is meant into the role map
    ");
}

#[test]
fn own_records_beside_all_records_and_closed_operations_change_nothing() {
    let shop = replaced(|snapshot| {
        add(snapshot, "stock.picking", "stock.group_user", 0b11);
        snapshot.grants.last_mut().unwrap().own = true;
        add(snapshot, "stock.picking", "sale.group_user", 0b100);
        let on = resource(snapshot, "stock.picking").index();
        snapshot.resources[on].closed = Ops(0b100);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn rows_of_levels_are_compared_by_what_they_do_to_fields() {
    let told = |change: fn(&mut Snapshot)| replaced(change).told_by(PAIR.check);
    let write = told(|snapshot| {
        add(snapshot, "stock.picking", "sale.group_user", 0b10);
        snapshot.grants.last_mut().unwrap().level = 1;
    });
    assert!(write.contains("gains write on fields of level 1"), "{write}");
    let others = told(|snapshot| {
        add(snapshot, "stock.picking", "sale.group_user", 0b1100);
        snapshot.grants.last_mut().unwrap().level = 1;
    });
    assert_eq!(others, "", "a level knows no other operations");
}

#[test]
fn many_resources_that_differ_for_the_same_groups_are_one_finding() {
    let shop = shop().with(|system| {
        for at in 0..70 {
            system.grant("stock.group_user", &format!("stock.part{at:02}"), "r");
        }
        system.adjust(|snapshot| {
            for at in 0..70 {
                let on = format!("stock.part{at:02}");
                replace(snapshot, &on);
                add(snapshot, &on, "base.group_portal", 0b1);
            }
            replace(snapshot, "stock.picking");
            add(snapshot, "stock.picking", "base.group_portal", 0b11);
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    medium, confidence high: rows that replace the shipped ones of 71 models give `base.group_portal` more
      group base.group_portal -> base.group_portal []
      affects 1 eve
      expected the shipped rows, or rows that give the same
      actual stock.part00, stock.part01, stock.part02, stock.part03 and 67 more; on stock.part00: `base.group_portal` gains read
      path group:base.group_portal > row:custom stock.part00 base.group_portal allows read on stock.part00 (made by hand by admin on 2025-11-30)
      fix restore the shipped rows of 71 models, or write what is meant into the role map
    ");
}

#[test]
fn what_nobody_has_yet_is_low() {
    let shop = shop().with(|system| {
        system.group("stock.nobody").adjust(|snapshot| {
            replace(snapshot, "stock.picking");
            add(snapshot, "stock.picking", "stock.nobody", 0b11);
        });
    });
    assert!(shop.told_by(PAIR.check).starts_with("low, "), "{}", shop.told_by(PAIR.check));
}

#[test]
fn what_everybody_gains_is_told_elsewhere() {
    let shop = desk().with(|system| {
        system.adjust(|snapshot| {
            replace(snapshot, "stock.picking");
            add(snapshot, "stock.picking", "all", 0b10);
            add(snapshot, "stock.picking", "guest", 0b1);
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    let elsewhere = ["grant-to-everyone", "grant-to-anonymous"].map(|check| shop.told_by(check));
    assert!(elsewhere.iter().all(|told| told.contains("stock.picking")), "{elsewhere:?}");
}
