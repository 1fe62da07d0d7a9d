//! Earlier runs, findings over time, and the timeline of one finding.

mod rows;

use std::fmt::Write as _;

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{grid, grid_with_names, severity, verdict};
use super::words::{count, rest};
use super::{RenderOptions, escape};
use crate::findings::AgainstBaseline;
use crate::history::{Recorded, Seen, Standing, Step, Timeline, Tracked};
use crate::model::day;

pub use rows::{history_csv, history_json};

/// Longest name shown in a cell.
const NAME: usize = 120;
/// So much of a fingerprint is shown.
const BEGINNING: usize = 13;
/// So many runs of a system are in its trend.
const TREND: usize = 12;

/// What `rolecall history` shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryPage {
    /// Runs, newest first.
    Runs(Vec<Recorded>),
    /// Findings, open ones first.
    Findings {
        /// Those that are shown.
        findings: Vec<Tracked>,
        /// How many there are.
        all: usize,
    },
    /// Findings run by run.
    Timelines(Vec<Timeline>),
}

/// A page as a table.
pub fn history_table(page: &HistoryPage, options: &RenderOptions) -> String {
    match page {
        HistoryPage::Runs(runs) if runs.is_empty() => "no run was recorded yet\n".to_owned(),
        HistoryPage::Runs(runs) => runs_table(runs, *options),
        HistoryPage::Findings { findings, .. } if findings.is_empty() => "no run had a finding\n".to_owned(),
        HistoryPage::Findings { findings, all } => findings_table(findings, *all, *options),
        HistoryPage::Timelines(timelines) => {
            let texts: Vec<String> = timelines.iter().map(|line| timeline_table(line, *options)).collect();
            texts.join("\n")
        }
    }
}

fn shown(text: &str) -> String {
    escape::terminal(text, NAME)
}

fn runs_table(runs: &[Recorded], options: RenderOptions) -> String {
    let header = [
        "run",
        "system",
        "verdict",
        "crit",
        "high",
        "med",
        "low",
        "info",
        "waived",
        "new",
        "fixed",
        "back",
        "not looked at",
    ];
    let systems: Systems<'_> = runs.iter().map(|one| (&*one.run.system, &*one.run.kind)).collect();
    let rows = runs.iter().map(|one| {
        let [info, low, medium, high, critical] = one.counts.by_severity;
        let mut row = vec![
            shown(&one.run.run),
            system(&systems, &one.run.kind, &one.run.system),
            verdict(one.run.verdict, options),
        ];
        let numbers = [
            critical,
            high,
            medium,
            low,
            info,
            one.counts.waived + one.counts.known,
            one.change.appeared,
            one.change.fixed,
            one.change.reopened,
            one.change.not_looked_at,
        ];
        row.extend(numbers.map(|number| number.to_string()));
        row
    });
    let mut text = grid_with_names(&header, rows, 0, options);
    for ((name, kind), line) in trends(runs) {
        let system = system(&systems, kind, name);
        let _ = write!(text, "\ntrend of {system}: {line}");
    }
    text.push('\n');
    text
}

/// How many findings the newest runs of each system had, oldest first; where there is more than one run.
fn trends(runs: &[Recorded]) -> Vec<((&str, &str), String)> {
    let mut by_system: BTreeMap<(&str, &str), Vec<&Recorded>> = BTreeMap::new();
    for one in runs {
        by_system.entry((&one.run.system, &one.run.kind)).or_default().push(one);
    }
    let line = |runs: &[&Recorded]| {
        let newest: Vec<&&Recorded> = runs.iter().take(TREND).collect();
        let numbers = |number: fn(&Recorded) -> u64| {
            newest.iter().rev().map(|one| number(one).to_string()).collect::<Vec<_>>().join(" → ")
        };
        let worst = |one: &Recorded| one.counts.by_severity.iter().skip(3).sum();
        format!("{} findings, {} of them critical or high", numbers(|one| one.counts.all()), numbers(worst))
    };
    by_system.into_iter().filter(|(_, runs)| runs.len() > 1).map(|(system, runs)| (system, line(&runs))).collect()
}

/// A system's name; with its kind where one of another kind has the same name, for they are two systems.
fn system(systems: &Systems<'_>, kind: &str, name: &str) -> String {
    if systems.iter().filter(|(other, _)| *other == name).count() > 1 {
        format!("{} ({})", shown(name), shown(kind))
    } else {
        shown(name)
    }
}

/// Names of systems with their kinds.
type Systems<'a> = BTreeSet<(&'a str, &'a str)>;

fn findings_table(findings: &[Tracked], all: usize, options: RenderOptions) -> String {
    let header = ["severity", "state", "finding", "system", "first seen", "last seen", "runs", "back", "fingerprint"];
    let systems: Systems<'_> = findings.iter().map(|one| (&*one.system, &*one.kind)).collect();
    let rows = findings.iter().map(|one| {
        vec![
            severity(one.seen.severity, one.seen.severity.word(), options),
            standing(one),
            format!("{} {}", shown(&one.seen.check_id), escape::terminal(&one.seen.title, 300)),
            system(&systems, &one.kind, &one.system),
            shown(day(&one.first.taken_at)),
            shown(day(&one.last.taken_at)),
            one.times.to_string(),
            one.reopened.to_string(),
            // Enough to ask for it; JSON and CSV have all of it.
            shown(&one.seen.fingerprint.chars().take(BEGINNING).collect::<String>()),
        ]
    });
    let mut text = grid(&header, rows, None, options);
    if let Some(rest) = rest(findings.len(), all) {
        let _ = writeln!(text, "{rest}: `--limit 0` shows all");
    }
    text
}

fn standing(one: &Tracked) -> String {
    match (one.standing, accepted(&one.seen)) {
        (Standing::Open, Some(by)) => format!("open, {by}"),
        (standing, _) => standing.words().to_owned(),
    }
}

fn accepted(seen: &Seen) -> Option<String> {
    by(seen.waiver.as_deref(), seen.baseline.map(AgainstBaseline::word))
}

fn by(waiver: Option<&str>, baseline: Option<&str>) -> Option<String> {
    match (waiver, baseline) {
        (Some(waiver), _) => Some(format!("waived by {}", shown(waiver))),
        (None, Some("known")) => Some("in the baseline".to_owned()),
        (None, _) => None,
    }
}

fn timeline_table(line: &Timeline, options: RenderOptions) -> String {
    let finding = &line.finding;
    let mut text = format!(
        "{} {}\n{} · {} · {} · {}\n\n",
        shown(&finding.seen.check_id),
        escape::terminal(&finding.seen.title, 300),
        shown(&finding.seen.fingerprint),
        shown(&finding.system),
        shown(&finding.seen.subject),
        shown(&finding.seen.resource),
    );
    let rows = line.steps.iter().map(|(run, step)| {
        let mut row = vec![shown(&run.run), shown(&run.taken_at)];
        row.extend(match step {
            Step::Seen { severity: how, affected, waiver, baseline } => {
                let baseline = baseline.map(AgainstBaseline::word);
                [
                    severity(*how, how.word(), options),
                    count(usize::try_from(*affected).unwrap_or(usize::MAX), "account"),
                    by(waiver.as_deref(), baseline).unwrap_or_default(),
                ]
            }
            Step::Gone => ["fixed".to_owned(), String::new(), String::new()],
            Step::NotLookedAt => ["not looked at".to_owned(), String::new(), String::new()],
        });
        row
    });
    text.push_str(&grid_with_names(&["run", "taken", "state", "reaches", "accepted"], rows, 0, options));
    let _ = write!(
        text,
        "\nseen in {}, back after a fix {}\n",
        count(usize::try_from(finding.times).unwrap_or(usize::MAX), "run"),
        count(usize::try_from(finding.reopened).unwrap_or(usize::MAX), "time")
    );
    text
}
