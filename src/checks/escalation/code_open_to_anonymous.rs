//! A program in the database that callers without a login run.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, ResourceRef, Subject};
use crate::model::{Confidence, Severity};
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ESC-002",
        name: "code-open-to-anonymous",
        title: "callers without a login run a program of the database",
        severity: Severity::Critical,
        what: "Lists programs that are kept in the database, and addresses that modules serve, that run when somebody without a login calls them, such as Frappe's server scripts of the type API that allow guests.",
        why: "Such a program runs with the rights of the server and not of the caller: whatever it reads or writes is open to everybody who reaches the address.",
        fix: "Let the program ask for a login, or switch it off.",
        controls: &["NIST-800-53r5 AC-14", "NIST-800-53r5 CM-5", "ISO27001-2022 A.8.4", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: &[Need::Domain(Domain::Surfaces)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for code in cx.snapshot.code.iter().filter(|code| code.anonymous && code.active != Some(false)) {
        let place = ResourceRef { model: Some(code.kind.clone()), ..cx.whole() };
        let mut finding = finding(&CHECK.info, Subject::new("code", &code.name), place);
        let at = code.runs_at.as_deref().map_or(String::new(), |at| format!(" at `{at}`"));
        finding.title = format!("{} `{}` runs for callers without a login{at}", code.kind, code.name);
        // Whether it runs at all may be decided outside the database.
        let sure = code.active == Some(true);
        finding.confidence = if sure { Confidence::High } else { Confidence::Medium };
        finding.severity = if sure { Severity::Critical } else { Severity::High };
        finding.expected = Some("programs ask for a login".to_owned());
        let doubt = if sure { "" } else { "; whether the server runs such programs is set outside the database" };
        finding.actual = format!("it allows callers without a login ({}){doubt}", code.origin.words());
        finding.path = vec!["callers without a login".to_owned(), format!("code:{}", code.name)];
        finding.origin = Some(code.origin.clone());
        finding.fix = Fix { summary: format!("let `{}` ask for a login, or switch it off", code.name) };
        found.push(finding);
    }
}
