use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "membership-missing",
    fires: || {
        shop().with(|system| {
            system.leave("ann", "base.group_user");
        })
    },
    // Where implied groups need no row, there is no hole.
    silent: || {
        shop().with(|system| {
            *system = system.clone().closure();
            system.leave("ann", "base.group_user");
        })
    },
};

#[test]
fn a_hole_is_told_with_the_group_that_should_have_filled_it() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: `ann` in role `seller` lacks `base.group_user`
      user ann -> base.group_user []
      affects 1 ann
      expected role `seller` brings `base.group_user` (map.yaml:6:3)
      actual holds `sale.group_user`, which implies `base.group_user`, but the membership itself is not stored; lacks 1 operation on 1 model, among them res.partner (read)
      path user:ann > role:seller > group:sale.group_user (held) > implies:base.group_user (not held)
      fix add `ann` to `base.group_user`, or take the role from them
    ");
    assert_eq!((PAIR.fires)().told_by("missing-implied-membership"), "", "told once");
}

#[test]
fn who_has_none_of_the_groups_lacks_the_one_at_the_root() {
    let shop = shop().with(|system| {
        system.user("bob", "Bob Ray", &[]).leave("bob", "sale.group_user").leave("bob", "base.group_user");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    high, confidence high: `bob` in role `seller` lacks `sale.group_user`
      user bob -> sale.group_user []
      affects 1 bob
      expected role `seller` brings `sale.group_user` (map.yaml:6:3)
      actual does not hold `sale.group_user`; lacks 4 operations on 2 models, among them sale.order (read, write, create), res.partner (read)
      path user:bob > role:seller > group:sale.group_user (not held)
      fix add `bob` to `sale.group_user`, or take the role from them
    ");
}

#[test]
fn twenty_people_or_more_are_one_finding_whatever_else_they_hold_and_are() {
    let many = |size: usize| {
        shop()
            .with(|system| {
                for at in 0..size {
                    let (login, own) = (format!("temp{at:02}"), format!("m.own{at}"));
                    system.user(&login, &login, &["sale.group_user", &own]).leave(&login, "base.group_user");
                }
            })
            .design("    includes: [base.group_user]\n", "    includes: [base.group_user]\n    users: [\"temp0*\"]\n")
            .design("users: [ann, bob]", "users: [ann, bob, \"temp*\"]")
    };
    let found = |size| {
        let report = many(size).audit();
        let all = report.findings.into_iter().filter(|finding| finding.check_name == PAIR.check);
        let all = all.filter(|finding| finding.resource.group.as_deref() == Some("base.group_user"));
        all.map(|finding| (finding.subject.kind, finding.affected.count)).collect::<Vec<_>>()
    };
    assert_eq!(found(19), vec![("user", 1); 19]);
    assert_eq!(found(20), [("group", 20)]);
    assert_eq!(found(60), [("group", 60)]);
    let told = many(20).told_by(PAIR.check);
    assert!(told.contains("20 users in roles `clerk` and `seller` lack `base.group_user`"), "{told}");
    assert!(told.contains("actual hold `sale.group_user`, which implies `base.group_user`"), "{told}");
}
