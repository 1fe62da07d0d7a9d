use crate::Pair;
use crate::shop::{Shop, shop};

/// The shop with so many administrators.
fn with(admins: usize) -> Shop {
    shop().with(|system| {
        system.administers("base.group_system");
        for at in 0..admins {
            let login = format!("admin{at}");
            system.user(&login, &login, &["base.group_user", "base.group_system"]);
        }
    })
}

pub(crate) const PAIR: Pair = Pair { check: "too-many-admins", fires: || with(5), silent: || with(4) };

#[test]
fn all_of_them_are_told_at_once() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: 5 administrators where 4 would do
      population administrators -> shop []
      affects 5 admin0 admin1 admin2 admin3 admin4
      expected at most 4 administrators
      actual `admin0`, `admin1`, `admin2`, `admin3` and `admin4` can give any right to anyone, of 9 internal accounts
      path user:admin0 > user:admin1 > user:admin2 > and 2 more
      fix leave administration to 4 of them, and give the others roles
    ");
}

#[test]
fn a_large_company_may_have_more() {
    let shop = with(5).with(|system| {
        for at in 0..500 {
            let login = format!("clerk{at:03}");
            system.user(&login, &login, &["base.group_user"]);
        }
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn sealed_and_inactive_accounts_are_not_counted() {
    let shop = with(5).design("roles:", "admins:\n  break_glass: [{ login: admin0, sealed: true }]\nroles:");
    assert_eq!(shop.told_by(PAIR.check), "");
    let shop = with(5).with(|system| {
        system.change("admin0", |user| user.active = false);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
