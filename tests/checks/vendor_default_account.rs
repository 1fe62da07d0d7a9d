use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "vendor-default-account",
    fires: || {
        shop().with(|system| {
            system.administers("base.group_system").user("admin", "Mitchell Admin", &["base.group_system"]);
        })
    },
    silent: || {
        shop()
            .with(|system| {
                system.administers("base.group_system").user("admin", "Administrator", &["base.group_system"]);
                system.user("administrator", "Ada Lin", &["base.group_user"]);
            })
            .design("roles:", "admins:\n  allowed: [admin]\nroles:")
    },
};

#[test]
fn the_first_administrator_is_told_once_and_as_the_vendors() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: `admin` signs in under the login that every new system has
      user admin -> shop []
      affects 1 admin
      expected administrators sign in under names of their own
      actual it is an administrator
      path user:admin
      fix rename or deactivate `admin`, or name it in `admins` of the map
    ");
    let report = shop.audit();
    let told = report.findings.iter().find(|finding| finding.check_name == PAIR.check).unwrap();
    assert!(told.vendor_default);
    assert!(report.findings.iter().all(|finding| finding.check_name != "shared-account"), "one cause, one finding");
}

#[test]
fn one_that_the_system_cannot_do_without_is_information() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| snapshot.system.kind = "frappe".to_owned());
        system.user("Administrator", "", &[]).change("Administrator", |user| user.superuser = true);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    info, confidence high: `Administrator` signs in under the login that every new system has
      user Administrator -> shop []
      affects 1 Administrator
      expected administrators sign in under names of their own
      actual it is an administrator
      path user:Administrator
      fix keep `Administrator` sealed: a long password, a custodian, and `break_glass` in `admins` of the map
    ");
}
