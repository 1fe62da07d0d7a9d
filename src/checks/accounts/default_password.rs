//! A password that everybody knows opens an account.

use std::collections::BTreeMap;

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};
use crate::probe::TriedLogin;
use crate::snapshot::{Domain, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-001",
        name: "default-password",
        title: "a well-known password opens an account",
        severity: Severity::Critical,
        what: "Lists accounts whose password is a public default of this kind of system, by `default_credentials` of `policies/accounts.yaml`, or the login itself. The collector tries those against the stored hashes where `--check-default-passwords` allows it, without signing in; `audit --probe-default-logins` signs in once with those that belong to one login. No password and no hash is kept.",
        why: "Whoever reaches the sign-in page is in.",
        fix: "Set another password, end the account's sessions, and look at what was done under it.",
        controls: &[
            "NIST-800-53r5 IA-5(5)",
            "NIST-800-53r5 IA-5(1)",
            "ISO27001-2022 A.5.17",
            "ISO27001-2022 A.8.5",
            "PCI-DSS-4.0.1 2.2.2",
        ],
    },
    needs: &[Need::Domain(Domain::Accounts), Need::Domain(Domain::DefaultPasswords)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut open: BTreeMap<UserIx, Vec<&str>> = BTreeMap::new();
    for password in &cx.snapshot.default_passwords {
        open.entry(password.user).or_default().push(&password.known_as);
    }
    let mut signed_in = BTreeMap::new();
    for tried in cx.probe.iter().flat_map(|reading| reading.probed.default_passwords()) {
        let known_as = open.entry(tried.user).or_default();
        if !known_as.contains(&tried.known_as.as_str()) {
            known_as.push(&tried.known_as);
        }
        signed_in.insert(tried.user, tried);
    }
    for (at, known_as) in open {
        let mut finding = tell(cx, at, &known_as, signed_in.contains_key(&at));
        let request = |tried: &&TriedLogin| format!("{} was let in", tried.words(cx.snapshot));
        finding.path.extend(signed_in.get(&at).map(request));
        found.push(finding);
    }
}

fn tell(cx: &Context<'_>, at: UserIx, known_as: &[&str], signed_in: bool) -> Finding {
    let user = cx.snapshot.user(at);
    let administers = cx.administering_groups(at);
    let impact = match (user.superuser || !administers.is_empty(), user.kind) {
        (true, _) => Impact::Money,
        (false, UserKind::External | UserKind::Anonymous) => Impact::Hygiene,
        (false, _) => Impact::Commercial,
    };
    // Whoever reaches the sign-in page is an outsider until then.
    let confidence = if signed_in { Confidence::Proven } else { Confidence::High };
    let (severity, by) = weigh(impact, Reach::Outside, confidence);
    let mut finding = finding(&CHECK.info, Subject::new("user", &user.key), cx.whole());
    finding.confidence = confidence;
    finding.title = format!("a well-known password opens `{}`", user.key);
    finding.severity = severity;
    finding.severity_by = Some(by);
    finding.affected = cx.affected([at]);
    finding.expected = Some("a password that nobody else knows".to_owned());
    finding.actual = format!("its password is {}", known_as.join(" and "));
    finding.path = vec![format!("user:{}", user.key)];
    finding.path.extend(administers.iter().map(|group| format!("group:{}", cx.group_key(*group))));
    finding.fix = Fix { summary: format!("set another password for `{}`, and end its sessions", user.key) };
    finding
}
