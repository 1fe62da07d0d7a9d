//! `rolecall probe --plan`: every request that would be sent, role by role.

use std::io::Write;

use crate::access::{Access, scope::Scopes};
use crate::compare::Design;
use crate::connect::live::Live;
use crate::probe::{Designed, Plan, Row};
use crate::report::{count, escape::terminal};

/// Prints a plan line by line; a plan may have a hundred thousand of them.
pub(super) fn print(
    out: &mut dyn Write,
    plan: &Plan,
    design: &Design<'_>,
    access: &Access<'_>,
    scopes: &Scopes<'_>,
    live: &dyn Live,
    auditor: Option<&str>,
) -> anyhow::Result<()> {
    let mut role = None;
    for row in plan.rows(design, access, scopes, live, auditor) {
        if role != Some(row.role) {
            let asker = plan.roles.iter().find(|plan| design.role(plan.role).name() == row.role);
            let login = asker.map(|plan| plan.asker.login.as_ref()).unwrap_or_default();
            writeln!(out, "\nrole {} as {}", terminal(row.role, 100), terminal(login, 200))?;
            role = Some(row.role);
        }
        let number = row.number.map_or_else(|| "look".to_owned(), |number| number.to_string());
        writeln!(out, "{number:>6}  {:<7}  {}{}", expected(&row), terminal(&row.words, 400), aside(&row))?;
    }
    if !plan.unprobed.is_empty() {
        writeln!(out, "\nnot asked")?;
    }
    for unprobed in &plan.unprobed {
        let role = unprobed.role.map_or_else(String::new, |role| format!("role {}: ", design.role(role).name()));
        writeln!(
            out,
            "        {}: {}",
            terminal(&format!("{role}{}", unprobed.what), 300),
            terminal(&unprobed.reason, 400)
        )?;
    }
    let summary = plan.summary(access, scopes, live);
    writeln!(
        out,
        "\n{} and {} as {}; nothing was sent",
        count(summary.questions, "question"),
        count(summary.lookups, "lookup"),
        count(summary.roles, "role"),
    )?;
    for trace in summary.traces {
        writeln!(out, "left behind: {trace}")?;
    }
    Ok(())
}

fn expected(row: &Row<'_>) -> &'static str {
    match (row.number, row.expected()) {
        (None, _) => "",
        (_, Some(true)) => "allow",
        (_, Some(false)) => "deny",
        (_, None) => "?",
    }
}

/// Where design and configuration differ already, the plan says so.
fn aside(row: &Row<'_>) -> &'static str {
    match (row.designed, row.predicted) {
        (Designed::Allow, Some(false)) => "  (designed; its configuration denies)",
        (Designed::Deny, Some(true)) => "  (not designed; its configuration allows)",
        _ => "",
    }
}
