//! The server runs as for developers.

use super::about;
use crate::checks::context::Context;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, weigh};
use crate::model::Severity;
use crate::snapshot::{Domain, FileFact};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-006",
        name: "developer-mode",
        title: "the server runs as for developers",
        severity: Severity::Medium,
        what: "Looks in configuration files of the server that were named (`--server-file`) for what only developers need: Odoo's `dev_mode` and `test_enable`, Frappe's `developer_mode` and `allow_tests`. What the snapshot holds as a setting, too, is told by `setting-weaker-than-policy` alone.",
        why: "Errors show the program's inside, the browser may change program files, tests make accounts with well-known passwords, and some protections are off.",
        fix: "Take the key out of the configuration, and restart.",
        controls: &["NIST-800-53r5 CM-7", "ISO27001-2022 A.8.31", "PCI-DSS-4.0.1 2.2.4"],
    },
    needs: &[Need::Domain(Domain::ServerFiles)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for file in &cx.snapshot.server_files {
        let on = file.notes.iter().filter(|note| note.says == FileFact::DeveloperMode);
        for note in on.filter(|note| !is_told_as_setting(cx, &note.key)) {
            let mut finding = about(cx, &CHECK.info, file, note);
            let (severity, by) = weigh(Impact::Hygiene, Reach::Outside, finding.confidence);
            (finding.severity, finding.severity_by) = (severity, Some(by));
            finding.title = format!("`{}` is switched on in `{}`", note.key, file.name);
            finding.expected = Some("nothing is switched on that only developers need".to_owned());
            finding.actual = format!("`{}` is switched on (line {})", note.key, note.line);
            finding.fix = Fix { summary: format!("take `{}` out of `{}`, and restart", note.key, file.name) };
            found.push(finding);
        }
    }
}

/// One cause is one finding: a key of a file that the collector read as a setting, and that the policy speaks about.
fn is_told_as_setting(cx: &Context<'_>, key: &str) -> bool {
    let system = &cx.snapshot.system;
    let rules = cx.policies.settings.iter().filter(|rule| {
        rule.system == system.kind
            && rule.versions.hold(&system.version)
            && rule.setting.rsplit_once('.').is_some_and(|(_, last)| last == key)
    });
    let known = |setting: &str| cx.snapshot.settings.iter().any(|held| held.key == setting && held.value.is_some());
    rules.into_iter().any(|rule| known(&rule.setting))
}
