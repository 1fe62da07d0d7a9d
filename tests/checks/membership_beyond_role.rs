use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "membership-beyond-role",
    fires: || {
        shop().with(|system| {
            system.join("dia", "sale.group_manager");
        })
    },
    // The same groups, by two roles.
    silent: || (PAIR.fires)().design("users: [cem]", "users: [cem, dia]"),
};

#[test]
fn the_root_is_named_and_what_came_with_it_is_in_the_fix() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: `dia` in role `storekeeper` holds `sale.group_manager`
      user dia -> sale.group_manager []
      affects 1 dia
      expected only the groups of role `storekeeper` (map.yaml:18:3)
      actual holds `sale.group_manager`, with it `sale.group_user`; it gives 4 operations on 1 model, among them sale.order (read, write, create, unlink) beyond the roles
      path user:dia > group:sale.group_manager > implies:sale.group_user > row:base.access_sale_order_group_user of sale.group_user allows read, write, create on sale.order (shipped by module base) > and 1 more row
      fix take `dia` out of `sale.group_manager` and also out of `sale.group_user`, which stay behind otherwise
    ");
}

#[test]
fn twenty_people_or_more_are_one_finding_about_the_group() {
    let many = |size: usize| {
        let mut logins = Vec::new();
        shop()
            .with(|system| {
                for at in 0..size {
                    let login = format!("temp{at:02}");
                    system.user(&login, &login, &["stock.group_user", "sale.group_user"]);
                    logins.push(login);
                }
            })
            .design("users: [dia]", "users: [dia, \"temp*\"]")
    };
    let found = |size| {
        let report = many(size).audit();
        let all = report.findings.into_iter().filter(|finding| finding.check_name == PAIR.check);
        all.map(|finding| (finding.subject.kind, finding.affected.count)).collect::<Vec<_>>()
    };
    assert_eq!(found(19), vec![("user", 1); 19]);
    assert_eq!(found(20), [("group", 20)]);
    assert_eq!(found(60), [("group", 60)]);
}

#[test]
fn an_ambient_group_is_tolerated() {
    let shop = (PAIR.fires)().design("roles:", "ambient: [sale.group_manager]\nroles:");
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn the_group_that_makes_customers_counts_when_the_role_of_a_customer_has_another() {
    let shop = shop()
        .with(|system| {
            system.user("eve", "Eve Kunz", &["base.group_portal", "loyalty.group_member"]);
        })
        .design("groups: [base.group_portal]", "groups: [loyalty.group_member]")
        .design("    includes: [base.group_portal]\n", "");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: `eve` in role `customer` holds `base.group_portal`
      user eve -> base.group_portal []
      affects 1 eve
      expected only the groups of role `customer` (map.yaml:23:3)
      actual holds `base.group_portal`; it gives 1 operation on 1 model, among them sale.order (read) beyond the roles
      path user:eve > group:base.group_portal > row:base.access_sale_order_group_portal of base.group_portal allows read on sale.order (shipped by module base)
      fix take `eve` out of `base.group_portal`, or give them a role that has it
    ");
}

/// Eleven people of one role and eleven of another with the same group too many; the first ones have by their role what
/// it gives.
#[test]
fn people_of_different_roles_are_one_finding_with_all_their_roles_and_all_that_they_reach() {
    let shop = shop()
        .with(|system| {
            system.implies("sale.group_extra", "sale.group_loud").grant("sale.group_loud", "sale.order", "d");
            for at in 0..11 {
                let (first, second) = (format!("one{at:02}"), format!("two{at:02}"));
                system.user(&first, &first, &["sale.group_manager", "sale.group_extra"]);
                system.user(&second, &second, &["stock.group_user", "sale.group_extra"]);
            }
        })
        .design("users: [cem]", "users: [cem, \"one*\"]")
        .design("users: [dia]", "users: [dia, \"two*\"]");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    high, confidence high: 22 users in roles `manager` and `storekeeper` hold `sale.group_extra`
      group sale.group_extra -> sale.group_extra []
      affects 22 one00 one01 one02 one03 one04 one05 one06 one07 one08 one09 one10 two00 two01 two02 two03 two04 two05 two06 two07 two08 two09 two10
      expected only the groups of roles `manager` and `storekeeper` (map.yaml:12:3)
      actual hold `sale.group_extra`, with it `sale.group_loud`; it gives 1 operation on 1 model, among them sale.order (unlink) beyond the roles
      path user:one00 > group:sale.group_extra > implies:sale.group_loud > row:base.access_sale_order_group_loud of sale.group_loud allows unlink on sale.order (shipped by module base)
      fix take 22 users out of `sale.group_extra` and also out of `sale.group_loud`, which stay behind otherwise
    ");
}
