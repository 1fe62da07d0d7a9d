use crate::Pair;
use crate::field_exceeds_design::margins;

pub(crate) const PAIR: Pair = Pair {
    check: "field-below-design",
    fires: || {
        margins().with(|system| {
            system.field("sale.order", "margin", &["stock.group_user"]);
        })
    },
    silent: margins,
};

#[test]
fn a_field_that_the_roles_groups_do_not_see_is_named_with_who_does() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence high: role `manager` cannot read or write sale.order.margin, designed is read, write
      role manager -> sale.order ["read", "write"]
      affects 1 cem
      expected read, write on sale.order.margin (map.yaml:18:34)
      actual members of `stock.group_user` see the field
      path role:manager > field:sale.order.margin: members of `stock.group_user` see the field
      fix give the role a group that sees sale.order.margin
    "#);
}

#[test]
fn what_the_role_lacks_on_the_whole_resource_is_told_once() {
    let lacking = |grants: &str| {
        let line = format!("groups: [base.group_portal]\n{grants}    fields: {{ stock.picking.note: r }}\n");
        margins().design("groups: [base.group_portal]\n", &line)
    };
    let by_name = lacking("    grants: { stock.picking: r }\n");
    assert_eq!(by_name.told_by(PAIR.check), "");
    assert!(by_name.told_by("missing-access").contains("stock.picking"));
    insta::assert_snapshot!(lacking("").told_by(PAIR.check), @r#"
    medium, confidence high: role `customer` cannot read stock.picking.note, designed is read
      role customer -> stock.picking ["read"]
      affects 1 eve
      expected read on stock.picking.note (map.yaml:27:35)
      actual the role's groups do not read stock.picking
      path role:customer > field:stock.picking.note: everyone sees the field
      fix give the role's groups read on stock.picking
    "#);
}
