//! A row for callers without a login.

use super::audience::{open_to_anonymous, tell};
use crate::checks::context::Context;
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Subject};
use crate::model::{GrantIx, Severity};
use crate::snapshot::Grantee;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-016",
        name: "grant-to-anonymous",
        title: "a row gives access to callers without a login",
        severity: Severity::Critical,
        what: "Lists rows of a group that stands for callers without a login: Odoo's public group, Frappe's role Guest. Rows that a module ships are left out, unless the design of a role does not have them.",
        why: "Nobody has to sign in: whoever reaches the server reads it, or writes it.",
        fix: "Take the row away, or narrow it to what the website needs.",
        controls: &["NIST-800-53r5 AC-14", "NIST-800-53r5 AC-3", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.3"],
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (at, grant) in cx.snapshot.grants.iter().enumerate() {
        let Grantee::Group(group) = grant.to else { continue };
        if !open_to_anonymous(cx.snapshot.group(group)) {
            continue;
        }
        let subject = Subject::new("everyone", &grant.key);
        let Some(mut finding) = tell(cx, &CHECK.info, GrantIx::new(at), subject) else { continue };
        let changes = !grant.ops.and(cx.snapshot.changing_ops()).is_empty();
        finding.severity = match (grant.origin.is_vendor(), changes) {
            (false, true) => Severity::Critical,
            (false, false) => Severity::High,
            (true, true) => Severity::Medium,
            (true, false) => Severity::Low,
        };
        let key = cx.group_key(group);
        finding.actual =
            format!("callers without a login are in `{key}`, which has row `{}` ({})", grant.key, grant.origin.words());
        finding.path =
            vec!["callers without a login".to_owned(), format!("group:{key}"), cx.row_step(GrantIx::new(at))];
        found.push(finding);
    }
}
