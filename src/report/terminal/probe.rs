//! What the running system did: role by role, then the answers that nobody expected, then what the probe left behind.

use super::{NAME, SENTENCE, TEXT, WIDE};
use crate::findings::{Answer, ProbeReport, ProbedCell, ProbedDefaultLogin, ProbedRole, ProbedToken};
use crate::report::grid::{grid, heading};
use crate::report::words::{self, thousands};
use crate::report::{RenderOptions, escape};

/// The probe's part.
pub(super) fn probe(probe: &ProbeReport, options: RenderOptions) -> String {
    let roles = if is_wide(options) {
        let header = ["role", "login", "outcome", "asked", "as expected", "unexpected", "inconclusive", "not asked"];
        grid(&header, probe.roles.iter().map(role), None, options)
    } else {
        grid(&["role", "answers"], probe.roles.iter().map(narrow_role), None, options)
    };
    let mut text = format!("{}\n\n{roles}{}", heading("Probe", options), surprises(probe, options));
    if !probe.bearer.is_empty() {
        let tokens = if is_wide(options) {
            grid(&["request", "expected", "observed"], probe.bearer.iter().map(token), None, options)
        } else {
            grid(&["request and answer"], probe.bearer.iter().map(narrow_token), None, options)
        };
        text.extend(["\n", &heading("Bearer tokens", options), "\n\n", &tokens]);
    }
    if !probe.default_logins.is_empty() {
        let rows = probe.default_logins.iter().map(default_login);
        let logins = grid(&["request", "observed"], rows, None, options);
        text.extend(["\n", &heading("Default passwords", options), "\n\n", &logins]);
    }
    if !probe.traces.is_empty() {
        let traces = probe.traces.iter().map(|trace| vec![escape::terminal(trace, TEXT)]);
        text.extend(["\n", &heading("Left behind by the probe", options), "\n\n", &grid(&[], traces, None, options)]);
    }
    text
}

fn surprises(probe: &ProbeReport, options: RenderOptions) -> String {
    let unexpected: Vec<&ProbedCell> = words::unexpected(probe).collect();
    let total = unexpected.len();
    let shown = options.limit.unwrap_or(total).min(total);
    if total == 0 {
        return String::new();
    }
    let mut text = format!("\n{}\n\n", heading(&words::shown(shown, total, "unexpected answer"), options));
    if shown > 0 {
        let cells = unexpected.into_iter().take(shown);
        text.push_str(&if is_wide(options) {
            let header = ["role", "request", "designed", "computed", "observed"];
            grid(&header, cells.map(cell), None, options)
        } else {
            grid(&["role", "request and answers"], cells.map(narrow_cell), None, options)
        });
    }
    text.extend(words::rest(shown, total).map(|rest| rest + "\n"));
    text
}

fn is_wide(options: RenderOptions) -> bool {
    options.columns() >= WIDE
}

fn role(role: &ProbedRole) -> Vec<String> {
    let names =
        [escape::terminal(&role.role, NAME), escape::terminal(&role.login, NAME), role.outcome.words().to_owned()];
    let numbers = [role.asked, role.as_expected, role.unexpected, role.inconclusive, role.not_asked];
    names.into_iter().chain(numbers.map(thousands)).collect()
}

fn narrow_role(role: &ProbedRole) -> Vec<String> {
    vec![
        escape::terminal(&role.role, NAME),
        format!(
            "{}: {}, {} not asked\nas {}",
            role.outcome.words(),
            words::answers(role.asked, [role.as_expected, role.unexpected, role.inconclusive]),
            thousands(role.not_asked),
            escape::terminal(&role.login, NAME)
        ),
    ]
}

fn token(token: &ProbedToken) -> Vec<String> {
    vec![escape::terminal(&token.request, SENTENCE), token.expected.word().to_owned(), answer(token)]
}

fn narrow_token(token: &ProbedToken) -> Vec<String> {
    let request = escape::terminal(&token.request, SENTENCE);
    vec![format!("{request}\n{}, expected {}", answer(token), token.expected.word())]
}

fn answer(token: &ProbedToken) -> String {
    told(token.observed, token.reason.as_ref())
}

fn default_login(tried: &ProbedDefaultLogin) -> Vec<String> {
    vec![escape::terminal(&tried.request, SENTENCE), told(tried.observed, tried.reason.as_ref())]
}

/// The word, and why nobody can tell.
fn told(observed: Answer, reason: Option<&String>) -> String {
    let reason = reason.map(|reason| format!(": {}", escape::terminal(reason, TEXT)));
    format!("{}{}", observed.word(), reason.unwrap_or_default())
}

fn cell(cell: &ProbedCell) -> Vec<String> {
    let answers = [cell.designed, cell.predicted, cell.observed].map(|answer| answer.word().to_owned());
    let names = [escape::terminal(&cell.role, NAME), escape::terminal(&cell.request, SENTENCE)];
    names.into_iter().chain(answers).collect()
}

fn narrow_cell(cell: &ProbedCell) -> Vec<String> {
    vec![
        escape::terminal(&cell.role, NAME),
        format!(
            "{}\n{}, designed {}, computed {}",
            escape::terminal(&cell.request, SENTENCE),
            cell.observed.word(),
            cell.designed.word(),
            cell.predicted.word()
        ),
    ]
}
