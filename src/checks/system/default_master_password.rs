//! A secret of the server is one that everybody knows.

use super::{about, place, weigh_at};
use crate::checks::context::Context;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach};
use crate::model::Severity;
use crate::snapshot::{Domain, FileFact, FileNote, ServerFile};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-002",
        name: "default-master-password",
        title: "a password of the server is one that everybody knows",
        severity: Severity::Critical,
        what: "Looks in configuration files of the server that were named (`--server-file`) for passwords that stand in documentation and images: first of all Odoo's master password (`admin_passwd`), which is `admin` where the file says nothing, and then any other secret. A master password of which only the hash is written is fine. The password itself is compared and never kept.",
        why: "With the master password anybody downloads all of the data, puts changed data back, or drops it, without an account. Other well-known passwords open what is behind them to whoever gets as far.",
        fix: "Choose a long random password, and keep it out of files that others read; restart the server.",
        controls: &["NIST-800-53r5 IA-5(5)", "NIST-800-53r5 CM-6", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 2.2.2"],
    },
    needs: &[Need::Domain(Domain::ServerFiles)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for file in &cx.snapshot.server_files {
        for note in &file.notes {
            match note.says {
                FileFact::DefaultMaster => found.push(master(cx, file, note)),
                FileFact::DefaultSecret => found.push(other(cx, file, note)),
                FileFact::Secret | FileFact::DatabaseList | FileFact::DeveloperMode | FileFact::OpenFile => {}
            }
        }
    }
}

/// Where the list of databases is off, so are the pages that ask for the master password.
fn master(cx: &Context<'_>, file: &ServerFile, note: &FileNote) -> Finding {
    let mut finding = about(cx, &CHECK.info, file, note);
    let is_open = file.notes.iter().any(|other| other.says == FileFact::DatabaseList);
    let (reach, who) = if is_open {
        (Reach::Outside, "whoever reaches the ERP")
    } else {
        (Reach::Role, "whoever reaches the ERP once those pages are switched on")
    };
    let (severity, by) = weigh_at(Impact::Money, reach, finding.confidence, who);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("the master password of `{}` is the well-known one", file.name);
    finding.expected = Some("a master password that nobody can guess, or none that fits".to_owned());
    let closed = if is_open { "" } else { "; the pages that ask for it are switched off for now" };
    finding.actual = if note.line == 0 {
        format!("`{}` is not there, and the server takes the well-known one then{closed}", note.key)
    } else {
        format!("`{}` is the well-known one (line {}){closed}", note.key, note.line)
    };
    finding.fix =
        Fix { summary: format!("set `{}` in `{}` to a long random password, and restart", note.key, file.name) };
    finding
}

fn other(cx: &Context<'_>, file: &ServerFile, note: &FileNote) -> Finding {
    let mut finding = about(cx, &CHECK.info, file, note);
    let who = "whoever gets to what it opens";
    let (severity, by) = weigh_at(Impact::Money, Reach::Role, finding.confidence, who);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("`{}` in `{}` is a password that everybody knows", note.key, file.name);
    finding.expected = Some("a password that nobody can guess".to_owned());
    finding.actual = format!("{} has one that stands in documentation and images", place(file, note));
    finding.fix = Fix { summary: format!("give `{}` a long random value, there and where it is asked for", note.key) };
    finding
}
