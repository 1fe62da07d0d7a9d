//! Whether a review can count: every line decided once, as it was handed out, by somebody who may, at a possible time.

use std::collections::HashMap;

use jiff::Timestamp;

use super::columns::{DATE, DECISION, FILLED, GIVEN, REVIEWER, SNAPSHOT, TITLE};
use super::independence::Independence;
use super::lines::snapshot_mark;
use super::moment::Moment;
use super::reading::by_key;
use super::record::{Counts, Decided, Review, ReviewFile, Reviewer, SCHEMA, Todo};
use super::{Decision, Filled, FilledRow, Kind, Line, Reference, signals};
use crate::model::{Located, Position};
use crate::yaml::words::{did_you_mean, quote};
use crate::yaml::{Level, Problem, Problems};

/// By what a review is judged.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// Who decided the lines that name nobody.
    pub reviewer: Option<&'a str>,
    /// What they are.
    pub title: Option<&'a str>,
    /// When the lines were handed out: nobody decided before.
    pub since: Timestamp,
    /// When they came back: nobody decided later.
    pub now: Timestamp,
}

/// A decision with what its checks need.
pub(super) struct Judged {
    pub(super) line: usize,
    pub(super) decision: Decision,
    pub(super) reviewer: Located<String>,
    pub(super) title: String,
    pub(super) when: Moment,
    pub(super) comment: String,
}

/// Judges what came back, of one file or of several that share the lines between them. `files` are their names and hashes.
pub fn check(reference: &Reference, filled: &[Filled], files: Vec<ReviewFile>, terms: &Terms<'_>) -> Review {
    let mut problems = Problems::default();
    let mut warnings = Vec::new();
    for problem in filled.iter().flat_map(|file| &file.problems) {
        match problem.level {
            Level::Error => problems.error(&problem.at, problem.message.clone(), problem.help.clone()),
            Level::Warning => warnings.push(problem.to_string()),
        }
    }
    let judged = Rows { reference, terms, keys: by_key(&reference.lines) }.judge(filled, &mut problems);
    Independence::of(reference).judge(&judged, &mut problems);
    warnings.extend(signals::of(&reference.lines, &judged, terms.since));
    let problems: Vec<String> = problems.finish().iter().map(Problem::to_string).collect();
    record(
        reference,
        &judged,
        Review {
            schema: SCHEMA,
            run: reference.run.clone(),
            read_at: terms.now.to_string(),
            files,
            complete: problems.is_empty(),
            counts: Counts { lines: reference.lines.len(), ..Counts::default() },
            reviewers: Vec::new(),
            problems,
            warnings,
            todo: Vec::new(),
            decisions: Vec::new(),
        },
    )
}

/// The rows that came back against the lines that were handed out.
struct Rows<'a> {
    reference: &'a Reference,
    terms: &'a Terms<'a>,
    keys: HashMap<&'a str, usize>,
}

/// What is known of a line so far.
enum Seen<'a> {
    /// A row of it is there.
    Blank(&'a Position),
    /// Somebody decided, or tried to.
    Decided(&'a Position),
}

impl Rows<'_> {
    fn judge(&self, filled: &[Filled], problems: &mut Problems) -> Vec<Judged> {
        let mut seen: HashMap<usize, Seen<'_>> = HashMap::new();
        let mut judged = Vec::new();
        let mark = snapshot_mark(&self.reference.run.snapshot_sha256);
        for file in filled {
            let mut here: HashMap<usize, &Position> = HashMap::new();
            if let Some(other) = of_another(file, &mark) {
                let message =
                    format!("the lines are of snapshot {}, those of this run are of {mark}", quote(&other.value));
                let help = "give the run that this workbook was made by";
                problems.error(&other.at, message, help.to_owned());
                continue;
            }
            for row in &file.rows {
                let [key, ..] = &row.given;
                let Some(at) = self.keys.get(key.value.as_str()).copied() else {
                    let help = did_you_mean(&key.value, self.keys.keys().copied().filter(|_| self.keys.len() < 1000));
                    problems.error(&key.at, format!("line {} is not one of this run", quote(&key.value)), help);
                    continue;
                };
                if let Some(before) = here.insert(at, &key.at) {
                    problems.error(
                        &key.at,
                        format!("line {} is there twice; the first is at {before}", quote(&key.value)),
                        None,
                    );
                    continue;
                }
                self.unchanged(at, row, problems);
                let blank = row.filled.iter().all(|cell| cell.value.is_empty());
                match seen.get(&at) {
                    Some(Seen::Decided(before)) if !blank => {
                        let message =
                            format!("line {} is decided twice; the first time at {before}", quote(&key.value));
                        problems.error(&key.at, message, None);
                    }
                    Some(Seen::Decided(_)) => {}
                    _ if blank => drop(seen.insert(at, Seen::Blank(&key.at))),
                    _ => {
                        seen.insert(at, Seen::Decided(&key.at));
                        judged.extend(self.row(at, row, problems));
                    }
                }
            }
        }
        self.complete(&seen, filled, problems);
        judged.sort_by_key(|judged| judged.line);
        judged
    }

    /// What was given to the reviewer must come back as it was.
    fn unchanged(&self, at: usize, row: &FilledRow, problems: &mut Problems) {
        let Some(line) = self.reference.lines.get(at) else { return };
        let expected = line.cells(&self.reference.run.snapshot_sha256);
        for ((column, was), is) in GIVEN.iter().zip(&expected).zip(&row.given) {
            if was.trim() != is.value {
                let message = format!(
                    "line {}: column `{}` says {}, handed out was {}",
                    quote(&line.key),
                    column.title,
                    quote(&is.value),
                    quote(was)
                );
                problems.error(&is.at, message, "what is grey must not be changed".to_owned());
            }
        }
    }

    /// The decision of a row that somebody filled in.
    fn row(&self, at: usize, row: &FilledRow, problems: &mut Problems) -> Option<Judged> {
        let line = self.reference.lines.get(at)?;
        let [decision, reviewer, title, date, comment] = &row.filled;
        let or = |cell: &Located<String>, other: Option<&str>| match other {
            Some(other) if cell.value.is_empty() => Located::new(other.to_owned(), cell.at.clone()),
            _ => cell.clone(),
        };
        let (reviewer, title) = (or(reviewer, self.terms.reviewer), or(title, self.terms.title));
        let mut whole = true;
        for (name, cell) in [(DECISION, decision), (REVIEWER, &reviewer), (TITLE, &title), (DATE, date)] {
            if cell.value.is_empty() {
                whole = false;
                let column = FILLED.iter().find(|column| column.name == name).map_or(name, |column| column.title);
                problems.error(&cell.at, format!("line {} has no {}", quote(&line.key), quote(column)), None);
            }
        }
        let decided = Decision::of(&decision.value);
        if decided.is_none() && !decision.value.is_empty() {
            let message = format!("line {}: {} is no decision", quote(&line.key), quote(&decision.value));
            problems.error(&decision.at, message, "write keep, revoke or modify".to_owned());
        }
        if decided == Some(Decision::Modify) && comment.value.is_empty() {
            whole = false;
            let message = format!("line {} is to be modified, and no comment says how", quote(&line.key));
            problems.error(&comment.at, message, None);
        }
        let when = self.when(line, date, problems);
        (whole).then_some(())?;
        Some(Judged {
            line: at,
            decision: decided?,
            reviewer,
            title: title.value,
            when: when?,
            comment: comment.value.clone(),
        })
    }

    fn when(&self, line: &Line, date: &Located<String>, problems: &mut Problems) -> Option<Moment> {
        if date.value.is_empty() {
            return None;
        }
        let Some(when) = Moment::of(&date.value) else {
            let message = format!("line {}: {} is no day", quote(&line.key), quote(&date.value));
            problems.error(&date.at, message, "write it as 2026-11-29, with or without a time".to_owned());
            return None;
        };
        let wrong = if when.is_after(self.terms.now) {
            "is still to come"
        } else if when.is_before(self.terms.since) {
            "is before the lines were handed out"
        } else {
            return Some(when);
        };
        problems.error(&date.at, format!("line {}: {} {wrong}", quote(&line.key), quote(&date.value)), None);
        None
    }

    /// Every line must be there, and decided.
    fn complete(&self, seen: &HashMap<usize, Seen<'_>>, filled: &[Filled], problems: &mut Problems) {
        let whole = filled.first().map(|file| Position::file(&file.file));
        for (at, line) in self.reference.lines.iter().enumerate() {
            let what = format!(
                "line {} ({} {}: {})",
                quote(&line.key),
                line.kind.words(),
                quote(&line.account),
                quote(&line.right)
            );
            match (seen.get(&at), &whole) {
                (Some(Seen::Decided(_)), _) | (None, None) => {}
                (Some(Seen::Blank(place)), _) => problems.error(place, format!("{what} is not decided"), None),
                (None, Some(file)) => problems.error(file, format!("{what} is missing"), None),
            }
        }
    }
}

/// The first row's mark, where no row has that of this run.
fn of_another<'f>(file: &'f Filled, mark: &str) -> Option<&'f Located<String>> {
    let place = GIVEN.iter().position(|column| column.name == SNAPSHOT)?;
    let mut marks = file.rows.iter().filter_map(|row| row.given.get(place));
    let first = marks.next().filter(|first| first.value != mark)?;
    marks.all(|other| other.value != mark).then_some(first)
}

/// Counts and lists what was decided.
fn record(reference: &Reference, judged: &[Judged], mut review: Review) -> Review {
    for decided in judged {
        let Some(line) = reference.lines.get(decided.line) else { continue };
        review.counts.add(decided.decision);
        let when = decided.when.to_string();
        let known = review
            .reviewers
            .iter_mut()
            .find(|known| known.reviewer == decided.reviewer.value && known.title == decided.title);
        let reviewer = match known {
            Some(known) => known,
            None => {
                review.reviewers.push(Reviewer {
                    reviewer: decided.reviewer.value.clone(),
                    title: decided.title.clone(),
                    lines: 0,
                    keep: 0,
                    revoke: 0,
                    modify: 0,
                    first: when.clone(),
                    last: when.clone(),
                });
                let Some(last) = review.reviewers.last_mut() else { continue };
                last
            }
        };
        reviewer.lines += 1;
        *match decided.decision {
            Decision::Keep => &mut reviewer.keep,
            Decision::Revoke => &mut reviewer.revoke,
            Decision::Modify => &mut reviewer.modify,
        } += 1;
        reviewer.first = reviewer.first.clone().min(when.clone());
        reviewer.last = reviewer.last.clone().max(when.clone());
        review.todo.extend(todo(line, decided));
        review.decisions.push(Decided {
            line: line.key.clone(),
            kind: line.kind,
            account: line.account.clone(),
            right: line.right.clone(),
            decision: decided.decision,
            reviewer: decided.reviewer.value.clone(),
            title: decided.title.clone(),
            date: when,
            comment: decided.comment.clone(),
        });
    }
    review
}

/// What follows from a decision to revoke or to modify.
fn todo(line: &Line, decided: &Judged) -> Option<Todo> {
    let whose = if line.account.is_empty() { &line.name } else { &line.account };
    let gone_when = match (decided.decision, line.kind) {
        (Decision::Keep, _) => return None,
        (Decision::Modify, _) => {
            format!("what the comment asks for is done, and {whose} is reviewed again: {}", line.right)
        }
        (_, Kind::Role) => format!("{whose} no longer has the role {}, in the design and in the system", line.right),
        (_, Kind::Group | Kind::Outsiders) => format!("{whose} no longer holds the group {}", line.right),
        (_, Kind::Account) => format!("{whose} can no longer sign in"),
        (_, Kind::Key) => format!("{} of {whose} no longer works", line.right),
        (_, Kind::Exception) => format!("no run tells {} about {whose} any more", line.right),
    };
    Some(Todo {
        line: line.key.clone(),
        decision: decided.decision,
        account: line.account.clone(),
        right: line.right.clone(),
        fingerprint: line.fingerprint(),
        gone_when,
        comment: decided.comment.clone(),
    })
}
