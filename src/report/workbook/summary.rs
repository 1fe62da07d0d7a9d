//! *Summary*: the verdict with its reasons, what was audited, how much of it was seen, and what that does not say.

use super::super::{RenderError, words};
use super::book::{Book, Cell, Look};
use crate::findings::{CriterionState, Report, Verdict};

type Row = Vec<Cell>;

pub(super) fn sheet(book: &mut Book, report: &Report) -> Result<(), RenderError> {
    let mut rows = verdict(report);
    rows.extend(audited(report));
    rows.extend(gate(report));
    rows.extend(findings(report));
    rows.extend(coverage(report));
    rows.extend(limits(report));
    rows.extend(section(
        "The sheets of this workbook",
        SHEETS.map(|(name, holds)| vec![Cell::text(name), Cell::text(holds)]),
    ));
    book.page("Summary", &[30, 60, 26, 60, 16], rows)
}

/// What each sheet holds.
const SHEETS: [(&str, &str); 9] = [
    ("Exceptions", "every finding, worst first"),
    (
        "Matrix",
        "roles and resources, one column an operation: what the role's groups allow, and how that compares with the design",
    ),
    (
        "Cells",
        "the same cell by cell: designed, actual, probed; cells that nobody designed and nobody has are left out",
    ),
    ("Population", "every account that the snapshot has, active or not"),
    ("Tokens", "every key"),
    ("Evidence", "how each exception is known"),
    ("Probe", "every question that the running system was asked, where it was asked"),
    (
        "Review",
        "one line for each thing to decide; grey is given, white is to be filled in; read back with rolecall review",
    ),
    ("NAME (2)", "goes on where a sheet holds no more rows"),
];

fn verdict(report: &Report) -> Vec<Row> {
    let look = match report.verdict {
        Verdict::Go => Look::Good,
        Verdict::GoWithConditions => Look::Fair,
        Verdict::NoGo => Look::Bad,
        Verdict::NotAssessed => Look::Unknown,
    };
    vec![
        vec![Cell::looking("rolecall audit", Look::Title)],
        vec![Cell::looking("Verdict", Look::Strong), Cell::looking(report.verdict.words(), look)],
        fact("Why", &words::reason(report)),
    ]
}

fn audited(report: &Report) -> Vec<Row> {
    let summary = &report.summary;
    let mut rows = vec![
        fact("System", &summary.system),
        // `review` finds the run by these two names.
        fact("Snapshot taken at", &summary.taken_at),
        fact("Snapshot SHA-256", &summary.snapshot_sha256),
        fact("Role map", &words::map(report)),
        fact("Judged on", &report.gate.judged_on),
        fact("Blocks from", report.fail_on.word()),
        fact("Made by", concat!("rolecall ", env!("CARGO_PKG_VERSION"))),
        fact("For", report.persona.name()),
    ];
    rows.extend(words::left_out(report).map(|left_out| fact("Left out of the exceptions", &left_out)));
    rows.extend(words::probe(report).map(|probe| fact("Probe", &probe)));
    let numbers = [
        ("Accounts", summary.users as u64),
        ("Accounts that may sign in", summary.active_users as u64),
        ("Groups", summary.groups as u64),
        ("Resources", summary.resources as u64),
        ("Roles of the design", summary.roles as u64),
        ("Decisions computed", summary.decisions),
        ("Keys", report.annex.tokens.len() as u64),
    ];
    rows.extend(numbers.map(|(name, number)| vec![Cell::text(name), Cell::fact(number)]));
    section("What was audited", rows)
}

fn gate(report: &Report) -> Vec<Row> {
    let gate = &report.gate;
    let mut rows = Vec::new();
    let criteria = gate.criteria.iter().map(|criterion| {
        let look = match criterion.state {
            CriterionState::Met => Look::Good,
            CriterionState::Conditional => Look::Fair,
            CriterionState::Unmet => Look::Bad,
            CriterionState::NotAssessed => Look::Unknown,
        };
        vec![Cell::text(criterion.name), Cell::text(&criterion.says), Cell::looking(criterion.state.words(), look)]
    });
    let from = (!gate.criteria_of.is_empty()).then(|| fact("Criteria of", &gate.criteria_of));
    rows.extend(section("Criteria", from.into_iter().chain(criteria)));
    let conditions = gate.conditions.iter().map(|condition| {
        vec![
            Cell::text(condition.owner.as_deref().unwrap_or("no owner")),
            Cell::text(&condition.title),
            Cell::text(&format!("until {}", condition.until)),
            Cell::text(condition.control.as_deref().unwrap_or_default()),
            Cell::text(condition.decision()),
        ]
    });
    rows.extend(section("Conditions that must be kept", conditions));
    let sign_offs = gate.sign_offs.iter().map(|sign_off| fact(&sign_off.role, &sign_off.answers_for));
    rows.extend(section("Who must sign", sign_offs));
    rows
}

fn findings(report: &Report) -> Vec<Row> {
    let count = |severity, accepted: bool| {
        report
            .findings
            .iter()
            .filter(|finding| finding.severity == severity && finding.is_accepted() == accepted)
            .count()
    };
    let rows = report.by_severity().into_keys().map(|severity| {
        let (open, accepted) = (count(severity.0, false), count(severity.0, true));
        let accepted = if accepted == 0 { String::new() } else { format!("and {accepted} that somebody accepted") };
        vec![Cell::text(severity.0.word()), Cell::fact(open), Cell::text(&accepted)]
    });
    section("Exceptions by severity", rows)
}

fn coverage(report: &Report) -> Vec<Row> {
    let annex = &report.annex;
    let seen = annex.coverage.iter().map(|row| {
        let look = if row.state == "assessed" { Look::Good } else { Look::Unknown };
        vec![
            Cell::text(row.domain),
            Cell::text(row.reason.as_deref().unwrap_or_default()),
            Cell::looking(row.state, look),
        ]
    });
    let mut rows = section("Coverage: how much of each part was seen", seen);
    let counted = annex.population.iter().map(|row| {
        let same = row.collected == row.counted;
        let result = if same { "the same" } else { "not the same" };
        vec![
            Cell::text(&row.entity),
            Cell::text(&format!("counted again by {}", row.method)),
            Cell::looking(result, if same { Look::Good } else { Look::Bad }),
            Cell::count(row.collected),
            Cell::count(row.counted),
        ]
    });
    rows.extend(section("Population: collected and counted by a second path", counted));
    let gaps = report.not_assessed.iter().map(|gap| {
        let asked = if gap.asked_for { "asked for" } else { "not asked for" };
        vec![Cell::text(&gap.what), Cell::text(&gap.reason), Cell::text(asked)]
    });
    rows.extend(section("Not assessed", gaps));
    rows
}

/// What the workbook does not say.
fn limits(report: &Report) -> Vec<Row> {
    let mut limits = vec![
        "It tells what the system allowed when the snapshot was taken; nothing of before and after.",
        "What is not assessed is no pass: nobody looked.",
        "Controls marked (unverified) are leads; nobody here read that they say so.",
    ];
    if report.probe.is_none() {
        limits.push("The running system was not asked: everything is computed from its configuration.");
    }
    if report.summary.map.is_none() {
        limits.push("There was no design to compare with.");
    }
    section("Limits", limits.into_iter().map(|limit| vec![Cell::blank(), Cell::text(limit)]))
}

fn fact(name: &str, value: &str) -> Row {
    vec![Cell::text(name), Cell::text(value)]
}

/// Rows under a heading; nothing where there are none.
fn section(title: &str, rows: impl IntoIterator<Item = Row>) -> Vec<Row> {
    let rows: Vec<Row> = rows.into_iter().collect();
    if rows.is_empty() {
        return rows;
    }
    let mut section = vec![Vec::new(), vec![Cell::looking(title, Look::Strong)]];
    section.extend(rows);
    section
}
