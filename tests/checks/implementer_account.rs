use rolecall::audit::audit_by;
use rolecall::model::{Confidence, Severity};
use rolecall::policy::Policies;
use rolecall::snapshot::{Coverage, Domain, State};

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "implementer-account",
    fires: || {
        shop().with(|system| {
            for login in ["ann", "bob", "cem", "dia"] {
                system.change(login, |user| user.email = Some(format!("{login}@acme.tld").into()));
                system.change(login, |user| user.last_login = Some("2026-06-29T08:00:00Z".into()));
            }
            system.taken_at("2026-06-30T08:00:00Z").adjust(|snapshot| {
                snapshot.coverage.retain(|known| known.domain != Domain::LastLogins);
                snapshot.coverage.push(Coverage { domain: Domain::LastLogins, state: State::Assessed, reason: None });
            });
            system.user("hugo@partner.tld", "Hugo Weiss", &["base.group_user"]);
        })
    },
    silent: || {
        shop().with(|system| {
            for login in ["ann", "bob", "cem", "dia"] {
                system.change(login, |user| user.email = Some(format!("{login}@acme.tld").into()));
            }
            system.user("hugo@partner.tld", "Hugo Weiss", &["base.group_user"]);
            system.user("ida@mail.acme.tld", "Ida Blum", &["base.group_user"]);
        })
    },
};

#[test]
fn somebody_from_outside_who_does_not_come_any_more_is_reviewed() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
}

#[test]
fn whom_the_policy_lists_needs_no_second_sign() {
    let folder = tempfile::tempdir().unwrap();
    let text = "implementers: { domains: [partner.tld], company: [acme.tld] }\n";
    std::fs::write(folder.path().join("accounts.yaml"), text).unwrap();
    let policies = Policies::load(folder.path()).unwrap();
    let report = audit_by(&policies, &(PAIR.silent)().system.build(), None, Severity::High, None);
    let told: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].confidence, told[0].severity), (Confidence::Medium, Severity::Medium));
}
