//! A review as it is kept: `review/1`.

use serde::Serialize;

use super::{Decision, Kind};

/// The schema of a review.
pub const SCHEMA: &str = "review/1";
/// What a review is sealed as.
pub const SEALED_AS: &str = "review";
/// The file that it is there.
pub const FILE: &str = "review.json";

/// A review: who decided what, what is wrong with it, what must be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    /// Always `review/1`.
    pub schema: &'static str,
    /// What was audited.
    pub run: Run,
    /// When it was read back, ISO 8601 UTC.
    pub read_at: String,
    /// What it was read from.
    pub files: Vec<ReviewFile>,
    /// Every line is decided, by somebody who may.
    pub complete: bool,
    /// How many.
    pub counts: Counts,
    /// Who decided.
    pub reviewers: Vec<Reviewer>,
    /// Why it cannot count; empty where it is complete.
    pub problems: Vec<String>,
    /// What somebody should look at.
    pub warnings: Vec<String>,
    /// What must be done, and what must be gone at the next run.
    pub todo: Vec<Todo>,
    /// Every decision, in the order in which the lines were handed out.
    pub decisions: Vec<Decided>,
}

/// What was audited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The name of its folder.
    pub name: String,
    /// SHA-256 of the snapshot.
    pub snapshot_sha256: String,
    /// When it was taken.
    pub taken_at: String,
}

/// A file that was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// How many lines there are and what was decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Lines that were handed out.
    pub lines: usize,
    /// Lines that are decided.
    pub decided: usize,
    /// Decided to stay.
    pub keep: usize,
    /// Decided to go.
    pub revoke: usize,
    /// Decided to change.
    pub modify: usize,
}

impl Counts {
    /// One more decision.
    pub(super) fn add(&mut self, decision: Decision) {
        self.decided += 1;
        *match decision {
            Decision::Keep => &mut self.keep,
            Decision::Revoke => &mut self.revoke,
            Decision::Modify => &mut self.modify,
        } += 1;
    }
}

/// Somebody who decided lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reviewer {
    /// As they wrote themselves.
    pub reviewer: String,
    /// What they are.
    pub title: String,
    /// Lines that they decided.
    pub lines: usize,
    /// Those that stay.
    pub keep: usize,
    /// Those that go.
    pub revoke: usize,
    /// Those that change.
    pub modify: usize,
    /// The first day or moment.
    pub first: String,
    /// The last day or moment.
    pub last: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The line's key.
    pub line: String,
    /// What sort of thing it is about.
    pub kind: Kind,
    /// Whose.
    pub account: String,
    /// What was decided on.
    pub right: String,
    /// What was decided.
    pub decision: Decision,
    /// Who decided.
    pub reviewer: String,
    /// What they are.
    pub title: String,
    /// The day, or the moment where one is written.
    pub date: String,
    /// Why, or how.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// Something that follows from a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Todo {
    /// The line's key. In the workbook of the next run there must be no such line; of a decision to modify, none without a new reason.
    pub line: String,
    /// What was decided.
    pub decision: Decision,
    /// Whose.
    pub account: String,
    /// What goes or changes.
    pub right: String,
    /// The fingerprint that no finding of the next run may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// What must be so at the next run, in one line.
    pub gone_when: String,
    /// What the reviewer wrote.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
}
