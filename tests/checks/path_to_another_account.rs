use rolecall::snapshot::{Setting, Snapshot};

use crate::Pair;
use crate::shop::{Shop, shop};

fn resets(snapshot: &mut Snapshot, value: &str) {
    let key = "auth_signup.reset_password".to_owned();
    snapshot.settings.retain(|setting| setting.key != key);
    snapshot.settings.push(Setting { key, value: Some(value.to_owned()) });
}

fn contacts(reset: fn(&mut Snapshot)) -> Shop {
    shop().with(|system| {
        system.grant("sale.group_user", "res.partner", "rwc").adjust(reset);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "path-to-another-account",
    fires: || contacts(|snapshot| resets(snapshot, "True")),
    // Nobody's password is reset by mail.
    silent: || contacts(|snapshot| resets(snapshot, "False")),
};

#[test]
fn whoever_changes_the_mail_of_customers_can_act_as_them() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn with_rights_of_others_is_told_too() {
    let shop = shop().with(|system| {
        system.hand_made("rules", Some("sale.group_user"), "ir.rule", "rw");
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("members of `sale.group_user` can use the rights of others"), "{told}");
    assert!(told.contains("whoever may write record rules lifts every limit"), "{told}");
}

#[test]
fn that_administrators_can_is_one_note() {
    let shop = shop().with(|system| {
        system.administers("base.group_system").grant("base.group_system", "change.password.wizard", "c");
        system.user("root", "Root", &["base.group_system"]).user("rita", "Rita", &["base.group_system"]);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}
