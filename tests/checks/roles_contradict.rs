use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "roles-contradict",
    fires: || (PAIR.silent)().design("users: [cem]", "users: [cem, dia]"),
    // Nobody has both roles.
    silent: || {
        shop().design(
            "includes: [stock.group_user]",
            "includes: [stock.group_user]\n    grants: { sale.order: deny delete }",
        )
    },
};

#[test]
fn both_roles_and_both_lines_are_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    medium, confidence high: `manager` allows unlink on sale.order, `storekeeper` denies it
      role manager + storekeeper -> sale.order ["unlink"]
      affects 1 dia
      expected `storekeeper` denies it (map.yaml:22:27)
      actual `manager` allows it at map.yaml:16:19
      path role:manager > role:storekeeper
      fix do not give `manager` and `storekeeper` to one person, or settle sale.order
    "#);
}

/// A bookkeeper reaches payments by `includes`; a seller must not; nobody allows anything by name.
fn payments(users: &str) -> crate::shop::Shop {
    shop()
        .with(|system| {
            system.implies("account.group_user", "base.group_user").grant(
                "account.group_user",
                "account.payment",
                "rw",
            );
            system.user("fay", "Fay Lund", &["account.group_user"]).join("fay", "sale.group_user");
        })
        .design("      sale.order: crw\n", "      sale.order: crw\n    must_not: [account.payment]\n")
        .design("users: [ann, bob]", "users: [ann, bob, fay]")
        .design(
            "  storekeeper:",
            &format!(
                "  accountant:\n    extends: [clerk]\n    groups: [account.group_user]\n    \
                 includes: [account.group_user]\n    users: [{users}]\n  storekeeper:"
            ),
        )
}

#[test]
fn what_one_role_gives_through_includes_and_another_forbids_is_told() {
    insta::assert_snapshot!(payments("fay").told_by(PAIR.check), @r#"
    medium, confidence high: `accountant` gives read, write on account.payment, `seller` denies it
      role accountant + seller -> account.payment ["read", "write"]
      affects 1 fay
      expected `seller` denies it (map.yaml:11:16)
      actual the groups of `accountant` give it
      path role:accountant > row:base.access_account_payment_group_user of account.group_user allows read, write on account.payment (shipped by module base) > role:seller
      fix do not give `accountant` and `seller` to one person, or settle account.payment
    "#);
}

#[test]
fn access_outside_the_scope_counts_too() {
    let shop = payments("fay").design("system: odoo\n", "system: odoo\nscope: { resources: [\"sale.*\"] }\n");
    assert_eq!(
        shop.told_by(PAIR.check),
        payments("fay").told_by(PAIR.check).replace("map.yaml:11:16", "map.yaml:12:16")
    );
}

#[test]
fn who_cannot_use_the_system_contradicts_nothing() {
    let shop = payments("fay").with(|system| {
        system.change("fay", |user| user.active = false);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn access_that_nobody_with_both_roles_has_contradicts_nothing() {
    let shop = payments("fay").with(|system| {
        system.leave("fay", "account.group_user");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn what_the_denying_role_has_by_itself_is_its_own_excess() {
    let shop = payments("fay").with(|system| {
        system.grant("base.group_user", "account.payment", "rw");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.told_by("excess-access").contains("the design of `seller` and `manager` forbids read, write"));
}

#[test]
fn a_group_of_the_denying_role_that_they_lack_excuses_nothing() {
    let shop = payments("fay").with(|system| {
        system.grant("sale.group_user", "account.payment", "rw").leave("fay", "sale.group_user");
    });
    assert!(shop.told_by(PAIR.check).contains("`accountant` gives read, write on account.payment"));
}
