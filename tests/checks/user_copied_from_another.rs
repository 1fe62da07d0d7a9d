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
      user fay -> shop []
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
