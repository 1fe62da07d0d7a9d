use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "test-account",
    fires: || {
        shop().with(|system| {
            system.administers("base.group_system").user("test_admin", "Test Admin", &["base.group_system"]);
        })
    },
    silent: || {
        shop().with(|system| {
            system.user("desmond.tester", "Desmond Tester", &["base.group_user"]);
            system.user("contest", "Contest", &["base.group_user"]);
        })
    },
};

#[test]
fn every_sign_is_shown_with_its_points() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence medium: `test_admin` looks like a test or demo account
      user test_admin -> shop []
      affects 1 test_admin
      expected accounts of a system in use belong to somebody
      actual 5 points, and it is an administrator by `base.group_system`: `test` in the login (3), the display name is no person's name (2)
      path user:test_admin > sign:`test` in the login (3) > sign:the display name is no person's name (2) > group:base.group_system
      fix deactivate `test_admin`, or give it a name that says whose it is
    ");
}

#[test]
fn an_archived_one_is_worth_knowing_and_no_more() {
    let shop = shop().with(|system| {
        system.user("uat", "UAT", &["base.group_user"]).change("uat", |user| user.active = false);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    info, confidence low: archived `uat` looks like a test or demo account
      user uat -> shop []
      affects 1 uat
      expected accounts of a system in use belong to somebody
      actual 3 points: `uat` in the login (3)
      path user:uat > sign:`uat` in the login (3)
      fix see that `uat` owns no keys and nothing that runs in its name, and leave it archived
    ");
}

#[test]
fn twenty_of_a_kind_are_one_finding() {
    let shop = shop().with(|system| {
        for at in 0..20 {
            system.user(&format!("qa{at}"), "Robot", &["base.group_user"]);
        }
    });
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].affected.count, &*told[0].title),
        (20, "20 accounts of colleagues look like test or demo accounts")
    );
}
