//! Administrators can read the key of an account that bypasses every check.

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Severity, UserIx};
use crate::snapshot::{Domain, Token, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ESC-003",
        name: "admin-key-readable",
        title: "administrators can read the key of an account that bypasses every check",
        severity: Severity::High,
        what: "Looks for API keys of accounts that bypass every check, such as Frappe's Administrator, where the system gives the secret of any key to whoever is in a group that administers.",
        why: "Each of these people can act as that account: nothing is checked any more, and every trace names somebody else.",
        fix: "Revoke the key; give the integration an account of its own with the rights that it needs.",
        controls: &["NIST-800-53r5 AC-6(5)", "NIST-800-53r5 IA-5(7)", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 8.3.2"],
    },
    needs: &[Need::Domain(Domain::Tokens), Need::Domain(Domain::Memberships)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let snapshot = cx.snapshot;
    if !snapshot.semantics.administrators_read_keys {
        return;
    }
    let readers = cx.users(
        |groups| cx.access.administers(groups),
        |user| user.active && !user.superuser && user.kind != UserKind::System,
    );
    let Some(first) = readers.first() else { return };
    let lets_in = |token: &&Token| {
        token.kind == Token::API_KEY && token.is_alive(snapshot) && snapshot.user(token.owner).superuser
    };
    let mut owners: Vec<UserIx> = snapshot.tokens.iter().filter(lets_in).map(|token| token.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    let groups: Vec<&str> =
        cx.access.administering(&cx.access.of(*first).groups).map(|group| cx.group_key(group)).collect();
    for owner in owners {
        let key = &snapshot.user(owner).key;
        let mut finding = finding(&CHECK.info, Subject::new("user", key), cx.whole_of(key));
        finding.title = format!("administrators can read the API key of `{key}` and act as it");
        finding.expected = Some("accounts that bypass every check have no API key".to_owned());
        finding.actual = format!("`{key}` has one, and the system gives its secret to whoever administers");
        finding.path = vec![
            format!("user:{}", snapshot.user(*first).key),
            format!("is in {}", and(&groups)),
            format!("reads the API key of {key}"),
            format!("user:{key} bypasses every check"),
        ];
        finding.fix = Fix { summary: format!("revoke the API key of `{key}`") };
        finding.affected = cx.affected(readers.iter().copied());
        found.push(finding);
    }
}
