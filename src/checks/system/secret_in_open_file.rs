//! A file or folder of the server that others may open.

use std::collections::BTreeSet;

use super::weigh_at;
use crate::checks::context::Context;
use crate::checks::telling::and;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject};
use crate::model::{Confidence, Severity};
use crate::snapshot::{Domain, FileFact, FileNote, ServerFile};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-010",
        name: "secret-in-open-file",
        title: "others on the server may open a file or folder of the ERP",
        severity: Severity::Critical,
        what: "Looks at the permissions of files and folders of the server that were named (`--server-file`, `--server-folder`): a configuration with secrets that others or the group may read, one that others may write, and folders such as the filestore's and the backups' that everybody may open, or whose files everybody may read. A folder above that keeps others out counts. Which keys hold secrets is told by their names; no value is kept.",
        why: "Whoever has any account on the server, or gets in through any other program on it, reads the password of the database and with it everything, or takes a copy of the data from the backup.",
        fix: "Give the file to the account that the ERP runs as, with mode 600 (640 where its own group must read it), and the folder with 700.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 IA-5(7)", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 8.6.2"],
    },
    needs: &[Need::Domain(Domain::ServerFiles)],
    run,
};

/// Permission bits, others' and the group's.
const OTHERS_READ: u32 = 0o004;
const OTHERS_WRITE: u32 = 0o002;
const GROUP_READ: u32 = 0o040;
const GROUP_WRITE: u32 = 0o020;

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for file in &cx.snapshot.server_files {
        let Some(bits) = file.mode.as_deref().and_then(|mode| u32::from_str_radix(mode, 8).ok()) else { continue };
        let seen = if file.kind == "folder" { folder(file, bits) } else { configuration(file, bits) };
        found.extend(seen.map(|seen| tell(cx, file, seen)));
    }
}

/// What is wrong with a file or folder.
struct Seen {
    title: String,
    impact: Impact,
    reach: Reach,
    confidence: Confidence,
    actual: String,
    /// What it should be.
    mode: &'static str,
}

fn configuration(file: &ServerFile, bits: u32) -> Option<Seen> {
    let secrets = secrets(file);
    let others = if file.sheltered { 0 } else { bits & (OTHERS_READ | OTHERS_WRITE) };
    let name = &file.name;
    let held = if secrets.is_empty() { String::new() } else { format!("; it holds {}", and(&secrets)) };
    let seen = |title: String, impact, reach, confidence, who: &str| {
        let actual = format!("its mode is {bits:o}, so that {who}{held}");
        Some(Seen { title, impact, reach, confidence, actual, mode: "600" })
    };
    if others & OTHERS_WRITE != 0 {
        let title = format!("everybody on the server may change `{name}`");
        return seen(title, Impact::Money, Reach::Internal, Confidence::High, "everybody may write it");
    }
    if secrets.is_empty() {
        return None;
    }
    if others & OTHERS_READ != 0 {
        let title = format!("everybody on the server may read the secrets in `{name}`");
        return seen(title, Impact::Personal, Reach::Internal, Confidence::High, "everybody may read it");
    }
    if bits & (GROUP_READ | GROUP_WRITE) != 0 {
        // Its group may be the ERP's own, with nobody else in it: packages do it like that.
        let title = format!("a group of accounts may read the secrets in `{name}`");
        return seen(title, Impact::Hygiene, Reach::Role, Confidence::Medium, "its group may read or write it");
    }
    None
}

fn folder(file: &ServerFile, bits: u32) -> Option<Seen> {
    let others = if file.sheltered { 0 } else { bits & (OTHERS_READ | OTHERS_WRITE) };
    let open: Vec<&str> =
        file.notes.iter().filter(|note| note.says == FileFact::OpenFile).map(|note| note.key.as_str()).collect();
    let name = &file.name;
    let files = if open.is_empty() { String::new() } else { format!("; everybody may read {}", and(&open)) };
    let (title, impact, who) = if others & OTHERS_WRITE != 0 {
        (format!("everybody on the server may put files into `{name}`"), Impact::Money, "everybody may write into it")
    } else if !open.is_empty() {
        (format!("everybody on the server may read files in `{name}`"), Impact::Personal, "everybody may enter it")
    } else if others & OTHERS_READ != 0 {
        (format!("everybody on the server may open `{name}`"), Impact::Personal, "everybody may list what is in it")
    } else {
        return None;
    };
    let actual = format!("its mode is {bits:o}, so that {who}{files}");
    Some(Seen { title, impact, reach: Reach::Internal, confidence: Confidence::High, actual, mode: "700" })
}

/// The keys whose secrets are written there.
fn secrets(file: &ServerFile) -> Vec<&str> {
    let written = |note: &&FileNote| match note.says {
        FileFact::Secret | FileFact::DefaultSecret => true,
        FileFact::DefaultMaster => note.line > 0,
        FileFact::DatabaseList | FileFact::DeveloperMode | FileFact::OpenFile => false,
    };
    // A key may be there twice, with another value.
    let keys: BTreeSet<&str> = file.notes.iter().filter(written).map(|note| note.key.as_str()).collect();
    keys.into_iter().collect()
}

fn tell(cx: &Context<'_>, file: &ServerFile, seen: Seen) -> Finding {
    let mut finding = finding(&CHECK.info, Subject::new("server-file", &file.name), cx.whole());
    finding.title = seen.title;
    finding.confidence = seen.confidence;
    let who = if seen.reach == Reach::Internal {
        "whoever has an account on the server"
    } else {
        "whoever is in the file's group on the server"
    };
    let (severity, by) = weigh_at(seen.impact, seen.reach, seen.confidence, who);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some(format!("only the account that the ERP runs as opens it (mode {})", seen.mode));
    let link = if file.through_link { " (through a link)" } else { "" };
    finding.actual = seen.actual;
    finding.path = vec![format!("file:{}{link}", file.name), format!("mode:{}", file.mode.as_deref().unwrap_or("?"))];
    finding.fix =
        Fix { summary: format!("give `{}` to the account that the ERP runs as, with mode {}", file.name, seen.mode) };
    finding
}
