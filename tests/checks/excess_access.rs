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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn what_the_design_forbids_by_name_shows_the_line_that_forbids_it() {
    let shop = shop()
        .design("      sale.order: crw\n", "      sale.order: crw\n    must_not: [res.partner]\n")
        .design("extends: [seller]", "extends: [clerk]");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}

#[test]
fn an_outsider_with_a_right_to_change_makes_it_critical() {
    let shop = shop().with(|system| {
        system.hand_made("shop fix", Some("base.group_portal"), "sale.order", "w");
        system.change("eve", |user| user.kind = UserKind::External);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}

#[test]
fn outside_the_scope_of_the_design_only_denials_count() {
    let outside = || (PAIR.fires)().design("roles:", "scope: { resources: [\"sale.*\"] }\nroles:");
    assert_eq!(outside().told_by(PAIR.check), "");
    let denied = outside().design("    includes: [base.group_user]\n", "    must_not: [res.partner]\n");
    assert!(denied.told_by(PAIR.check).contains("forbids read, unlink"), "{}", denied.told_by(PAIR.check));
}
