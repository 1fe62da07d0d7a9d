//! Why the verdict is what it is: criteria, conditions, signatures.

use super::{NAME, TEXT};
use crate::findings::Report;
use crate::report::{escape, words};

/// So many conditions are shown.
const CONDITIONS: usize = 20;

/// The gate, if there was one.
pub(super) fn gate(report: &Report) -> String {
    if report.gate.criteria.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n### Gate\n\nCriteria: {}.\n\n| State | Criterion | |\n|---|---|---|\n",
        escape::markdown(&words::gate(report), TEXT)
    );
    text.extend(report.gate.criteria.iter().map(|criterion| {
        format!("| {} | {} | {} |\n", criterion.state.words(), criterion.name, escape::markdown(&criterion.says, TEXT))
    }));
    let conditions = words::conditions(report);
    if !conditions.is_empty() {
        text.push_str("\n| Until | Owner | Condition |\n|---|---|---|\n");
        let shown = conditions.len().min(CONDITIONS);
        text.extend(conditions.iter().take(shown).map(|kept| {
            let owner = escape::code(kept.owner, NAME);
            format!("| {} | {owner} | {} |\n", escape::markdown(kept.until, NAME), escape::markdown(&kept.what, TEXT))
        }));
        text.extend(words::rest(shown, conditions.len()).map(|rest| format!("\n{rest}\n")));
    }
    text.extend(
        words::sign_offs(report).map(|roles| format!("\nTo be signed by: {}.\n", escape::markdown(&roles, TEXT))),
    );
    text
}
