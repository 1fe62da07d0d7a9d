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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
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
