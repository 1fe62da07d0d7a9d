use crate::Pair;
use crate::shop::{Shop, shop};

/// A shop with an administrator and an account that bypasses every check; the system shows keys or not.
fn root() -> Shop {
    shop().with(|system| {
        system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
        system.user("Administrator", "", &[]).change("Administrator", |user| user.superuser = true);
        system.adjust(|snapshot| snapshot.semantics.administrators_read_keys = true);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "admin-key-readable",
    fires: || {
        root().with(|system| {
            system.token("Administrator", "api_key", "2025-06-01T00:00:00Z", None);
        })
    },
    // A key of somebody who gains nothing by it.
    silent: || {
        root().with(|system| {
            system.token("root", "api_key", "2025-06-01T00:00:00Z", None);
        })
    },
};

#[test]
fn whoever_administers_is_affected() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: administrators can read the API key of `Administrator` and act as it
      user Administrator -> Administrator []
      affects 1 root
      expected accounts that bypass every check have no API key
      actual `Administrator` has one, and the system gives its secret to whoever administers
      path user:root > is in `base.group_system` > reads the API key of Administrator > user:Administrator bypasses every check
      fix revoke the API key of `Administrator`
    ");
}

#[test]
fn a_system_that_shows_no_keys_and_one_without_administrators_are_silent() {
    let hidden = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| snapshot.semantics.administrators_read_keys = false);
    });
    assert_eq!(hidden.told_by(PAIR.check), "");
    let nobody = (PAIR.fires)().with(|system| {
        system.change("root", |user| user.active = false);
    });
    assert_eq!(nobody.told_by(PAIR.check), "");
}
