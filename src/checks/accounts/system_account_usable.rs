//! An account of the system itself can be used by people.

use crate::checks::context::Context;
use crate::checks::telling::count;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Reach, Subject, weigh};
use crate::identity::Lexicon;
use crate::model::{Confidence, Severity, UserIx};
use crate::snapshot::{Domain, Presence, User, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-019",
        name: "system-account-usable",
        title: "somebody can sign in as an account of the system itself",
        severity: Severity::High,
        what: "Looks at the accounts that `system_accounts` of `policies/accounts.yaml` names, and at others that the system keeps for itself: its own superuser, the one for callers without a login, templates for new accounts. Nobody is meant to sign in as they. One with a password that may sign in is told, and the superuser with one that may not is information. What the account for callers without a login may do is told by external-user-with-internal-right.",
        why: "What the system itself does is not recorded as somebody's, and most rules do not hold its account.",
        fix: "Take the password away and deactivate the account.",
        controls: &["NIST-800-53r5 AC-6(10)", "NIST-800-53r5 IA-4", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 8.6.1"],
    },
    needs: &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Passwords)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let usable = of_the_system(cx).filter(|(_, user)| user.password == Presence::Present);
    found.extend(usable.map(|(at, user)| tell(cx, at, user)));
}

/// The system's own accounts as which nobody is meant to sign in. An inactive one opens nothing, but a password of the superuser
/// is waiting for something.
fn of_the_system<'a>(cx: &Context<'a>) -> impl Iterator<Item = (UserIx, &'a User)> {
    let lexicon = Lexicon::of(&cx.policies.accounts, &cx.snapshot.system);
    cx.accounts().filter(move |(_, user)| {
        let own = lexicon.system_account(user.login());
        let is_own = own.is_some() || matches!(user.kind, UserKind::System | UserKind::Anonymous);
        is_own && !own.is_some_and(|own| own.signs_in) && (user.active || user.superuser)
    })
}

/// Accounts of the system of which nobody could read whether they have a password.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let unknown = of_the_system(cx).filter(|(_, user)| user.password == Presence::Unknown).count();
    (unknown > 0 && cx.has_all(CHECK.needs)).then(|| NotAssessed {
        what: format!("{} of the system itself", count(unknown, "account")),
        reason: "whether they have a password could not be read".to_owned(),
        asked_for: false,
    })
}

fn tell(cx: &Context<'_>, at: UserIx, user: &User) -> Finding {
    let rights = user.superuser || !cx.administering_groups(at).is_empty();
    let (severity, by) = match (user.active, rights) {
        (false, _) => (Severity::Info, "the account cannot sign in".to_owned()),
        (true, true) => weigh(Impact::Money, Reach::Role, Confidence::High),
        (true, false) => weigh(Impact::Commercial, Reach::Role, Confidence::High),
    };
    let mut finding = finding(&CHECK.info, Subject::new("user", &user.key), cx.whole());
    let state = if user.active { "can be signed in as" } else { "has a password" };
    finding.title = format!("`{}`, an account of the system itself, {state}", user.key);
    finding.severity = severity;
    finding.severity_by = Some(by);
    finding.affected = cx.affected([at]);
    finding.expected = Some("nobody can sign in as the system itself".to_owned());
    finding.actual = if user.active {
        "it is active and has a password".to_owned()
    } else {
        "it has a password, which opens it once somebody activates it".to_owned()
    };
    finding.path = vec![format!("user:{}", user.key)];
    finding.fix = Fix { summary: format!("take the password of `{}` away, and keep the account inactive", user.key) };
    finding
}
