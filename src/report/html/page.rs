//! What stands in the page before any script runs: the verdict with its reasons, the worst findings, every count.

use askama::Template;

use super::findings::{self, more, state, title};
use super::matrix::{RoleLine, role_lines};
use super::text::{Piece, name, paragraph, pieces, sentence, step};
use super::{SCRIPT, STYLE, csp};
use crate::findings::{
    Annex, CellResult, CellVerdict, CheckInfo, CriterionState, Finding, GateOutcome, ProbeReport, Report, RoleEnd,
    Verdict,
};
use crate::model::Severity;
use crate::report::words::{self, count, thousands};

/// At most so many blocking findings are told in full at the top, and so many of all in the table that needs no script.
const BLOCKING: usize = 25;
const WORST: usize = 100;
/// At most so many conditions are read at a glance.
const FOLDED: usize = 8;

/// The page.
#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
pub(super) struct Page {
    policy: String,
    style: &'static str,
    script: &'static str,
    version: &'static str,
    verdict: &'static str,
    /// `go`, `conditions`, `no-go`, `not-assessed`: class and shape.
    shape: &'static str,
    /// What the verdict means for whoever reads no further.
    means: &'static str,
    reason: Vec<Piece>,
    system: Vec<Piece>,
    judged_on: String,
    severities: Vec<Tally>,
    criteria: Vec<Reason>,
    criteria_of: String,
    conditions: Vec<Kept>,
    /// More conditions than these are folded away.
    folded: usize,
    blocking: Vec<Card>,
    blocking_total: usize,
    sign_offs: Vec<(String, Vec<Piece>)>,
    asked_for: Vec<Gap>,
    gaps: Vec<Gap>,
    gaps_total: usize,
    worst: Vec<Line>,
    total: usize,
    /// How many of them the script finds in the page.
    embedded: usize,
    left_out: Option<Vec<Piece>>,
    has_owners: bool,
    persona: &'static str,
    has_map: bool,
    roles: Vec<RoleLine>,
    verdicts: Vec<&'static str>,
    accounts: usize,
    administrators: usize,
    tokens: usize,
    probe: Option<Probe>,
    coverage: Vec<(&'static str, &'static str, &'static str, Vec<Piece>)>,
    population: Vec<(String, String, String, bool, String)>,
    provenance: Vec<(&'static str, String)>,
    /// Findings, matrix, accounts, tokens, answers.
    data: [String; 5],
}

/// The findings of a severity.
struct Tally {
    severity: &'static str,
    all: usize,
    accepted: usize,
}

/// A criterion of the gate.
struct Reason {
    name: String,
    class: &'static str,
    state: &'static str,
    says: Vec<Piece>,
}

/// A condition on which the verdict holds.
struct Kept {
    title: Vec<Piece>,
    by: String,
    until: String,
    owner: String,
    control: Vec<Piece>,
    fingerprint: String,
}

/// A blocking finding, in full.
struct Card {
    severity: &'static str,
    check: &'static str,
    title: Vec<Piece>,
    owner: String,
    subject: String,
    affected: String,
    told: Vec<(&'static str, Vec<Piece>)>,
    path: Vec<(String, Vec<Piece>)>,
    fingerprint: String,
}

/// A finding in the table that needs no script.
struct Line {
    severity: &'static str,
    check: &'static str,
    title: Vec<Piece>,
    subject: String,
    resource: String,
    affected: String,
    owner: String,
    state: &'static str,
}

/// Something that nobody looked at.
struct Gap {
    what: Vec<Vec<Piece>>,
    reason: Vec<Piece>,
}

/// What the probe did.
struct Probe {
    summary: String,
    interrupted: bool,
    roles: Vec<ProbedAs>,
    /// Tokens and passwords.
    others: Vec<Tried>,
    traces: Vec<Vec<Piece>>,
    answers: usize,
}

/// How the probe of a role went.
struct ProbedAs {
    role: String,
    login: String,
    class: &'static str,
    outcome: &'static str,
    reason: Vec<Piece>,
    numbers: Vec<String>,
}

/// A token or a password that the system was shown.
struct Tried {
    sent: Vec<Piece>,
    expected: &'static str,
    observed: &'static str,
    class: &'static str,
    reason: Vec<Piece>,
}

impl Page {
    /// The page of a report, around the blocks that its script reads.
    pub(super) fn new(report: &Report, checks: &[&CheckInfo], data: [String; 5]) -> Self {
        let annex: &Annex = &report.annex;
        let gate: &GateOutcome = &report.gate;
        let blocking = || report.findings.iter().filter(|finding| report.decides(finding));
        let (shape, means) = told(report.verdict);
        let gaps = |asked_for| {
            let gaps = words::gaps(report).into_iter().filter(move |gap| gap.asked_for == asked_for);
            gaps.map(|gap| Gap {
                what: gap.what.into_iter().map(|what| pieces(&sentence(what))).collect(),
                reason: pieces(&paragraph(gap.reason)),
            })
        };
        Self {
            policy: csp::policy(STYLE, SCRIPT),
            style: STYLE,
            script: SCRIPT,
            version: env!("CARGO_PKG_VERSION"),
            verdict: report.verdict.words(),
            shape,
            means,
            reason: pieces(&paragraph(&words::reason(report))),
            system: pieces(&name(&report.summary.system)),
            judged_on: name(&gate.judged_on),
            severities: severities(report),
            criteria: gate.criteria.iter().map(reason).collect(),
            criteria_of: name(&gate.criteria_of),
            conditions: conditions(gate),
            folded: FOLDED,
            blocking: blocking().take(BLOCKING).map(|finding| card(finding, checks)).collect(),
            blocking_total: blocking().count(),
            sign_offs: gate
                .sign_offs
                .iter()
                .map(|sign| (name(&sign.role), pieces(&sentence(&sign.answers_for))))
                .collect(),
            asked_for: gaps(true).collect(),
            gaps: gaps(false).collect(),
            gaps_total: report.not_assessed.len(),
            worst: report.findings.iter().take(WORST).map(|finding| line(report, finding)).collect(),
            total: report.findings.len(),
            embedded: report.findings.len().min(findings::MAX),
            left_out: words::left_out(report).map(|text| pieces(&text)),
            has_owners: report.findings.iter().any(|finding| finding.owner.is_some()),
            persona: report.persona.name(),
            has_map: report.summary.map.is_some(),
            roles: role_lines(annex),
            verdicts: CellVerdict::ALL.map(CellVerdict::words).to_vec(),
            accounts: annex.accounts.len(),
            administrators: annex.accounts.iter().filter(|account| account.administers).count(),
            tokens: annex.tokens.len(),
            probe: report.probe.as_ref().map(|probe| probed(report, probe)),
            coverage: coverage(annex),
            population: population(annex),
            provenance: provenance(report),
            data,
        }
    }
}

impl Page {
    /// A number as the template writes it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands out references")]
    fn plain(number: &usize) -> String {
        thousands(*number)
    }
}

fn told(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Go => ("go", "Everything asked for was assessed, and nothing found stands in the way."),
        Verdict::GoWithConditions => {
            ("conditions", "Nothing stands in the way as long as the conditions below are kept.")
        }
        Verdict::NoGo => ("no-go", "Do not go live before what blocks is gone, or somebody accepts it."),
        Verdict::NotAssessed => ("not-assessed", "Nobody can say yet: something that was asked for was not seen."),
    }
}

fn severities(report: &Report) -> Vec<Tally> {
    let tally = |severity: &Severity| {
        let found = || report.findings.iter().filter(|finding| finding.severity == *severity);
        let accepted = found().filter(|finding| finding.is_accepted()).count();
        Tally { severity: severity.word(), all: found().count(), accepted }
    };
    Severity::ALL.iter().rev().map(tally).collect()
}

fn reason(criterion: &crate::findings::Criterion) -> Reason {
    Reason {
        name: criterion.name.replace('-', " "),
        class: match criterion.state {
            CriterionState::Met => "met",
            CriterionState::Conditional => "conditional",
            CriterionState::Unmet => "unmet",
            CriterionState::NotAssessed => "unknown",
        },
        state: criterion.state.words(),
        says: pieces(&paragraph(&criterion.says)),
    }
}

fn conditions(gate: &GateOutcome) -> Vec<Kept> {
    let optional = |value: &Option<String>| value.as_deref().map(name).unwrap_or_default();
    gate.conditions
        .iter()
        .map(|condition| Kept {
            title: pieces(&sentence(&condition.title)),
            by: condition
                .waiver
                .as_deref()
                .map_or_else(|| "the baseline".to_owned(), |id| format!("waiver {}", name(id))),
            until: name(&condition.until),
            owner: optional(&condition.owner),
            control: condition.control.as_deref().map(|control| pieces(&paragraph(control))).unwrap_or_default(),
            fingerprint: name(&condition.fingerprint),
        })
        .collect()
}

fn card(finding: &Finding, checks: &[&CheckInfo]) -> Card {
    let first = ["Expected", "Designed at", "What there is", "What to do", "If it stays"];
    let told = more(finding, checks).into_iter().filter(|(label, _)| first.contains(label));
    Card {
        severity: finding.severity.word(),
        check: finding.check_id,
        title: pieces(&title(finding)),
        owner: finding.owner.as_deref().map(name).unwrap_or_default(),
        subject: name(&words::subject(&finding.subject)),
        affected: count(finding.affected.count, "account"),
        told: told.map(|(label, text)| (label, pieces(&text))).collect(),
        path: finding.path.iter().map(|text| step(text)).collect(),
        fingerprint: name(&finding.fingerprint),
    }
}

fn line(report: &Report, finding: &Finding) -> Line {
    Line {
        severity: finding.severity.word(),
        check: finding.check_id,
        title: pieces(&title(finding)),
        subject: name(&words::subject(&finding.subject)),
        resource: name(&words::resource(&finding.resource)),
        affected: thousands(finding.affected.count),
        owner: finding.owner.as_deref().map(name).unwrap_or_default(),
        state: state(report, finding),
    }
}

fn probed(report: &Report, probe: &ProbeReport) -> Probe {
    let told = |text: Option<&str>| text.map(|text| pieces(&paragraph(text))).unwrap_or_default();
    let roles = probe.roles.iter().map(|role| ProbedAs {
        role: name(&role.role),
        login: name(&role.login),
        class: if role.outcome == RoleEnd::Done { "met" } else { "unknown" },
        outcome: role.outcome.words(),
        reason: told(role.reason.as_deref()),
        numbers: [role.asked, role.as_expected, role.unexpected, role.inconclusive, role.not_asked]
            .map(thousands)
            .to_vec(),
    });
    let class = |result: CellResult| match result {
        CellResult::AsExpected => "met",
        CellResult::Unexpected => "unmet",
        CellResult::Inconclusive => "unknown",
    };
    let tokens = probe.bearer.iter().map(|token| Tried {
        sent: pieces(&sentence(&token.request)),
        expected: token.expected.word(),
        observed: token.observed.word(),
        class: class(token.result),
        reason: told(token.reason.as_deref()),
    });
    let logins = probe.default_logins.iter().map(|login| Tried {
        sent: pieces(&sentence(&login.request)),
        expected: "denied",
        observed: login.observed.word(),
        class: class(login.result),
        reason: told(login.reason.as_deref()),
    });
    Probe {
        summary: words::probe(report).unwrap_or_default(),
        interrupted: probe.interrupted,
        roles: roles.collect(),
        others: tokens.chain(logins).collect(),
        traces: probe.traces.iter().map(|trace| pieces(&paragraph(trace))).collect(),
        answers: probe.cells.len(),
    }
}

fn coverage(annex: &Annex) -> Vec<(&'static str, &'static str, &'static str, Vec<Piece>)> {
    let row = |row: &crate::findings::CoverageRow| {
        let class = match row.state {
            "assessed" => "met",
            "incomplete" => "conditional",
            _ => "unknown",
        };
        let reason = row.reason.as_deref().map(|reason| pieces(&paragraph(reason))).unwrap_or_default();
        (row.domain, class, row.state, reason)
    };
    annex.coverage.iter().map(row).collect()
}

fn population(annex: &Annex) -> Vec<(String, String, String, bool, String)> {
    let row = |row: &crate::findings::CountRow| {
        let agree = row.collected == row.counted;
        (name(&row.entity), thousands(row.collected), thousands(row.counted), agree, sentence(&row.method))
    };
    annex.population.iter().map(row).collect()
}

fn provenance(report: &Report) -> Vec<(&'static str, String)> {
    let summary = &report.summary;
    let all = [
        ("System", name(&summary.system)),
        ("Snapshot taken at", name(&summary.taken_at)),
        ("Snapshot's SHA-256", name(&summary.snapshot_sha256)),
        ("Role map", name(&words::map(report))),
        ("Looked at", words::extent(report)),
        ("Judged on", name(&report.gate.judged_on)),
        ("Criteria", name(&report.gate.criteria_of)),
        ("NO-GO from", format!("{} on", report.fail_on.word())),
        ("Written for", format!("persona {}", report.persona.name())),
        ("Left out", words::left_out(report).unwrap_or_default()),
        ("Made by", format!("rolecall {}", env!("CARGO_PKG_VERSION"))),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}
