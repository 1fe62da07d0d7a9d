use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "design-names-nothing",
    fires: || shop().design("groups: [sale.group_manager]", "groups: [sale.group_manager, sale.group_boss]"),
    silent: || shop().design("groups: [sale.group_manager]", "groups: [sale.group_manager, sale.group_user]"),
};

#[test]
fn a_group_that_is_not_there_is_named_with_its_line() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: the design names group `sale.group_boss`, which the system does not have
      role manager -> sale.group_boss []
      affects 0
      expected group `sale.group_boss` (map.yaml:14:34)
      actual no group of that name
      path map.yaml:14:34: group `sale.group_boss`
      fix correct the name at map.yaml:14:34, or install what it names
    ");
}

#[test]
fn what_a_parent_names_is_told_once_where_it_is_written() {
    let shop = shop().design("      sale.order: crw\n", "      sale.order: crw\n      sale.oder: r\n");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: the design names resource `sale.oder`, which the system does not have
      role seller -> sale.oder []
      affects 0
      expected resource `sale.oder` (map.yaml:11:7)
      actual no resource of that name
      path map.yaml:11:7: resource `sale.oder`
      fix correct the name at map.yaml:11:7, or install what it names
    ");
}

#[test]
fn a_denial_that_protects_nothing_is_named() {
    let shop = shop().design("      sale.order: crw\n", "      sale.order: crw\n    must_not: [\"hr.*\"]\n");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: the design names resource `hr.*`, which the system does not have
      role seller -> hr.* []
      affects 0
      expected resource `hr.*` (map.yaml:11:16)
      actual no resource of that name
      path map.yaml:11:16: resource `hr.*`
      fix correct the name at map.yaml:11:16, or install what it names
    ");
}

#[test]
fn a_field_that_is_not_there_is_named_with_its_resource() {
    let field = |key: &str| {
        let designed = format!("      sale.order: crw\n    fields: {{ {key}: r }}\n");
        let shop = shop().design("      sale.order: crw\n", &designed);
        shop.with(|system| {
            system.field("sale.order", "name", &[]);
        })
        .told_by(PAIR.check)
    };
    assert_eq!(field("sale.order.name"), "");
    assert_eq!(field("stock.picking.name"), "", "its fields were not collected");
    insta::assert_snapshot!(field("sale.order.nmae"), @r"
    medium, confidence high: the design names field `sale.order.nmae`, which the system does not have
      role seller -> sale.order []
      affects 0
      expected field `sale.order.nmae` (map.yaml:11:15)
      actual no field of that name
      path map.yaml:11:15: field `sale.order.nmae`
      fix correct the name at map.yaml:11:15, or install what it names
    ");
    insta::assert_snapshot!(field("sale.oder.name"), @r"
    medium, confidence high: the design names resource `sale.oder`, which the system does not have
      role seller -> sale.oder []
      affects 0
      expected resource `sale.oder` (map.yaml:11:15)
      actual no resource of that name
      path map.yaml:11:15: resource `sale.oder`
      fix correct the name at map.yaml:11:15, or install what it names
    ");
}

#[test]
fn a_name_in_groups_and_in_includes_is_told_once_as_the_worse_of_the_two() {
    let shop = (PAIR.fires)().design("sale.group_boss]", "sale.group_boss]\n    includes: [sale.group_boss]");
    assert_eq!(shop.told_by(PAIR.check), (PAIR.fires)().told_by(PAIR.check));
}

#[test]
fn a_family_that_is_not_there_is_hygiene_unless_it_denies() {
    let severity = |line: &str| {
        let shop = shop().design("      sale.order: crw\n", &format!("      sale.order: crw\n      hr.*: {line}\n"));
        shop.told_by(PAIR.check).split(',').next().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(severity("r"), "low");
    assert_eq!(severity("r deny delete"), "medium");
    let scope = shop().design("system: odoo\n", "system: odoo\nscope: { resources: [\"*\", \"hr.*\"] }\n");
    assert!(scope.told_by(PAIR.check).starts_with("low"));
}

#[test]
fn a_name_that_several_groups_have_is_not_called_missing() {
    let shop = shop().design("groups: [stock.group_user]", "groups: [Stock / User]");
    let mut snapshot = shop.system.clone().group("other.group").build();
    for group in snapshot.groups.iter_mut().filter(|group| ["stock.group_user", "other.group"].contains(&&*group.key)) {
        group.full_name = "Stock / User".to_owned();
    }
    let report = crate::shop::audit_snapshot(&snapshot, &shop.map);
    let told: Vec<&str> =
        report.findings.iter().filter(|found| found.check_name == PAIR.check).map(|found| &*found.title).collect();
    assert_eq!(told, ["the design names group `Stock / User`, and several groups are called so"]);
}
