//! What changed between two snapshots or two audits: for people, for a pull request, for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::grid::{grid, heading, severity};
use super::words::{count, rest, thousands};
use super::{RenderError, RenderOptions, escape, json};
use crate::diff::{AccessChange, CellChange, Change, FindingChange, FindingsDiff, Happened, SnapshotDiff, Users};

/// So many logins are named in a row.
const NAMED: usize = 3;
/// So many parts of a change are told in a row.
const PARTS: usize = 4;
/// Longest name shown in a cell.
const NAME: usize = 160;

/// One of the two that were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffSide {
    /// The file or folder, as it was given.
    pub file: String,
    /// Kind, version and name of the system.
    pub system: String,
    /// When its snapshot was taken.
    pub taken_at: String,
    /// SHA-256 of the snapshot's content.
    pub snapshot_sha256: String,
}

/// What `rolecall diff` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffPage {
    /// Always `diff/1`.
    pub schema: &'static str,
    /// Nothing changed, as far as could be compared.
    pub equal: bool,
    /// The first.
    pub before: DiffSide,
    /// The second.
    pub after: DiffSide,
    /// Of the snapshots, where both are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<SnapshotDiff>,
    /// Of the findings, where both are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingsDiff>,
}

/// How the page writes text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Terminal,
    Markdown,
}

/// A page as tables.
pub fn diff_table(page: &DiffPage, options: &RenderOptions) -> String {
    Writer { into: Into::Terminal, options: *options, text: String::new() }.page(page)
}

/// A page as Markdown.
pub fn diff_markdown(page: &DiffPage, options: &RenderOptions) -> String {
    Writer { into: Into::Markdown, options: *options, text: String::new() }.page(page)
}

/// A page as JSON, `diff/1`; complete whatever the limit is.
pub fn diff_json(page: &DiffPage) -> Result<String, RenderError> {
    Ok(json::document(page)?)
}

struct Writer {
    into: Into,
    options: RenderOptions,
    text: String,
}

impl Writer {
    fn page(mut self, page: &DiffPage) -> String {
        if self.into == Into::Markdown {
            self.text.push_str("# What changed\n\n");
        }
        for (name, side) in [("before", &page.before), ("after", &page.after)] {
            let hash: String = side.snapshot_sha256.chars().take(12).collect();
            let said = format!(
                "{} · taken {} · snapshot {hash} · {}",
                self.name(&side.system),
                self.name(&side.taken_at),
                self.name(&side.file)
            );
            let _ = match self.into {
                Into::Terminal => writeln!(self.text, "{name:<7} {said}"),
                Into::Markdown => writeln!(self.text, "- {name}: {said}"),
            };
        }
        if let Some(findings) = &page.findings {
            let [before, after] = &findings.verdict;
            let verdict = if before == after {
                self.name(before)
            } else {
                format!("{} → {}", self.name(before), self.name(after))
            };
            let _ = writeln!(self.text, "{}verdict {verdict}", if self.into == Into::Markdown { "- " } else { "" });
        }
        if page.equal {
            self.text.push_str("\nnothing changed\n");
        }
        if let Some(findings) = &page.findings {
            self.findings(findings);
        }
        if let Some(snapshots) = &page.snapshots {
            self.snapshots(snapshots);
        }
        self.text
    }

    fn name(&self, text: &str) -> String {
        match self.into {
            Into::Terminal => escape::terminal(text, NAME),
            Into::Markdown => escape::markdown(text, NAME),
        }
    }

    fn section(&mut self, title: &str, header: &[&str], rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            return;
        }
        let total = rows.len();
        let shown = self.options.limit.unwrap_or(total).min(total);
        let rows = rows.into_iter().take(shown);
        match self.into {
            Into::Terminal => {
                let _ = writeln!(self.text, "\n{}", heading(&title.to_uppercase(), self.options));
                self.text.push_str(&grid(header, rows, None, self.options));
            }
            Into::Markdown => {
                let _ = writeln!(self.text, "\n## {title}\n\n| {} |", header.join(" | "));
                let _ = writeln!(self.text, "|{}", " --- |".repeat(header.len()));
                for row in rows {
                    let _ = writeln!(self.text, "| {} |", row.join(" | "));
                }
            }
        }
        if let Some(rest) = rest(shown, total) {
            let _ = writeln!(self.text, "\n{rest}: `--limit 0` shows all");
        }
    }

    fn findings(&mut self, findings: &FindingsDiff) {
        let row = |one: &FindingChange, writer: &Self| {
            let state = match (one.happened, one.not_looked_at) {
                (Happened::Added, _) => "new",
                (Happened::Removed, true) => "not looked at",
                (Happened::Removed, false) => "fixed",
                _ => "changed",
            };
            let word = one.severity.word();
            let worst = if writer.into == Into::Terminal {
                severity(one.severity, word, writer.options)
            } else {
                word.to_owned()
            };
            vec![
                state.to_owned(),
                worst,
                format!("{} {}", writer.name(&one.check_id), writer.name(&one.title)),
                thousands(one.affected),
                writer.parts(&one.how),
            ]
        };
        let rows: Vec<Vec<String>> = findings.changes.iter().map(|one| row(one, self)).collect();
        self.section("findings", &["", "severity", "finding", "accounts", "how"], rows);
        if findings.same > 0 {
            let same = count(findings.same, "finding");
            let _ = writeln!(self.text, "\n{same} as before");
        }
    }

    fn snapshots(&mut self, diff: &SnapshotDiff) {
        for (gained, title) in [(true, "access gained"), (false, "access lost")] {
            let of = |one: &&AccessChange| one.gained == gained;
            let rows: Vec<Vec<String>> = diff.access.iter().filter(of).map(|one| self.access(one)).collect();
            self.section(title, &["accounts", "because", "what", "who"], rows);
        }
        let mut at = 0;
        while let Some(first) = diff.changes.get(at) {
            let run = diff.changes.iter().skip(at).take_while(|one| one.section == first.section);
            let rows: Vec<Vec<String>> = run.map(|one| self.change(one)).collect();
            at += rows.len();
            self.section(first.section.words(), &["", "what", "how"], rows);
        }
        let rows = diff.not_compared.iter().map(|one| vec![one.what.to_owned(), self.name(&one.reason)]).collect();
        self.section("not compared, or not wholly", &["what", "why"], rows);
    }

    fn access(&self, one: &AccessChange) -> Vec<String> {
        let cell = |cell: &CellChange| {
            let ops = cell.ops.iter().map(|op| self.name(op)).collect::<Vec<_>>().join(", ");
            let rows = cell.rows.map_or_else(String::new, |[was, is]| format!(": rows {was} → {is}"));
            let some = if cell.users == one.users.count {
                String::new()
            } else {
                format!(", {} of them", thousands(cell.users))
            };
            format!("{} ({ops}{rows}{some})", self.name(&cell.resource))
        };
        // Those that reach most first; the rest is in JSON.
        let mut cells: Vec<&CellChange> = one.cells.iter().collect();
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.users));
        let mut what: Vec<String> = cells.iter().take(PARTS).map(|one| cell(one)).collect();
        if what.is_empty() {
            what.push("everything".to_owned());
        }
        let more = one.cells.len().saturating_sub(PARTS);
        what.extend((more > 0).then(|| format!("and {} more", thousands(more))));
        vec![thousands(one.users.count), self.name(&one.cause), what.join(", "), self.users(&one.users)]
    }

    fn change(&self, one: &Change) -> Vec<String> {
        let mut what = self.name(&one.what);
        if let Some(users) = &one.users {
            let _ = write!(what, ": {} ({})", count(users.count, "account"), self.users(users));
        }
        let sign = if one.weaker { format!("{} !", one.happened.sign()) } else { one.happened.sign().to_owned() };
        let sign = if self.into == Into::Markdown { format!("`{sign}`") } else { sign };
        vec![sign, what, self.parts(&one.how)]
    }

    fn users(&self, users: &Users) -> String {
        let mut names: Vec<String> = users.logins.iter().take(NAMED).map(|login| self.name(login)).collect();
        let more = users.count.saturating_sub(NAMED);
        names.extend((more > 0).then(|| format!("and {} more", thousands(more))));
        names.join(", ")
    }

    fn parts(&self, parts: &[String]) -> String {
        let mut shown: Vec<String> = parts.iter().take(PARTS).map(|part| self.name(part)).collect();
        let more = parts.len().saturating_sub(PARTS);
        shown.extend((more > 0).then(|| format!("and {} more", thousands(more))));
        shown.join(" · ")
    }
}
