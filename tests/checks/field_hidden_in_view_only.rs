use rolecall::model::{Origin, Severity};
use rolecall::snapshot::{Coverage, Domain, HiddenInView, Snapshot, State};

use crate::Pair;
use crate::desk::{by_hand, resource};
use crate::shop::{Shop, shop};

fn hide(snapshot: &mut Snapshot, field: &str, shown_to: &[&str]) {
    snapshot.coverage.retain(|entry| entry.domain != Domain::Views);
    snapshot.coverage.push(Coverage { domain: Domain::Views, state: State::Assessed, reason: None });
    let resource = resource(snapshot, "product.supplierinfo");
    snapshot.hidden_in_views.push(HiddenInView {
        resource,
        field: field.to_owned(),
        view: "product.supplier_form".to_owned(),
        shown_to: shown_to.iter().map(|group| (*group).to_owned()).collect(),
        origin: by_hand(),
    });
}

/// The price of suppliers is hidden from sellers in the form.
fn hidden(guard: &[&str]) -> Shop {
    shop().with(|system| {
        system.grant("sale.group_user", "product.supplierinfo", "r").field("product.supplierinfo", "price", guard);
        system.group("purchase.group_purchase_user").adjust(|snapshot| {
            hide(snapshot, "price", &["purchase.group_purchase_user"]);
        });
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "field-hidden-in-view-only",
    fires: || hidden(&[]),
    silent: || hidden(&["purchase.group_purchase_user"]),
};

#[test]
fn who_reads_it_all_the_same_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence high: product.supplierinfo.price is hidden in the view alone: 3 accounts read it over the API
      field product.supplierinfo.price -> product.supplierinfo ["read"]
      affects 3 ann bob cem
      expected who is not shown what suppliers are paid does not read it
      actual view `product.supplier_form` shows it to `purchase.group_purchase_user`; no groups on the field keep it from the others
      path view:product.supplier_form (made by hand by admin on 2025-11-30) > field:product.supplierinfo.price
      fix protect product.supplierinfo.price itself, for `purchase.group_purchase_user`
    "#);
}

#[test]
fn whom_one_of_the_views_shows_it_is_not_told() {
    let shop = hidden(&[]).with(|system| {
        system.adjust(|snapshot| hide(snapshot, "price", &["sale.group_manager"]));
    });
    assert!(shop.told_by(PAIR.check).contains("affects 2 ann bob"));
}

#[test]
fn all_other_fields_are_one_note() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "product.supplierinfo", "r");
        system.field("product.supplierinfo", "a", &[]).field("product.supplierinfo", "b", &[]).adjust(|snapshot| {
            hide(snapshot, "a", &[]);
            hide(snapshot, "b", &[]);
            hide(snapshot, "gone", &[]);
        });
    });
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!((told.len(), told[0].severity, told[0].path.len()), (1, Severity::Info, 2));
}

#[test]
fn where_nobody_knows_the_protection_nothing_is_claimed() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "product.supplierinfo", "r").field("product.supplierinfo", "a", &[]);
        system.adjust(|snapshot| {
            hide(snapshot, "a", &[]);
            snapshot.fields.iter_mut().for_each(|field| field.guard = None);
            snapshot.hidden_in_views[0].origin = Origin::Unknown;
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn who_may_or_may_not_reach_records_is_not_told_for_sure() {
    let shop = hidden(&[]).with(|system| {
        system.rule("base.odd", "product.supplierinfo", &[], "[('a', '='");
    });
    assert!(shop.told_by(PAIR.check).contains("confidence medium"), "{}", shop.told_by(PAIR.check));
}
