use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "user-without-role",
    fires: || {
        shop().with(|system| {
            system.user("sales", "Sales", &["sale.group_user"]);
        })
    },
    silent: || (PAIR.fires)().design("system: odoo\n", "system: odoo\nadmins: { break_glass: [{ login: sales }] }\n"),
};

#[test]
fn the_account_is_named_with_what_it_gives() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn an_account_without_any_group_is_still_an_account() {
    let shop = shop().with(|system| {
        system.user("ghost", "Ghost", &[]);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}

#[test]
fn customers_without_a_role_are_one_finding() {
    let shop = shop().with(|system| {
        for login in ["kim", "lea", "max"] {
            system.user(login, login, &["base.group_portal"]);
        }
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}

#[test]
fn inactive_accounts_are_nobody() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("sales", |user| user.active = false);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
