//! What the running system did, for a pull request.

use super::{NAME, TEXT};
use crate::findings::{Answer, ProbeReport, ProbedCell, ProbedDefaultLogin, ProbedRole, ProbedToken};
use crate::report::words::{self, thousands};
use crate::report::{RenderOptions, escape};

/// The probe's part.
pub(super) fn probe(probe: &ProbeReport, options: RenderOptions) -> String {
    let mut text = String::from(
        "\n### Probe\n\n| Role | Login | Outcome | Asked | As expected | Unexpected | Inconclusive | Not asked |\n\
         |---|---|---|---:|---:|---:|---:|---:|\n",
    );
    text.extend(probe.roles.iter().map(role));
    let unexpected: Vec<&ProbedCell> = words::unexpected(probe).collect();
    let total = unexpected.len();
    let shown = options.limit.unwrap_or(total).min(total);
    if shown > 0 {
        text.push_str("\n| Role | Request | Designed | Computed | Observed |\n|---|---|---|---|---|\n");
        text.extend(unexpected.into_iter().take(shown).map(cell));
    }
    text.extend(words::rest(shown, total).map(|rest| format!("\n{rest}: `--limit 0` shows all.\n")));
    if !probe.bearer.is_empty() {
        text.push_str("\n| Bearer token | Expected | Observed |\n|---|---|---|\n");
        text.extend(probe.bearer.iter().map(token));
    }
    if !probe.default_logins.is_empty() {
        text.push_str("\n| Default password | Observed |\n|---|---|\n");
        text.extend(probe.default_logins.iter().map(default_login));
    }
    if !probe.traces.is_empty() {
        text.push_str("\nLeft behind by the probe:\n\n");
        text.extend(probe.traces.iter().map(|trace| format!("- {}\n", escape::markdown(trace, TEXT))));
    }
    text
}

fn role(role: &ProbedRole) -> String {
    let numbers = [role.asked, role.as_expected, role.unexpected, role.inconclusive, role.not_asked];
    format!(
        "| {} | {} | {} | {} |\n",
        escape::code(&role.role, NAME),
        escape::code(&role.login, NAME),
        role.outcome.words(),
        numbers.map(thousands).join(" | ")
    )
}

fn token(token: &ProbedToken) -> String {
    let reason = token.reason.as_ref().map(|reason| format!(": {}", escape::markdown(reason, TEXT)));
    let (expected, observed) = (token.expected.word(), token.observed.word());
    format!("| {} | {expected} | {observed}{} |\n", escape::code(&token.request, TEXT), reason.unwrap_or_default())
}

fn default_login(tried: &ProbedDefaultLogin) -> String {
    let reason = tried.reason.as_ref().map(|reason| format!(": {}", escape::markdown(reason, TEXT)));
    let (request, observed) = (escape::code(&tried.request, TEXT), tried.observed.word());
    format!("| {request} | {observed}{} |\n", reason.unwrap_or_default())
}

fn cell(cell: &ProbedCell) -> String {
    let answers = [cell.designed, cell.predicted, cell.observed].map(Answer::word);
    format!(
        "| {} | {} | {} |\n",
        escape::code(&cell.role, NAME),
        escape::code(&cell.request, TEXT),
        answers.join(" | ")
    )
}
