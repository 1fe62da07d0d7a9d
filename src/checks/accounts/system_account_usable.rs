//! An account of the system itself can be used by people.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{ACCOUNTS, Check};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::identity::Lexicon;
use crate::model::{Confidence, Severity, UserIx};
use crate::snapshot::{Presence, User, UserKind};

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
    needs: ACCOUNTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let lexicon = Lexicon::of(&cx.policies.accounts, &cx.snapshot.system);
    for (at, user) in cx.snapshot.users.iter().enumerate() {
        let own = lexicon.system_account(user.login());
        let is_own = own.is_some() || matches!(user.kind, UserKind::System | UserKind::Anonymous);
        let meant = own.is_some_and(|own| own.signs_in);
        // An inactive account opens nothing, but a password of the superuser is waiting for something.
        if is_own && !meant && user.password == Presence::Present && (user.active || user.superuser) {
            found.push(tell(cx, UserIx::new(at), user));
        }
    }
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
