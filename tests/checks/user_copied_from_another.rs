use crate::Pair;
use crate::shop::{Shop, shop};

/// The shop in which a new storekeeper holds these groups of the sellers, too, and the sellers have two.
fn storekeeper_with(groups: &[&str]) -> Shop {
    shop()
        .with(|system| {
            system.grant("crm.group_user", "crm.lead", "rwc");
            for seller in ["ann", "bob", "cem"] {
                system.join(seller, "crm.group_user");
            }
            system.user("fay", "Fay Li", &["stock.group_user"]);
            for group in groups {
                system.join("fay", group);
            }
        })
        .design("groups: [sale.group_user]", "groups: [sale.group_user, crm.group_user]")
        .design("users: [dia]", "users: [dia, fay]")
}

pub(crate) const PAIR: Pair = Pair {
    check: "user-copied-from-another",
    fires: || storekeeper_with(&["sale.group_user", "crm.group_user"]),
    silent: || storekeeper_with(&["crm.group_user"]),
};

#[test]
fn the_colleague_is_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence medium: `fay` of `storekeeper` looks like a copy of `ann` of `seller`
      population people of storekeeper with the groups of seller -> shop []
      affects 1 fay
      expected the groups of `storekeeper` (map.yaml:6:3)
      actual beyond that exactly what `ann` holds as `seller`: `crm.group_user` and `sale.group_user`
      path user:fay > user:ann > role:seller
      fix take the groups of `seller` away from `fay`
    ");
}

#[test]
fn each_group_is_still_told_by_its_own_check() {
    let report = (PAIR.fires)().audit();
    let beyond = report.findings.iter().filter(|finding| finding.check_name == "membership-beyond-role");
    assert_eq!(beyond.count(), 2);
}

#[test]
fn a_second_copy_is_the_same_finding() {
    let fingerprint = |shop: Shop| {
        let report = shop.audit();
        let found: Vec<_> = report.findings.into_iter().filter(|finding| finding.check_name == PAIR.check).collect();
        assert_eq!(found.len(), 1);
        found[0].fingerprint.clone()
    };
    let two = (PAIR.fires)()
        .with(|system| {
            system.user("gil", "Gil", &["stock.group_user", "sale.group_user", "crm.group_user"]);
        })
        .design("users: [dia, fay]", "users: [dia, fay, gil]");
    assert_eq!(fingerprint((PAIR.fires)()), fingerprint(two));
}

#[test]
fn more_sets_than_are_compared_are_said() {
    use std::fmt::Write as _;
    let mut shop = (PAIR.fires)();
    let mut roles = String::new();
    for at in 0..2001 {
        let (group, login) = (format!("g{at}"), format!("u{at}"));
        shop.system.implies(&group, "base.group_user").user(&login, &login, &[&group]);
        let _ = write!(roles, "  r{at}:\n    extends: [clerk]\n    groups: [{group}]\n    users: [{login}]\n");
    }
    let shop = shop.design("  customer:\n", &format!("{roles}  customer:\n"));
    let said = |shop: &Shop| shop.audit().not_assessed.iter().any(|entry| entry.what.starts_with("copies of "));
    assert!(said(&shop));
    assert!(!said(&(PAIR.fires)()));
}
