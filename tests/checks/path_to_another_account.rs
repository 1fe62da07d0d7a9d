use rolecall::model::Severity;
use rolecall::snapshot::{Setting, Snapshot, UserKind};

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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence medium: members of `sale.group_user` can act as a customer or supplier with a login
      population people who can act as a customer or supplier with a login (odoo-mail-of-outsiders) -> shop []
      affects 3 ann bob cem
      expected people act under their own names, with their own rights
      actual whoever may write contacts changes the mail address of a portal account's contact and has its password reset (not known for sure: whether the module `auth_signup` is installed is not known)
      path user:ann > group:sale.group_user > row:base.access_res_partner_group_user allows read, write, create on res.partner (shipped by module base) > whoever may write contacts changes the mail address of a portal account's contact and has its password reset
      fix switch off `auth_signup.reset_password`, or forbid changes of the mail addresses of portal accounts' contacts
    ");
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
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    info, confidence high: administrators can act as any other account
      population administrators -> shop []
      affects 2 rita root
      expected whoever reads the audit trail knows it
      actual the wizard for passwords sets that of any account, administrators' included
      path user:rita > the wizard for passwords sets that of any account, administrators' included
      fix have somebody who is no administrator look at sign-ins and new keys, and keep the administrators few
    ");
}

#[test]
fn a_step_that_several_groups_bring_is_one_finding() {
    let told = |shop: Shop| {
        let report = shop.audit();
        report.findings.into_iter().filter(|found| found.check_name == PAIR.check).collect::<Vec<_>>()
    };
    let two = told((PAIR.fires)().with(|system| {
        system.grant("stock.group_user", "res.partner", "w");
    }));
    assert_eq!(two.len(), 1, "{two:?}");
    assert_eq!(
        two[0].title,
        "4 accounts by `sale.group_user` and `stock.group_user` can act as a customer or supplier with a login"
    );
    assert_eq!(two[0].fingerprint, told((PAIR.fires)())[0].fingerprint);
}

#[test]
fn an_outsider_among_them_is_no_default_of_the_vendor() {
    let told = |shop: Shop| {
        let report = shop.audit();
        let found = report.findings.iter().find(|found| found.check_name == PAIR.check).unwrap();
        (found.severity, found.vendor_default, found.actual.ends_with("; outsiders are among them: `eve`"))
    };
    assert_eq!(told((PAIR.fires)()), (Severity::High, true, false));
    let outsider = (PAIR.fires)().with(|system| {
        system.join("eve", "sale.group_user").change("eve", |user| user.kind = UserKind::External);
    });
    assert_eq!(told(outsider), (Severity::Critical, false, true));
}
