//! Signs that nobody looked: told with their numbers, for somebody to judge.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::check::Judged;
use super::moment::Moment;
use super::{Decision, Kind, Line};
use crate::model::utc_day;
use crate::yaml::words::quote;

/// Fewer lines are decided alike without anybody being careless.
const SOME: usize = 10;
/// Nobody reads a line, thinks and writes a decision in less, in seconds.
const FAST: i64 = 5;
/// More lines are not decided on a day.
const DAY: usize = 300;
/// Evidence of access is old after so many days.
const OLD: i32 = 30;

/// Every sign.
pub(super) fn of(lines: &[Line], judged: &[Judged], handed_out: Timestamp) -> Vec<String> {
    let mut told = Vec::new();
    alike(judged, &mut told);
    let mut reviewers: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for decided in judged {
        reviewers.entry(&decided.reviewer.value).or_default().push(decided);
    }
    for (reviewer, decided) in reviewers {
        hurried(reviewer, &decided, &mut told);
    }
    silent(lines, judged, &mut told);
    late(judged, handed_out, &mut told);
    told
}

/// Everything stays, or everything has the same comment.
fn alike(judged: &[Judged], told: &mut Vec<String>) {
    let kept = judged.iter().filter(|decided| decided.decision == Decision::Keep).count();
    if judged.len() >= SOME && kept == judged.len() {
        told.push(format!("every one of {kept} lines is kept"));
    }
    let comments: BTreeSet<&str> = judged.iter().map(|decided| decided.comment.as_str()).collect();
    if let (Some(only), true) = (comments.first(), judged.len() >= SOME && comments.len() == 1)
        && !only.is_empty()
    {
        told.push(format!("all {} lines have the same comment: {}", judged.len(), quote(only)));
    }
}

/// One person decided much in little time.
fn hurried(reviewer: &str, decided: &[&Judged], told: &mut Vec<String>) {
    let mut timed: Vec<Moment> =
        decided.iter().map(|decided| decided.when).filter(|when| when.time.is_some()).collect();
    timed.sort_unstable();
    if let (Some(first), Some(last), true) = (timed.first(), timed.last(), timed.len() >= SOME)
        && let Some(seconds) = last.seconds_since(first)
        && let Ok(lines) = i64::try_from(timed.len())
        && seconds < FAST * lines
    {
        told.push(match seconds {
            0 => format!("{} decided {lines} lines at the same moment, {first}", quote(reviewer)),
            _ => format!("{} decided {lines} lines in {seconds} seconds", quote(reviewer)),
        });
    }
    let mut days: BTreeMap<_, usize> = BTreeMap::new();
    for decided in decided {
        *days.entry(decided.when.day).or_default() += 1;
    }
    for (day, lines) in days.into_iter().filter(|(_, lines)| *lines > DAY) {
        let minutes = lines * usize::try_from(FAST).unwrap_or_default() / 60;
        told.push(format!(
            "{} decided {lines} lines on {day}: {minutes} minutes at {FAST} seconds a line",
            quote(reviewer)
        ));
    }
}

/// Exceptions stay, and nobody says why.
fn silent(lines: &[Line], judged: &[Judged], told: &mut Vec<String>) {
    let kept = judged.iter().filter(|decided| {
        let line = lines.get(decided.line);
        decided.decision == Decision::Keep && line.is_some_and(|line| line.kind == Kind::Exception)
    });
    let (all, silent) =
        kept.fold((0, 0), |(all, silent), decided| (all + 1, silent + usize::from(decided.comment.is_empty())));
    if silent > 0 {
        told.push(format!("{silent} of {all} exceptions that are kept have no comment"));
    }
}

/// The evidence was old when it was decided on.
fn late(judged: &[Judged], handed_out: Timestamp, told: &mut Vec<String>) {
    let Some(last) = judged.iter().map(|decided| decided.when.day).max() else { return };
    let from = utc_day(handed_out);
    let days = from.until(last).map_or(0, |span| span.get_days());
    if days > OLD {
        told.push(format!("the last decision is of {last}, {days} days after the lines were handed out"));
    }
}
