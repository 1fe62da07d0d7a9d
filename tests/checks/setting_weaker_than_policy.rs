use rolecall::audit::audit_by;
use rolecall::findings::Report;
use rolecall::model::Severity;
use rolecall::policy::Policies;
use rolecall::snapshot::{Domain, Setting, Snapshot, State};

use crate::Pair;
use crate::shop::{Shop, in_words, role_map, shop};

/// Settings that the built-in policy has nothing against.
const STRICT: [(&str, &str); 5] = [
    ("auth_password_policy.minlength", "12"),
    ("auth_totp.policy", "employee_required"),
    ("base.login_cooldown_after", "10"),
    ("mail.restrict.template.rendering", "1"),
    ("web.base.url.freeze", "True"),
];

fn settings(snapshot: &mut Snapshot) {
    let setting = |(key, value): (&str, &str)| Setting { key: key.to_owned(), value: Some(value.to_owned()) };
    snapshot.settings = STRICT.map(setting).into();
    for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == Domain::Settings) {
        (coverage.state, coverage.reason) = (State::Assessed, None);
    }
}

fn strict() -> Shop {
    shop().with(|system| {
        system.adjust(settings);
    })
}

fn set(snapshot: &mut Snapshot, key: &str, value: Option<&str>) {
    snapshot.settings.retain(|setting| setting.key != key);
    snapshot.settings.push(Setting { key: key.to_owned(), value: value.map(str::to_owned) });
}

pub(crate) const PAIR: Pair = Pair {
    check: "setting-weaker-than-policy",
    fires: || {
        strict().with(|system| {
            system.adjust(|snapshot| set(snapshot, "base.login_cooldown_after", Some("0")));
        })
    },
    silent: strict,
};

#[test]
fn the_setting_is_the_subject_and_the_policy_has_the_words() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: setting `base.login_cooldown_after` is weaker than the policy: `0`
      setting base.login_cooldown_after -> shop []
      affects 0
      expected at least 1 and at most 10
      actual it is `0`
      path setting:base.login_cooldown_after
      fix Set the system parameter `base.login_cooldown_after` to 10 or less.
    ");
}

#[test]
fn a_setting_that_the_system_does_not_have_is_judged_by_what_holds_then() {
    let shop = strict().with(|system| {
        system.adjust(|snapshot| snapshot.settings.retain(|setting| setting.key != "auth_totp.policy"));
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    medium, confidence medium: setting `auth_totp.policy` is weaker than the policy: not set
      setting auth_totp.policy -> shop []
      affects 0
      expected `employee_required` or `all_required`
      actual it is not set
      path setting:auth_totp.policy
      fix Enforce two-factor authentication in the settings for employees at least.
    ");
}

/// An audit by a policies folder with this file of settings.
fn audit_with(shop: &Shop, policy: &str) -> Result<Report, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("settings.yaml"), policy).unwrap();
    let policies = Policies::load(folder.path()).map_err(|error| error.to_string())?;
    let map = role_map(&shop.map, &[]);
    Ok(audit_by(&policies, &shop.system.build(), Some((&map, "map.yaml")), Severity::High, None))
}

fn rule(head: &str, expect: &str) -> String {
    format!("  - {{ {head}, expect: {{ {expect} }}, severity: high, why: because, fix: do, controls: [ACME-1] }}\n")
}

#[test]
fn the_organisations_own_rules_replace_the_built_in_ones_and_name_their_line() {
    let policy = format!(
        "settings:\n{}{}{}",
        rule("system: odoo, setting: auth_password_policy.minlength", "at_least: 16"),
        rule("system: odoo, versions: 19.., setting: auth_totp.policy", "equals: all_required"),
        rule("system: frappe, setting: System Settings.session_expiry, absent: 170:00", "at_most: 24:00"),
    );
    let report = audit_with(&(PAIR.fires)(), &policy).unwrap();
    let found: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(in_words(found[0]).contains("setting `auth_password_policy.minlength` is weaker than the policy: `12`"));
    assert!(found[0].designed_at.as_ref().unwrap().to_string().ends_with("settings.yaml:2:5"));
    assert_eq!((found[0].risk.as_ref(), found[0].controls.as_slice()), ("because", &["ACME-1".to_owned()][..]));
}

#[test]
fn what_cannot_be_judged_is_said_by_its_reason() {
    let policy = format!(
        "settings:\n{}{}{}{}",
        rule("system: odoo, setting: no.such.thing", "set: true"),
        rule("system: odoo, setting: nor.this", "set: true"),
        rule("system: odoo, setting: web.base.url.freeze", "at_least: 1"),
        rule("system: odoo, setting: database.secret", "set: true"),
    );
    let shop = strict().with(|system| {
        system.adjust(|snapshot| set(snapshot, "database.secret", None));
    });
    let report = audit_with(&shop, &policy).unwrap();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let told = report.not_assessed.iter().filter(|entry| entry.what.starts_with("setting"));
    let told: Vec<String> = told.map(|entry| format!("{}: {}", entry.what, entry.reason)).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    setting `database.secret`: the snapshot holds no value of it: collect with what may read it
    setting `web.base.url.freeze`: its value is nothing that the policy's bounds can be compared with
    settings `no.such.thing` and `nor.this`: the snapshot has no such setting: collect with what holds it, or correct the name in the policy
    ");
    assert!(report.not_assessed.iter().all(|entry| !entry.asked_for));
}

#[test]
fn a_policy_with_a_mistake_judges_nothing() {
    let told = audit_with(&strict(), "settings:\n  - system: odoo\n    seting: x\n").unwrap_err();
    assert!(told.contains("settings.yaml:3:5: unknown field `seting`"), "{told}");
}
