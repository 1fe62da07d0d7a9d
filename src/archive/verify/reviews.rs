//! What a sealed review says: who decided, and how much of what. The newest of a run counts.

use std::path::Path;

use serde::Deserialize;

use super::{RunState, Verification};
use crate::archive::read;
use crate::archive::seal::Seal;
use crate::review::{FILE, SCHEMA};

/// Largest review that is read.
const LIMIT: u64 = 256 << 20;

/// A review that is sealed into a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedReview {
    /// Which seal of the run.
    pub seal: u64,
    /// When it was sealed, ISO 8601 UTC.
    pub at: String,
    /// Who decided, by their own words.
    pub by: Vec<String>,
    /// How many lines there were.
    pub lines: u64,
    /// Those that stay.
    pub keep: u64,
    /// Those that must go.
    pub revoke: u64,
    /// Those that must change.
    pub modify: u64,
    /// A later one counts.
    pub superseded: bool,
}

#[derive(Deserialize)]
struct Written {
    schema: String,
    run: Run,
    counts: Counts,
    reviewers: Vec<Reviewer>,
}

#[derive(Deserialize)]
struct Run {
    name: String,
}

#[derive(Deserialize)]
struct Counts {
    lines: u64,
    keep: u64,
    revoke: u64,
    modify: u64,
}

#[derive(Deserialize)]
struct Reviewer {
    reviewer: String,
}

/// Adds a sealed review: it takes the place of those before it.
pub(super) fn add(path: &Path, shown: &str, seal: &Seal, state: &mut RunState, into: &mut Verification) {
    let bytes = read::whole(&path.join(FILE), LIMIT);
    let written = bytes.ok().and_then(|bytes| serde_json::from_slice::<Written>(&bytes).ok());
    let Some(Written { counts, reviewers, run, .. }) = written.filter(|written| written.schema == SCHEMA) else {
        return into.notes.push(format!("{shown}/{FILE} cannot be read as {SCHEMA}: what was decided is not told"));
    };
    if run.name != seal.run {
        return into.problem(format!("{shown}/{FILE}"), format!("is a review of the run `{}`", run.name));
    }
    for former in &mut state.reviews {
        former.superseded = true;
    }
    let Counts { lines, keep, revoke, modify } = counts;
    let mut by: Vec<String> = reviewers.into_iter().map(|one| one.reviewer).collect();
    by.sort();
    by.dedup();
    state.reviews.push(SealedReview {
        seal: seal.number,
        at: seal.at.clone(),
        by,
        lines,
        keep,
        revoke,
        modify,
        superseded: false,
    });
}
