//! Public default passwords: one sign-in for each account, and nothing behind the first that is let in.

use rolecall::connect::live::Live;
use rolecall::connect::live::Observed;
use rolecall::connect::odoo::api::{OdooLive, Wire as Dialect};
use rolecall::findings::{Exit, Verdict};
use rolecall::model::Confidence;
use rolecall::probe::Probed;
use rolecall::sample::{Flavour, Options, SampleCompany};
use rolecall::snapshot::{Domain, Presence, Setting, Snapshot, State};

use crate::acme::{Acme, now};
use crate::support::{WRONG, findings, outcomes, policies, reasons, report, tried};

const MANAGER: &str = "probe.sales-manager@acme.example";

fn acme(change: impl FnOnce(&mut Snapshot)) -> Acme {
    let mut acme = Acme::serve(Flavour::V18, Options::default());
    change(&mut acme.snapshot);
    acme
}

fn try_on(acme: &Acme, defaults: &[(&str, &str)], ask: &[&str]) -> Probed {
    let live = OdooLive::new(&acme.snapshot, &acme.running.database(), Dialect::Json2).unwrap();
    let live: &dyn Live = &live;
    let policies = policies("odoo", defaults);
    now(tried(&acme.snapshot, live, &acme.client(), &policies, ask, std::future::pending()))
}

/// Who signed in, in order.
fn sign_ins(acme: &Acme) -> Vec<String> {
    let log = acme.running.log();
    log.into_iter().filter(|seen| seen.call.as_deref() == Some("login")).filter_map(|seen| seen.login).collect()
}

#[test]
fn each_account_is_tried_once_until_one_is_let_in() {
    let acme = acme(|_| {});
    let before = acme.running.checksum();
    let right = SampleCompany::password("admin");
    // The second password of an account is not tried, and nothing behind the first that is let in.
    let defaults = [
        (MANAGER, WRONG),
        (MANAGER, "other"),
        ("nobody@acme.example", WRONG),
        ("ADMIN", &right),
        ("probe.employee@acme.example", WRONG),
    ];
    let probed = try_on(&acme, &defaults, &[]);
    assert_eq!(outcomes(&acme.snapshot, &probed), [format!("{MANAGER} denied"), "admin allowed".to_owned()]);
    assert_eq!(reasons(&probed), ["a default password was taken, which is enough"]);
    assert_eq!(sign_ins(&acme), [MANAGER, "admin"]);
    assert_eq!((acme.running.requests(), probed.requests), (2, 2), "nothing else was sent");
    assert_eq!((acme.running.checksum(), acme.running.login_traces()), (before, 1), "but for the trace of one sign-in");

    let report = report(&acme.snapshot, &probed, &policies("odoo", &defaults), &[WRONG, &right]);
    let found = findings(&report);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((finding.subject.id.as_str(), finding.confidence), ("admin", Confidence::Proven));
    assert!(finding.path.iter().any(|step| step == "a sign-in of `admin` with the password of a test was let in"));
    let logged = &report.probe.as_ref().unwrap().default_logins;
    assert_eq!(logged.len(), 2, "every attempt is in the report");
    assert!(
        report.not_assessed.iter().any(|entry| entry.what == "the default password of `probe.employee@acme.example`")
    );
    assert_eq!(report.exit(), Exit::Incomplete, "one account was not tried");
}

#[test]
fn where_nobody_is_let_in_there_is_no_finding_and_the_roles_stay_unassessed() {
    let acme = acme(|_| {});
    let defaults = [("admin", WRONG), (MANAGER, WRONG)];
    let probed = try_on(&acme, &defaults, &[]);
    assert_eq!(probed.default_logins.len(), 2);
    assert_eq!(acme.running.login_traces(), 0);
    let report = report(&acme.snapshot, &probed, &policies("odoo", &defaults), &[WRONG]);
    assert!(findings(&report).is_empty());
    let unassessed = |check: &str| report.not_assessed.iter().any(|entry| entry.what == check);
    assert!(unassessed("unexpected-allow") && !unassessed("default-password"));
    let open: Vec<_> = report.not_assessed.iter().filter(|entry| entry.asked_for).collect();
    assert!(open.is_empty(), "{open:?}");
    assert_ne!(report.exit(), Exit::Incomplete);
    // Whatever else the sample has, nothing keeps the tries from a GO.
    let others = report.findings.iter().filter(|finding| report.decides(finding)).count();
    assert_eq!(report.verdict == Verdict::Go, others == 0);
}

#[test]
fn an_answer_that_proves_nothing_is_no_pass() {
    let acme = acme(|_| {});
    let defaults = [("admin", WRONG)];
    let mut probed = try_on(&acme, &defaults, &[]);
    probed.default_logins[0].observed = Observed::inconclusive("502 Bad Gateway");
    let report = report(&acme.snapshot, &probed, &policies("odoo", &defaults), &[WRONG]);
    assert!(report.not_assessed.iter().any(|entry| entry.what == "default-password"));
    let open: Vec<_> = report.not_assessed.iter().filter(|entry| entry.asked_for).collect();
    assert!(open.iter().any(|entry| entry.what.contains("a sign-in of `admin`") && entry.reason.contains("502")));
    assert_eq!(report.exit(), Exit::Incomplete);
}

#[test]
fn of_settings_that_are_not_all_there_nobody_knows_the_limit() {
    for (state, sent) in [(State::Assessed, 1), (State::Incomplete, 0), (State::NotAssessed, 0)] {
        let acme = acme(|snapshot| {
            snapshot.settings.retain(|setting| setting.key != "base.login_cooldown_after");
            snapshot.coverage.retain(|coverage| coverage.domain != Domain::Settings);
            let reason = (state != State::Assessed).then(|| "the login may not read it".to_owned());
            snapshot.coverage.push(rolecall::snapshot::Coverage { domain: Domain::Settings, state, reason });
        });
        let probed = try_on(&acme, &[("admin", WRONG)], &[]);
        assert_eq!((acme.running.requests(), probed.unprobed.len()), (sent, 1 - usize::try_from(sent).unwrap()));
    }
}

#[test]
fn an_account_that_might_be_locked_is_left_alone() {
    for (value, sent) in [(Some("3"), 0), (Some("1"), 0), (None, 0), (Some("many"), 0), (Some("4"), 1), (Some("0"), 1)]
    {
        let acme = acme(|snapshot| {
            let key = "base.login_cooldown_after".to_owned();
            snapshot.settings.retain(|setting| setting.key != key);
            snapshot.settings.push(Setting { key, value: value.map(str::to_owned) });
        });
        let probed = try_on(&acme, &[("admin", WRONG)], &[]);
        assert_eq!(
            (acme.running.requests(), probed.default_logins.len()),
            (sent, usize::try_from(sent).unwrap()),
            "{value:?}"
        );
        assert_eq!(probed.unprobed.len(), usize::from(sent == 0), "{value:?}");
    }
}

#[test]
fn accounts_that_cannot_or_need_not_be_tried_are_left_out() {
    let acme = acme(|snapshot| {
        for user in &mut snapshot.users {
            match user.login() {
                MANAGER => user.active = false,
                "probe.employee@acme.example" => user.password = Presence::Absent,
                "probe.sales-rep@acme.example" => user.second_factor = Presence::Present,
                _ => {}
            }
        }
    });
    let logins =
        [MANAGER, "probe.employee@acme.example", "probe.sales-rep@acme.example", "admin", "__system__", "public"];
    let probed = try_on(&acme, &logins.map(|login| (login, WRONG)), &["admin"]);
    assert_eq!(acme.running.requests(), 0);
    let told = reasons(&probed).join("\n");
    assert_eq!(probed.unprobed.len(), 2, "{told}");
    assert!(told.contains("second factor") && told.contains("no account is to fail twice"), "{told}");
}

#[test]
fn a_run_that_is_interrupted_sends_no_more() {
    let acme = acme(|_| {});
    let live = OdooLive::new(&acme.snapshot, &acme.running.database(), Dialect::Json2).unwrap();
    let policies = policies("odoo", &[("admin", WRONG), (MANAGER, WRONG)]);
    let probed = now(tried(&acme.snapshot, &live, &acme.client(), &policies, &[], std::future::ready(())));
    assert!(probed.interrupted && acme.running.requests() <= 1);
    assert!(reasons(&probed).contains(&"interrupted"));
}
