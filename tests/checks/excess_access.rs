use rolecall::snapshot::UserKind;

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "excess-access",
    fires: || {
        shop().with(|system| {
            system.hand_made("export helper", Some("base.group_user"), "res.partner", "rd");
        })
    },
    silent: || {
        shop().with(|system| {
            system.hand_made("export helper", Some("base.group_user"), "res.partner", "rd");
            system.switch_off_row("export helper");
        })
    },
};

#[test]
fn one_row_that_reaches_four_roles_is_one_finding() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: `base.group_user` gives unlink on res.partner, beyond the design
      group base.group_user -> res.partner ["unlink"]
      affects 4 ann bob cem dia
      expected the design of `clerk`, `seller`, `manager` and `storekeeper` does not give it (map.yaml:3:3)
      actual the groups of `clerk`, `seller`, `manager` and `storekeeper` give unlink on res.partner
      path role:clerk > group:base.group_user > row:export helper allows read, unlink on res.partner (made by hand by admin on 2025-11-30)
      fix take unlink on res.partner out of `export helper` of `base.group_user`, or add it to the design of `clerk`, `seller`, `manager` and `storekeeper`
    "#);
}

#[test]
fn what_the_design_forbids_by_name_shows_the_line_that_forbids_it() {
    let shop = shop()
        .design("      sale.order: crw\n", "      sale.order: crw\n    must_not: [res.partner]\n")
        .design("extends: [seller]", "extends: [clerk]");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: `base.group_user` gives read on res.partner, beyond the design
      group base.group_user -> res.partner ["read"]
      affects 2 ann bob
      expected the design of `seller` forbids read (map.yaml:11:16)
      actual the groups of `seller` give read on res.partner
      path role:seller > group:base.group_user > row:base.access_res_partner_group_user allows read on res.partner (shipped by module base)
      fix take read on res.partner out of `base.access_res_partner_group_user` of `base.group_user`, or add it to the design of `seller`
    "#);
}

#[test]
fn an_outsider_with_a_right_to_change_makes_it_critical() {
    let shop = shop().with(|system| {
        system.hand_made("shop fix", Some("base.group_portal"), "sale.order", "w");
        system.change("eve", |user| user.kind = UserKind::External);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    critical, confidence high: `base.group_portal` gives write on sale.order, beyond the design
      group base.group_portal -> sale.order ["write"]
      affects 1 eve
      expected the design of `customer` does not give it (map.yaml:23:3)
      actual the groups of `customer` give write on sale.order
      path role:customer > group:base.group_portal > row:shop fix allows write on sale.order (made by hand by admin on 2025-11-30)
      fix take write on sale.order out of `shop fix` of `base.group_portal`, or add it to the design of `customer`
    "#);
}

#[test]
fn outside_the_scope_of_the_design_only_denials_count() {
    let outside = || (PAIR.fires)().design("roles:", "scope: { resources: [\"sale.*\"] }\nroles:");
    assert_eq!(outside().told_by(PAIR.check), "");
    let denied = outside().design("    includes: [base.group_user]\n", "    must_not: [res.partner]\n");
    assert!(denied.told_by(PAIR.check).contains("forbids read, unlink"), "{}", denied.told_by(PAIR.check));
}

#[test]
fn a_row_made_by_hand_is_not_tolerated_because_its_group_is() {
    let shop = shop()
        .with(|system| {
            system
                .grant("base.group_multi_company", "res.company", "r")
                .hand_made("rates", Some("base.group_multi_company"), "res.currency", "rw")
                .join("dia", "base.group_multi_company");
        })
        .design("roles:", "ambient: [base.group_multi_company]\nroles:");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: `base.group_multi_company` gives read, write on res.currency, beyond the design
      group base.group_multi_company -> res.currency ["read", "write"]
      affects 1 dia
      expected the design of `storekeeper` does not give it (map.yaml:19:3)
      actual the groups of `storekeeper` give read, write on res.currency
      path role:storekeeper > group:base.group_multi_company > row:rates allows read, write on res.currency (made by hand by admin on 2025-11-30)
      fix take read, write on res.currency out of `rates` of `base.group_multi_company`, or add it to the design of `storekeeper`
    "#);
    assert_eq!(shop.audit().findings.len(), 1);
}
