use crate::Pair;
use crate::shop::{Shop, shop};

/// What a product costs is kept from sellers on the product; it stands on the order's lines, too.
fn costs(on_lines: &[&str]) -> Shop {
    shop().with(|system| {
        system.grant("sale.group_user", "product.template", "r").grant("sale.group_user", "sale.order.line", "r");
        system.field("product.template", "standard_price", &["stock.group_stock_manager"]);
        system.field("sale.order.line", "purchase_price", on_lines);
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "sibling-field-open", fires: || costs(&[]), silent: || costs(&["stock.group_stock_manager"]) };

#[test]
fn both_sides_are_told_in_one_finding_and_nowhere_else() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"");
    assert_eq!(shop.told_by("sensitive-field-readable"), "");
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
