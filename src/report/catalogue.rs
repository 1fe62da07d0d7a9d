//! The catalogue of checks: a list and a detail for the terminal, a page for the documentation.

use super::RenderOptions;
use super::grid::{grid, heading, severity};
use crate::findings::CheckInfo;

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

/// One check for the terminal.
pub fn check_detail(check: &CheckInfo, options: &RenderOptions) -> String {
    let mut rows = vec![
        vec!["severity".to_owned(), severity(check.severity, check.severity.word(), *options)],
        vec!["what".to_owned(), check.what.to_owned()],
        vec!["why".to_owned(), check.why.to_owned()],
        vec!["fix".to_owned(), check.fix.to_owned()],
    ];
    if !check.controls.is_empty() {
        rows.push(vec!["controls".to_owned(), check.controls.join(", ")]);
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
        page.extend(controls.iter().map(|control| format!("- {control}\n")));
    }
    page
}
