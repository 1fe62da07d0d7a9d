//! `rolecall probe --plan`: every request that would be sent, role by role.

use std::io::Write;

use crate::access::{Access, scope::Scopes};
use crate::compare::Design;
use crate::connect::live::Live;
use crate::probe::bearer::Attempt;
use crate::probe::{Designed, Plan, Row, SessionRow, Summary};
use crate::report::{count, escape::terminal};

/// Prints the requests of a plan line by line; a plan may have a hundred thousand of them.
pub(super) fn print_requests(
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
        let expected = if row.number.is_some() { word(row.expected()) } else { "" };
        let number = row.number.map_or_else(|| "look".to_owned(), |number| number.to_string());
        writeln!(out, "{number:>6}  {expected:<7}  {}{}", terminal(&row.words, 400), aside(&row))?;
    }
    Ok(())
}

/// Prints the sessions that are opened before anything else and closed at the end.
pub(super) fn print_sessions(out: &mut dyn Write, sessions: &[SessionRow<'_>]) -> anyhow::Result<()> {
    if !sessions.is_empty() {
        writeln!(out, "\nsessions, one an account, closed at the end")?;
    }
    for session in sessions {
        let login = terminal(session.login, 200);
        writeln!(out, "  open  {login}: {}", terminal(&session.opens, 400))?;
        let closes = if session.closes.is_empty() { "nothing is sent: it ends by itself" } else { &session.closes };
        writeln!(out, " close  {login}: {}", terminal(closes, 400))?;
    }
    Ok(())
}

/// Prints the tokens that an API is shown.
pub(super) fn print_tokens(out: &mut dyn Write, tokens: &[(Attempt, String)]) -> anyhow::Result<()> {
    if !tokens.is_empty() {
        writeln!(out, "\nbearer tokens")?;
    }
    for (number, (attempt, request)) in (1..).zip(tokens) {
        writeln!(out, "{number:>6}  {:<7}  {}", word(Some(attempt.must_open())), terminal(request, 400))?;
    }
    Ok(())
}

/// Prints what is not asked, and how much is.
pub(super) fn print_rest(
    out: &mut dyn Write,
    plan: &Plan,
    design: &Design<'_>,
    tokens: usize,
    summary: &Summary,
) -> anyhow::Result<()> {
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
    let tokens =
        if tokens > 0 { format!(", and {} with or without a token", count(tokens, "request")) } else { String::new() };
    writeln!(
        out,
        "\n{} and {} as {}{tokens}; nothing was sent",
        count(summary.questions, "question"),
        count(summary.lookups, "lookup"),
        count(summary.roles, "role"),
    )?;
    for trace in &summary.traces {
        writeln!(out, "left behind: {trace}")?;
    }
    Ok(())
}

fn word(expected: Option<bool>) -> &'static str {
    match expected {
        Some(true) => "allow",
        Some(false) => "deny",
        None => "?",
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
