//! The catalogue of checks: a list and a detail for the terminal, a page for the documentation.

use super::grid::{grid, heading, severity};
use super::{RenderOptions, json};
use crate::findings::{CheckInfo, marked};

/// All checks as a table.
pub fn check_list(checks: &[&CheckInfo], options: &RenderOptions) -> String {
    let rows = checks.iter().map(|check| {
        let word = severity(check.severity, check.severity.word(), *options);
        vec![check.id.to_owned(), check.name.to_owned(), word, check.title.to_owned()]
    });
    let mut text = grid(&["id", "name", "severity", "title"], rows, None, *options);
    text.push_str("\n`rolecall checks ID` tells more about one.\n");
    text
}

/// Checks as JSON, for programs: an array in the order of ids.
pub fn check_json(checks: &[&CheckInfo]) -> Result<String, serde_json::Error> {
    json::document(&checks)
}

/// One check for the terminal.
pub fn check_detail(check: &CheckInfo, options: &RenderOptions) -> String {
    let mut rows = vec![
        vec!["severity".to_owned(), severity(check.severity, check.severity.word(), *options)],
        vec!["what".to_owned(), check.what.to_owned()],
        vec!["why".to_owned(), check.why.to_owned()],
        vec!["fix".to_owned(), check.fix.to_owned()],
    ];
    if !check.controls.is_empty() {
        rows.push(vec!["controls".to_owned(), marked_controls(check).join(", ")]);
    }
    let title = heading(&format!("{} {}", check.id, check.name), *options);
    format!("{title}\n{}\n\n{}", check.title, grid(&[], rows, None, *options))
}

/// One check as a page of the documentation.
pub fn check_page(check: &CheckInfo) -> String {
    let CheckInfo { id, name, title, severity, what, why, fix, controls } = check;
    let mut page = format!(
        "# {id} `{name}`\n\n{title}. Severity: up to **{}**.\n\n\
         ## What it looks for\n\n{what}\n\n## Why it matters\n\n{why}\n\n## What to do\n\n{fix}\n",
        severity.word()
    );
    if !controls.is_empty() {
        page.push_str("\n## Controls\n\n");
        page.extend(controls.iter().map(|control| format!("- {}\n", marked(control))));
    }
    page
}

fn marked_controls(check: &CheckInfo) -> Vec<String> {
    check.controls.iter().map(|control| marked(control)).collect()
}
