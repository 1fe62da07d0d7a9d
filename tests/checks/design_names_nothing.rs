use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "design-names-nothing",
    fires: || shop().design("groups: [sale.group_manager]", "groups: [sale.group_manager, sale.group_boss]"),
    silent: || shop().design("groups: [sale.group_manager]", "groups: [sale.group_manager, sale.group_user]"),
};

#[test]
fn a_group_that_is_not_there_is_named_with_its_line() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn what_a_parent_names_is_told_once_where_it_is_written() {
    let shop = shop().design("      sale.order: crw\n", "      sale.order: crw\n      sale.oder: r\n");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}

#[test]
fn a_denial_that_protects_nothing_is_named() {
    let shop = shop().design("      sale.order: crw\n", "      sale.order: crw\n    must_not: [\"hr.*\"]\n");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}
