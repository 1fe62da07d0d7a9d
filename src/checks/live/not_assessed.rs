//! What the probe did not find out: said with its reason, a thousand alike as one.

use std::collections::BTreeMap;

use super::reading::{Reading, Turn};
use crate::checks::Context;
use crate::compare::DesignedRole;
use crate::connect::live::{Question, Verdict};
use crate::findings::NotAssessed;
use crate::probe::{Cell, RoleOutcome};

/// Everything that was not asked or not answered.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Vec<NotAssessed> {
    let Some(reading) = &cx.probe else { return Vec::new() };
    let mut gaps = Gaps::default();
    for entry in &reading.probed.unprobed {
        let role = entry.role.map(|role| name(cx, reading, role));
        gaps.add(role, &entry.reason, entry.asked_for, || entry.what.clone());
    }
    for (cell, _) in reading.cells().filter(|(cell, turn)| is_gap(cell, *turn)) {
        let reason = match (&cell.observed.verdict, cell.observed.caveat) {
            (Verdict::Inconclusive(why), _) => format!("inconclusive: {}", why.reason),
            (_, caveat) => format!("it may be a false answer: {}", caveat.unwrap_or_default()),
        };
        let role = reading.run(cell.run).map(|run| run.name.clone());
        gaps.add(role, &reason, is_asked_for(cell), || cell.words.to_string());
    }
    for tried in &reading.probed.default_logins {
        if let Verdict::Inconclusive(why) = &tried.observed.verdict {
            gaps.add(None, &format!("inconclusive: {}", why.reason), true, || tried.words(cx.snapshot));
        }
    }
    for cell in &reading.probed.bearer {
        let reason = match &cell.observed.verdict {
            _ if cell.is_failed_control() => {
                "a good token was refused: look at the key and the claims in `rolecall.toml`".to_owned()
            }
            Verdict::Inconclusive(why) if cell.sent.is_some() => format!("inconclusive: {}", why.reason),
            Verdict::Inconclusive(why) => why.reason.clone(),
            Verdict::Allowed | Verdict::Denied => continue,
        };
        gaps.add(None, &reason, true, || cell.words());
    }
    let mut entries = gaps.entries();
    for run in &reading.probed.roles {
        let reason = match &run.outcome {
            RoleOutcome::Done => continue,
            RoleOutcome::ControlFailed(why) => format!("`{}` could not be asked as: {why}", run.asker.login),
            RoleOutcome::Ended(why) => format!("it ended before everything was asked: {why}"),
        };
        entries.push(NotAssessed { what: format!("probe of role {}", run.name), reason, asked_for: true });
    }
    entries.extend(of_the_whole(reading).map(|reason| NotAssessed {
        what: "probe".to_owned(),
        reason: reason.to_owned(),
        asked_for: true,
    }));
    entries
}

/// A control that failed is told of its role.
fn is_gap(cell: &Cell, turn: Turn) -> bool {
    turn == Turn::Open && cell.question != Question::Control
}

fn of_the_whole(reading: &Reading<'_>) -> impl Iterator<Item = &'static str> {
    let interrupted = "it was interrupted: what was seen until then stands; run it again for the rest";
    let idle = "it asked nothing: give the roles a `probe` login in the role map";
    // Who tries default passwords alone asks for no roles.
    let asked = reading.probed.only_default_logins
        || reading.probed.cells.iter().any(|cell| cell.question != Question::Control);
    let interrupted = reading.probed.interrupted.then_some(interrupted);
    interrupted.into_iter().chain((!asked).then_some(idle))
}

/// Whether the audit is not whole without the answer. Attempts only confirm what the ERP itself is asked beside them, and no
/// design speaks of callers without a login, of pages and reports, or of looking for records by a field; a server with
/// several databases sends callers without a login away before any check.
fn is_asked_for(cell: &Cell) -> bool {
    use Question::{Anonymous, Attempt, FilterField, Surface};
    !matches!(cell.question, Attempt { .. } | Anonymous { .. } | FilterField { .. } | Surface { .. })
}

fn name(cx: &Context<'_>, reading: &Reading<'_>, role: u32) -> String {
    let run = reading.probed.roles.iter().find(|run| run.role == role).map(|run| run.name.as_str());
    let designed = || cx.comparison?.design.roles.get(role as usize).map(DesignedRole::name);
    run.or_else(designed).unwrap_or("unknown").to_owned()
}

/// What is missing, by role and reason.
#[derive(Default)]
struct Gaps(BTreeMap<(Option<String>, String, bool), (String, usize)>);

impl Gaps {
    /// Notes one thing; the first of a kind is named.
    fn add(&mut self, role: Option<String>, reason: &str, asked_for: bool, what: impl FnOnce() -> String) {
        self.0.entry((role, reason.to_owned(), asked_for)).or_insert_with(|| (what(), 0)).1 += 1;
    }

    fn entries(self) -> Vec<NotAssessed> {
        let entry = |((role, reason, asked_for), (first, number)): ((Option<String>, _, _), (String, usize))| {
            let role = role.map(|role| format!("role {role}: ")).unwrap_or_default();
            let more = if number > 1 { format!(" and {} more", number - 1) } else { String::new() };
            NotAssessed { what: format!("{role}{first}{more}"), reason, asked_for }
        };
        self.0.into_iter().map(entry).collect()
    }
}
