use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "admin-not-in-design",
    fires: || {
        shop().with(|system| {
            system.administers("base.group_system").user("test.admin", "Test", &["base.group_system"]);
        })
    },
    silent: || {
        shop()
            .with(|system| {
                system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
                system.user("gone", "Gone", &["base.group_system"]).change("gone", |user| user.active = false);
            })
            .design("roles:", "admins:\n  allowed: [root]\nroles:")
    },
};

#[test]
fn the_account_is_the_subject_and_is_told_once() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    critical, confidence high: `test.admin` is an administrator, and the design does not know it
      user test.admin -> shop []
      affects 1 test.admin
      expected administrators are named in `admins` or hold a role
      actual holds `base.group_system`, whose members can give any right to anyone
      path user:test.admin > group:base.group_system
      fix take `test.admin` out of `base.group_system`, deactivate it, or name it in `admins` of the map
    ");
    assert!(shop.audit().findings.iter().all(|found| found.check_name != "user-without-role"));
}

#[test]
fn an_account_that_bypasses_every_check_has_to_be_named_too() {
    let shop = shop().with(|system| {
        system.user("Administrator", "", &[]).change("Administrator", |user| user.superuser = true);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    critical, confidence high: `Administrator` is an administrator, and the design does not know it
      user Administrator -> shop []
      affects 1 Administrator
      expected administrators are named in `admins` or hold a role
      actual the account bypasses every check
      path user:Administrator
      fix name `Administrator` in `admins` of the map as allowed or sealed, or deactivate it
    ");
}
