//! Why the verdict is what it is: criteria, conditions, signatures.

use std::fmt::Write as _;

use super::{NAME, SENTENCE};
use crate::findings::{CriterionState, Report};
use crate::report::grid::{self, grid, heading};
use crate::report::words;
use crate::report::{RenderOptions, escape};

/// So many conditions are shown: the verdict fits a screen.
const CONDITIONS: usize = 5;

/// The gate, if there was one.
pub(super) fn gate(report: &Report, options: RenderOptions) -> String {
    if report.gate.criteria.is_empty() {
        return String::new();
    }
    let from = escape::terminal(&words::gate(report), SENTENCE);
    let title = match format!("Gate ({from})") {
        title if title.chars().count() <= options.columns() => title,
        _ => format!("Gate\n{}", grid(&[], [vec![from]], None, options).trim_end()),
    };
    let rows = report.gate.criteria.iter().map(|criterion| {
        let state = grid::state(criterion.state, options);
        vec![state, criterion.name.to_owned(), escape::terminal(&criterion.says, SENTENCE)]
    });
    let mut text = format!("\n{}\n\n{}", heading(&title, options), grid(&[], rows, None, options));
    let conditions = words::conditions(report);
    if !conditions.is_empty() {
        let (shown, total) = (conditions.len().min(CONDITIONS), conditions.len());
        let rows = conditions.iter().take(shown).map(|kept| {
            let owner = if kept.owner.is_empty() { "–".to_owned() } else { escape::terminal(kept.owner, NAME) };
            vec![escape::terminal(kept.until, NAME), owner, escape::terminal(&kept.what, SENTENCE)]
        });
        let table = grid(&["until", "owner", "condition"], rows, None, options);
        let _ = write!(text, "\n{}\n\n{table}", heading("Conditions", options));
        text.extend(words::rest(shown, total).map(|rest| rest + "\n"));
    }
    if let Some(roles) = words::sign_offs(report) {
        let needed = if report.gate.criteria.iter().all(|one| one.state <= CriterionState::Conditional) {
            "to be signed by"
        } else {
            "to be signed, once it is GO, by"
        };
        let line = format!("{needed} {}", escape::terminal(&roles, SENTENCE));
        let _ = write!(text, "\n{}", grid(&[], [vec![line]], None, options));
    }
    text
}
