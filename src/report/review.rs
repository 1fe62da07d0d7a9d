//! What came of reading a review back: for people and as JSON.

use std::fmt::Write as _;

use super::grid::{grid, heading};
use super::words::{count, thousands};
use super::{RenderError, RenderOptions, escape, json};
use crate::review::Review;

/// Longest name and longest sentence shown.
const NAME: usize = 120;
const TEXT: usize = 1000;

/// As `review/1` of `docs/schema`.
pub fn review_json(review: &Review) -> Result<String, RenderError> {
    Ok(json::document(review)?)
}

/// For people: whether it counts, who decided how much, what is wrong with it, what must be done.
pub fn review_table(review: &Review, options: &RenderOptions) -> String {
    let counts = &review.counts;
    let state = if review.complete {
        "complete".to_owned()
    } else {
        format!("does not count: {}", count(review.problems.len(), "problem"))
    };
    let decided = format!(
        "{} of {} decided: {} keep, {} revoke, {} modify",
        thousands(counts.decided),
        count(counts.lines, "line"),
        thousands(counts.keep),
        thousands(counts.revoke),
        thousands(counts.modify)
    );
    let head = [("Review", state), ("Lines", decided), ("Snapshot", snapshot(review))];
    let head = head.map(|(name, value)| vec![heading(name, *options), value]);
    let mut text = grid(&[], head, None, *options);
    let limit = options.limit.unwrap_or(usize::MAX);
    list("Problems", &review.problems, limit, &mut text, *options);
    list("Warnings", &review.warnings, limit, &mut text, *options);
    if !review.reviewers.is_empty() {
        let rows = review.reviewers.iter().map(|reviewer| {
            let numbers = [reviewer.lines, reviewer.keep, reviewer.revoke, reviewer.modify].map(thousands);
            let names = [&reviewer.reviewer, &reviewer.title].map(|name| escape::terminal(name, NAME));
            let days = [&reviewer.first, &reviewer.last].map(|day| escape::terminal(day, NAME));
            names.into_iter().chain(numbers).chain(days).collect()
        });
        text.push('\n');
        text.push_str(&grid(
            &["reviewer", "title", "lines", "keep", "revoke", "modify", "first", "last"],
            rows,
            None,
            *options,
        ));
    }
    if !review.todo.is_empty() {
        let rows = review.todo.iter().take(limit).map(|todo| {
            let shown = |text: &str| escape::terminal(text, TEXT);
            vec![shown(&todo.line), todo.decision.word().to_owned(), shown(&todo.gone_when), shown(&todo.comment)]
        });
        text.push('\n');
        text.push_str(&grid(&["line", "to do", "at the next run", "comment"], rows, None, *options));
        text.push_str(&rest(limit, review.todo.len()));
    }
    text
}

fn snapshot(review: &Review) -> String {
    let shown = |text: &str| escape::terminal(text, NAME);
    format!("{}, sha256 {}", shown(&review.run.taken_at), shown(&review.run.snapshot_sha256))
}

fn list(title: &str, lines: &[String], limit: usize, text: &mut String, options: RenderOptions) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", heading(title, options));
    for line in lines.iter().take(limit) {
        let _ = writeln!(text, "  {}", escape::terminal(line, TEXT));
    }
    text.push_str(&rest(limit, lines.len()));
}

fn rest(limit: usize, total: usize) -> String {
    super::words::rest(limit.min(total), total)
        .map(|rest| format!("  {rest}: `--limit 0` shows all\n"))
        .unwrap_or_default()
}
