use crate::Pair;
use crate::shop::{Shop, shop};

/// The shop with an account that is gone and has groups.
fn gone(groups: &[&str]) -> Shop {
    shop().with(|system| {
        system.user("gone", "Gone", groups).change("gone", |user| user.active = false);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "inactive-account-with-rights",
    fires: || gone(&["stock.group_user"]),
    silent: || gone(&["base.group_user"]),
};

#[test]
fn what_comes_back_with_the_account_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: inactive `gone` kept `stock.group_user`
      user gone -> shop []
      affects 1 gone
      expected inactive accounts have no rights to get back
      actual switched on again, it changes records: 4 operations on 1 model, among them stock.picking (read, write, create, unlink)
      path user:gone > group:stock.group_user
      fix take `stock.group_user` away from `gone`
    ");
}

#[test]
fn an_administrator_weighs_most() {
    let shop = gone(&["base.group_user", "base.group_system"]).with(|system| {
        system.administers("base.group_system");
    });
    assert!(shop.told_by(PAIR.check).starts_with("high, confidence high: inactive `gone` kept"));
}

#[test]
fn many_alike_are_one() {
    let shop = shop().with(|system| {
        for at in 0..25 {
            let login = format!("gone{at:02}");
            let group = if at % 2 == 0 { "stock.group_user" } else { "sale.group_user" };
            system.user(&login, &login, &[group]).change(&login, |user| user.active = false);
        }
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(found.iter().map(|finding| finding.affected.count).collect::<Vec<_>>(), [25]);
}

#[test]
fn who_would_pay_again_weighs_more_than_who_changes_records() {
    let shop = gone(&["account.group_account_manager"]).with(|system| {
        system.grant("account.group_account_manager", "account.move", "rwcd");
        system.grant("account.group_account_manager", "account.payment", "rwcd");
    });
    assert!(shop.told_by(PAIR.check).starts_with("high, confidence high: inactive `gone` kept"));
}
