use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-of-admin",
    fires: || {
        shop().with(|system| {
            system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
            system.token("root", "backup", "2025-06-01T00:00:00Z", None);
        })
    },
    silent: || {
        shop().with(|system| {
            system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
            system.token("root", "backup", "2025-06-01T00:00:00Z", Some("2025-12-01T00:00:00Z"));
            system.token("ann", "backup", "2025-06-01T00:00:00Z", None);
        })
    },
};

#[test]
fn the_key_is_the_subject_and_its_owner_is_affected() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: API key `backup` acts as the administrator `root`
      token backup -> root []
      affects 1 root
      expected keys belong to accounts that have what the integration needs
      actual `root` is in `base.group_system`
      path token:backup > user:root > is in `base.group_system`
      fix make an account for what `backup` is used for, and revoke it here
    ");
}

#[test]
fn a_key_of_an_account_that_bypasses_every_check_is_critical() {
    let shop = shop().with(|system| {
        system.user("Administrator", "", &[]).change("Administrator", |user| user.superuser = true);
        system.token("Administrator", "api", "2025-06-01T00:00:00Z", None);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    critical, confidence high: API key `api` acts as the administrator `Administrator`
      token api -> Administrator []
      affects 1 Administrator
      expected keys belong to accounts that have what the integration needs
      actual `Administrator` bypasses every check
      path token:api > user:Administrator > bypasses every check
      fix make an account for what `api` is used for, and revoke it here
    ");
}

#[test]
fn a_key_that_is_for_something_else_does_not_act_as_its_owner() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| {
            snapshot.semantics.scopes_of_owner = vec!["rpc".to_owned()];
            for token in &mut snapshot.tokens {
                token.scope = Some("odoo.plugin.outlook".to_owned());
            }
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
