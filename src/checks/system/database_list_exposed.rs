//! Whoever asks is told which databases there are.

use super::about;
use crate::checks::context::Context;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, weigh};
use crate::model::Severity;
use crate::snapshot::{Domain, FileFact};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-001",
        name: "database-list-exposed",
        title: "whoever asks is told which databases there are",
        severity: Severity::Medium,
        what: "Looks in configuration files of the server that were named (`--server-file`) for the list of databases: Odoo (`list_db`) and Tryton (`[database] list`) show it unless it is switched off, and with it, in Odoo, the pages that make, copy, download and drop whole databases.",
        why: "Without a login somebody learns the names of copies and test systems, which are easier to get into, and finds the pages where one password gives all of the data.",
        fix: "Switch the list off in the server's configuration (`list_db = False`, or `list = False` below `[database]`), name the database there, and restart.",
        controls: &["NIST-800-53r5 CM-7", "NIST-800-53r5 CM-6", "ISO27001-2022 A.8.9", "PCI-DSS-4.0.1 2.2.4"],
    },
    needs: &[Need::Domain(Domain::ServerFiles)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for file in &cx.snapshot.server_files {
        for note in file.notes.iter().filter(|note| note.says == FileFact::DatabaseList) {
            let mut finding = about(cx, &CHECK.info, file, note);
            finding.title = format!("`{}` shows the list of databases to whoever asks", file.name);
            let (severity, by) = weigh(Impact::Hygiene, Reach::Outside, finding.confidence);
            (finding.severity, finding.severity_by) = (severity, Some(by));
            finding.expected = Some("the list is switched off".to_owned());
            finding.actual = if note.line == 0 {
                format!("`{}` is not there, and the server shows the list then", note.key)
            } else {
                format!("`{}` switches it on (line {})", note.key, note.line)
            };
            finding.fix = Fix { summary: format!("set `{}` to `False` in `{}`, and restart", note.key, file.name) };
            found.push(finding);
        }
    }
}
