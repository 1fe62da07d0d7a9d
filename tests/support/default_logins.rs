//! Public default passwords of the sample ERPs: what a test needs to try them.

use std::collections::BTreeSet;
use std::pin::pin;

use rolecall::audit::{Inputs, audit_with};
use rolecall::connect::live::Live;
use rolecall::findings::{Finding, Report};
use rolecall::model::{Severity, UserIx};
use rolecall::net::Client;
use rolecall::policy::Policies;
use rolecall::probe::{Logins, Probed, Tries, Wire, try_default_logins};
use rolecall::snapshot::Snapshot;

/// A password that opens nothing, and that no output may hold.
pub(crate) const WRONG: &str = "MARKER-5123";

/// Policies that know these defaults, each a login and its password.
pub(crate) fn policies(system: &str, defaults: &[(&str, &str)]) -> Policies {
    let folder = tempfile::tempdir().unwrap();
    let entry = |(login, password): &(&str, &str)| {
        format!(
            "  - {{ system: {system}, login: '{login}', password: '{password}', known_as: the password of a test }}\n"
        )
    };
    let entries: String = defaults.iter().map(entry).collect();
    std::fs::write(folder.path().join("accounts.yaml"), format!("default_credentials:\n{entries}")).unwrap();
    Policies::load(folder.path()).unwrap()
}

/// Tries them, one behind the other; nobody else asks in the same run but those named.
pub(crate) async fn tried(
    snapshot: &Snapshot,
    live: &dyn Live,
    client: &Client,
    policies: &Policies,
    ask: &[&str],
    stop: impl Future<Output = ()>,
) -> Probed {
    let asks = |login: &str| ask.contains(&login);
    let users = snapshot.users.iter().enumerate();
    let ask: BTreeSet<UserIx> = users.filter(|(_, user)| asks(user.login())).map(|(at, _)| UserIx::new(at)).collect();
    let tries = Tries::of(snapshot, live, policies, &ask);
    let clock = || "2026-01-01T08:00:00.000Z".to_owned();
    let logins = Logins::default();
    let wire = Wire { live, client, logins: &logins, at_once: 1, now: &clock };
    let mut probed = Probed { only_default_logins: true, ..Probed::default() };
    try_default_logins(&mut probed, snapshot, tries, &wire, pin!(stop)).await;
    probed
}

/// What came of each, as `login outcome`.
pub(crate) fn outcomes(snapshot: &Snapshot, probed: &Probed) -> Vec<String> {
    let outcome = |allowed| match allowed {
        Some(true) => "allowed",
        Some(false) => "denied",
        None => "inconclusive",
    };
    let tried = probed.default_logins.iter();
    tried.map(|tried| format!("{} {}", snapshot.user(tried.user).login(), outcome(tried.observed.allowed()))).collect()
}

/// Why something was not tried.
pub(crate) fn reasons(probed: &Probed) -> Vec<&str> {
    probed.unprobed.iter().map(|entry| entry.reason.as_str()).collect()
}

/// The report with what was tried, in which no password is.
pub(crate) fn report(snapshot: &Snapshot, probed: &Probed, policies: &Policies, passwords: &[&str]) -> Report {
    let inputs = Inputs { policies: Some(policies), probed: Some(probed), ..Inputs::default() };
    let report = audit_with(&inputs, snapshot, Severity::High);
    let text = format!("{}{probed:?}", serde_json::to_string(&report).unwrap());
    for password in passwords {
        assert!(!text.contains(password), "a password is in the report");
    }
    report
}

/// The findings of default passwords.
pub(crate) fn findings(report: &Report) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| finding.check_id == "ACC-001").collect()
}
