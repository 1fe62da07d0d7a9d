//! What a reader without rolecall is told, in every run; and how this very run is done again.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;

use super::given::Given;
use super::hash::sha256;
use super::manifest::Settings;

/// What is the same in every run.
const TEXT: &str = include_str!("readme.txt");

/// The text of a run.
pub(super) fn text(given: &[Given], settings: &Settings, judged_at: Timestamp) -> String {
    let mut text = TEXT.to_owned();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "\nDo it again\n  With the same rolecall, in a copy of this folder:\n      cd inputs");
    let lists = given.iter().filter(|given| given.withheld.is_some());
    for (place, hash) in lists.map(|list| (quoted(list.place()), sha256(&list.bytes))).collect::<BTreeSet<_>>() {
        let _ = writeln!(
            text,
            "      # put the list of people back that is not kept here:\n      echo '{hash}  '{place} | sha256sum -c"
        );
    }
    let _ = writeln!(
        text,
        "      {} \\\n        --no-archive --persona auditor --limit 0 --format json -o again.json",
        command(given, settings, judged_at)
    );
    text.push_str(if settings.is_probed() {
        "  What the running system was asked cannot be asked again: evidence.jsonl has it, and again.json lacks what came of it.\n"
    } else {
        "      cmp again.json ../report.json\n"
    });
    text.push_str(
        "  Files that were given by a path from the root or out of the folder lie without that part, so that reports name them\n  \
         otherwise.\n",
    );
    text
}

/// The command that audits what is archived, from the folder `inputs`.
fn command(given: &[Given], settings: &Settings, judged_at: Timestamp) -> String {
    let mut command = "rolecall audit --snapshot ../system.snapshot".to_owned();
    for (what, flag) in [("role-map", "--map"), ("staff", "--staff"), ("baseline", "--baseline")] {
        if let Some(given) = given.iter().find(|given| given.what == what) {
            let _ = write!(command, " {flag} {}", quoted(given.place()));
        }
    }
    if let Some(folder) = given.iter().find_map(Given::policies_place) {
        let _ = write!(command, " --policies {}", quoted(folder));
    }
    let _ = write!(command, " \\\n        --now {judged_at} --fail-on {}", settings.fail_on().word());
    command
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    if path.chars().all(plain) && !path.starts_with('-') {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}
