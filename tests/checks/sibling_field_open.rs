use rolecall::snapshot::{FieldGuard, ShippedGuard};

use crate::Pair;
use crate::desk::by_hand;
use crate::shop::{Shop, shop};

/// What a product costs is kept from sellers on the product; it stands on the order's lines, too.
fn costs(on_lines: &[&str]) -> Shop {
    shop().with(|system| {
        system.grant("sale.group_user", "product.template", "r").grant("sale.group_user", "sale.order.line", "r");
        system.field("product.template", "standard_price", &["stock.group_stock_manager"]);
        system.field("sale.order.line", "purchase_price", on_lines);
    })
}

/// The same where somebody made the protection.
fn costs_kept_by_hand(on_lines: &[&str]) -> Shop {
    costs(on_lines).with(|system| {
        system.adjust(|snapshot| {
            for field in snapshot.fields.iter_mut().filter(|field| field.name == "standard_price") {
                field.shipped = Some(Box::new(ShippedGuard { guard: FieldGuard::Open, changed: by_hand() }));
            }
        });
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "sibling-field-open",
    fires: || costs_kept_by_hand(&[]),
    silent: || costs_kept_by_hand(&["stock.group_stock_manager"]),
};

#[test]
fn both_sides_are_told_in_one_finding_and_nowhere_else() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    medium, confidence high: 1 field keeps what products cost from members of `sale.group_user`, and 1 other is open to them
      group sale.group_user -> shop ["read"]
      affects 3 ann bob cem
      expected `product.template.standard_price` is kept from members of `sale.group_user`, and so is what tells the same
      actual members of `sale.group_user` can read `sale.order.line.purchase_price`
      path group:sale.group_user > row:base.access_sale_order_line_group_user of sale.group_user allows read on sale.order.line (shipped by module base) > field:sale.order.line.purchase_price > kept: product.template.standard_price
      fix protect `sale.order.line.purchase_price` as `product.template.standard_price` is
    "#);
    assert_eq!(shop.told_by("sensitive-field-readable"), "");
}

#[test]
fn what_the_vendor_protects_in_another_model_is_nobodys_decision() {
    let shop = costs(&[]);
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.told_by("sensitive-field-readable").contains("field:sale.order.line.purchase_price"));
}

#[test]
fn a_field_beside_it_in_the_same_model_is_a_sibling() {
    let shop = costs(&["stock.group_stock_manager"]).with(|system| {
        system.grant("sale.group_user", "product.product", "r").field("product.product", "avg_cost", &[]);
        system.field("product.product", "standard_price", &["stock.group_stock_manager"]);
        system.grant("sale.group_user", "stock.move", "r").field("stock.move", "price_unit", &[]);
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("field:product.product.avg_cost") && told.contains("field:stock.move.price_unit"), "{told}");
    assert_eq!(shop.told_by("sensitive-field-readable"), "", "a group and a fact are told once");
}

#[test]
fn a_field_of_another_fact_is_no_sibling() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "product.template", "r").grant("sale.group_user", "sale.order.line", "r");
        system.field("product.template", "standard_price", &["stock.group_stock_manager"]);
        system.field("sale.order.line", "margin", &[]);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    assert_ne!(shop.told_by("sensitive-field-readable"), "");
}

#[test]
fn nothing_is_kept_where_the_resource_cannot_be_read_at_all() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "sale.order.line", "r").resource("product.template");
        system.field("product.template", "standard_price", &["stock.group_stock_manager"]);
        system.field("sale.order.line", "purchase_price", &[]);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
