use rolecall::snapshot::{Coverage, Domain, Snapshot, State};

use crate::Pair;
use crate::shop::{Shop, shop};

/// The snapshot knows when accounts were used.
pub(crate) fn knows(snapshot: &mut Snapshot, domain: Domain) {
    snapshot.coverage.retain(|entry| entry.domain != domain);
    snapshot.coverage.push(Coverage { domain, state: State::Assessed, reason: None });
}

/// The shop on 1 January 2026, where accounts were last used on the days given and all others today.
fn used(days: &[(&str, &str)]) -> Shop {
    shop().with(|system| {
        system.adjust(|snapshot| knows(snapshot, Domain::LastLogins));
        for login in ["ann", "bob", "cem", "dia", "eve"] {
            system.change(login, |user| user.last_login = Some("2026-01-01T00:00:00Z".into()));
        }
        for (login, day) in days {
            system.change(login, |user| user.last_login = Some(format!("{day}T00:00:00Z").into()));
        }
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "dormant-account",
    fires: || used(&[("bob", "2025-10-02")]),
    silent: || used(&[("bob", "2025-10-03")]),
};

#[test]
fn the_account_is_told_with_its_last_day() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: not used for 91 days: `bob`
      user bob -> shop []
      affects 1 bob
      expected accounts are used every 90 days, or deactivated
      actual last used on 2025-10-02
      path user:bob
      fix ask who needs `bob`, and deactivate what nobody does
    ");
}

#[test]
fn administrators_are_dormant_sooner() {
    let shop = used(&[("bob", "2025-11-16")]).with(|system| {
        system.administers("base.group_system").join("bob", "base.group_system");
    });
    assert!(shop.told_by(PAIR.check).starts_with("medium, confidence high: administrator not used for 46 days: `bob`"));
}

#[test]
fn customers_are_one_finding_that_weighs_nothing() {
    assert!(used(&[("eve", "2024-01-01")]).told_by(PAIR.check).starts_with("info"));
}

#[test]
fn a_program_with_a_key_leaves_no_sign_in() {
    let shop = (PAIR.fires)().with(|system| {
        system.token("bob", "sync", "2025-12-01T00:00:00Z", None);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn a_sealed_account_is_meant_to_sleep() {
    let shop = (PAIR.fires)().design("roles:", "admins:\n  break_glass: [{ login: BOB, sealed: true }]\nroles:");
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn many_are_one() {
    let shop = used(&[]).with(|system| {
        for at in 0..20 {
            let login = format!("temp{at:02}");
            system.user(&login, &login, &["base.group_user"]);
            system.change(&login, |user| user.last_login = Some("2025-01-01T00:00:00Z".into()));
        }
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(found.iter().map(|finding| finding.affected.count).collect::<Vec<_>>(), [20]);
}

#[test]
fn the_organisation_says_how_long_is_long() {
    let shop = (PAIR.silent)().policy("account-life.yaml", "dormant: { after_days: 60 }\n");
    assert!(shop.told_by(PAIR.check).contains("expected accounts are used every 60 days"));
}
