//! The reports that are opened: an eventful one, a huge one, a hostile one and empty ones. All made by numbers, none by chance.

use std::sync::Arc;

use rolecall::checks::catalogue;
use rolecall::findings::{
    AcceptedBy, AccountRow, Affected, AgainstBaseline, Annex, Answer, CellResult, CellVerdict, CheckInfo, Condition,
    CountRow, CoverageRow, Criterion, CriterionState, Finding, Fix, GateOutcome, MatrixCell, MatrixRow, NotAssessed,
    Persona, ProbeReport, ProbedCell, ProbedRole, Report, ResourceRef, RoleEnd, SignOff, Subject, Summary, TokenRow,
    Waived, fingerprint,
};
use rolecall::model::{Confidence, Origin, Severity};

fn summary(map: bool) -> Summary {
    Summary {
        system: "odoo 18.0 prod".to_owned(),
        taken_at: "2026-11-20T08:00:00Z".to_owned(),
        snapshot_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        map: map.then(|| "role-maps/trading.yaml".to_owned()),
        users: 4_120,
        active_users: 4_031,
        groups: 87,
        resources: 903,
        decisions: 14_881_440,
        roles: if map { 24 } else { 0 },
    }
}

fn check(name: &str) -> &'static CheckInfo {
    catalogue().into_iter().find(|check| check.name == name).unwrap()
}

const KINDS: [(&str, Severity); 8] = [
    ("excess-access", Severity::Critical),
    ("membership-beyond-role", Severity::High),
    ("dormant-account", Severity::High),
    ("test-account", Severity::Medium),
    ("token-without-expiry", Severity::Medium),
    ("duty-conflict", Severity::Medium),
    ("record-scope-wider", Severity::Low),
    ("sensitive-field-readable", Severity::Info),
];

fn finding(number: usize) -> Finding {
    let (name, severity) = KINDS[number % KINDS.len()];
    let check = check(name);
    let login = format!("user{number:05}@acme.example");
    let subject = Subject::new("user", &login);
    let resource = ResourceRef {
        system: "odoo".to_owned(),
        instance: "prod".to_owned(),
        model: Some(format!("model.{:03}", number % 400)),
        ops: vec!["write".to_owned(), "unlink".to_owned()],
        ..ResourceRef::default()
    };
    let reached = 1 + number * 7 % 40;
    Finding {
        schema: "finding/1",
        check_id: check.id,
        check_name: check.name,
        rule_id: None,
        title: format!(
            "`{login}` may write and unlink `model.{:03}` beyond role `role-{:02}`",
            number % 400,
            number % 24
        ),
        status: "fail",
        severity,
        severity_by: Some("edits master data x a business role".to_owned()),
        confidence: Confidence::High,
        persona: Persona::GoLive,
        fingerprint: fingerprint(check.id, None, &subject, &resource),
        subject,
        affected: Affected {
            count: reached,
            users: (0..reached).map(|at| format!("user{:05}@acme.example", (number + at) % 5_000)).collect(),
        },
        resource,
        expected: Some("read".to_owned()),
        designed_at: None,
        actual: "read, write, unlink".to_owned(),
        path: vec![
            format!("user:{login}"),
            format!("group:base.group_{:02}", number % 24),
            "implies:base.group_user".to_owned(),
            format!("row:access {number} of base.group_user allows read, write, unlink on model.{:03}", number % 400),
        ],
        vendor_default: false,
        origin: Some(Origin::Custom { by: Some("paul".to_owned()), at: Some("2026-10-02T16:20:00Z".to_owned()) }),
        risk: check.why.into(),
        controls: Vec::new(),
        owner: number.is_multiple_of(3).then(|| format!("owner{}@acme.example", number % 4)),
        waiver: None,
        baseline: None,
        fix: Fix { summary: format!("take `{login}` out of `base.group_{:02}`", number % 24) },
    }
}

fn findings(number: usize) -> Vec<Finding> {
    (0..number).map(finding).collect()
}

/// A role × resource × operation, from its numbers alone.
fn cell(role: usize, resource: usize, op: usize) -> MatrixCell {
    let allowed = |yes| if yes { Answer::Allowed } else { Answer::Denied };
    let (designed, actual) = (
        (role + resource + op).is_multiple_of(3),
        (role + resource + op).is_multiple_of(3) != (role * resource + op).is_multiple_of(11),
    );
    let probed = (resource.is_multiple_of(2)).then(|| allowed(actual != (role + 2 * resource + op).is_multiple_of(97)));
    let verdict = match (designed, actual) {
        _ if probed.is_some_and(|probed| probed != allowed(actual)) => CellVerdict::Disagrees,
        (false, true) => CellVerdict::Excess,
        (true, false) => CellVerdict::Missing,
        _ => CellVerdict::AsDesigned,
    };
    MatrixCell { designed: allowed(designed), actual: allowed(actual), probed, verdict }
}

fn annex(roles: usize, resources: usize, accounts: usize) -> Annex {
    let row = |role: usize, resource: usize| MatrixRow {
        role: format!("role-{role:02}"),
        resource: format!("model.{resource:03}"),
        in_scope: true,
        cells: (0..4).map(|op| cell(role, resource, op)).collect(),
    };
    let groups: Vec<Arc<str>> = (0..24).map(|number| format!("base.group_{number:02}").into()).collect();
    Annex {
        operations: ["read", "write", "create", "unlink"].map(str::to_owned).to_vec(),
        matrix: (0..roles).flat_map(|role| (0..resources).map(move |resource| row(role, resource))).collect(),
        accounts: (0..accounts)
            .map(|number| AccountRow {
                login: format!("user{number:05}@acme.example"),
                name: format!("Person {number}"),
                email: Some(format!("person{number}@acme.example")),
                kind: if number % 9 == 0 { "external" } else { "internal" },
                active: number % 7 != 0,
                administers: number % 50 == 0,
                roles: vec![format!("role-{:02}", number % roles.max(1))],
                groups: groups.iter().take(1 + number % 20).cloned().collect(),
                beyond: groups.iter().skip(number % 20).take(1).cloned().collect(),
                last_login: (number % 3 > 0).then(|| "2026-11-19T07:30:00Z".to_owned()),
                second_factor: [Some(true), Some(false), None][number % 3],
            })
            .collect(),
        tokens: (0..30)
            .map(|number| TokenRow {
                kind: "api-key".to_owned(),
                name: format!("key {number}"),
                owner: format!("user{number:05}@acme.example"),
                scope: (number % 2 == 0).then(|| "rpc".to_owned()),
                created: Some("2026-01-01T00:00:00Z".to_owned()),
                expires: (number % 3 > 0).then(|| "2026-06-01T00:00:00Z".to_owned()),
                expired: number % 3 == 1,
            })
            .collect(),
        coverage: vec![
            CoverageRow { domain: "accounts", state: "assessed", reason: None },
            CoverageRow { domain: "fields", state: "incomplete", reason: Some("views were not read".to_owned()) },
            CoverageRow {
                domain: "sessions",
                state: "not assessed",
                reason: Some("`--sessions` was not given".to_owned()),
            },
        ],
        population: vec![
            CountRow { entity: "users".to_owned(), collected: 4_120, counted: 4_120, method: "count(*)".to_owned() },
            CountRow { entity: "rules".to_owned(), collected: 265, counted: 266, method: "count(*)".to_owned() },
        ],
    }
}

fn probe(cells: usize) -> ProbeReport {
    let answer = |number: usize| {
        let (observed, result) = match number % 10 {
            0 => (Answer::Allowed, CellResult::Unexpected),
            1 => (Answer::Inconclusive, CellResult::Inconclusive),
            _ => (Answer::Denied, CellResult::AsExpected),
        };
        ProbedCell {
            role: format!("role-{:02}", number % 6),
            login: Some(format!("probe.role-{:02}@acme.example", number % 6)),
            question: "resource",
            resource: Some(format!("model.{:03}", number % 400)),
            op: Some("write".to_owned()),
            field: None,
            record: None,
            request: format!("has_access([], 'write') on model.{:03}", number % 400),
            designed: Answer::Denied,
            predicted: Answer::Denied,
            observed,
            reason: (number % 10 == 1).then(|| "503 Service Unavailable".to_owned()),
            caveat: None,
            result,
            at: "2026-11-20T08:00:01.000Z".to_owned(),
            latency_ms: 4,
        }
    };
    let role = |number: usize| ProbedRole {
        role: format!("role-{number:02}"),
        login: format!("probe.role-{number:02}@acme.example"),
        outcome: if number == 5 { RoleEnd::ControlFailed } else { RoleEnd::Done },
        reason: (number == 5).then(|| "the secret is not taken".to_owned()),
        asked: 40,
        as_expected: 32,
        unexpected: 4,
        inconclusive: 4,
        not_asked: number,
    };
    ProbeReport {
        requests: 2 * cells as u64,
        interrupted: false,
        roles: (0..6).map(role).collect(),
        traces: vec!["a row in `res_users_log` for each sign-in".to_owned()],
        cells: (0..cells).map(answer).collect(),
        bearer: Vec::new(),
        default_logins: Vec::new(),
    }
}

/// Accepts every so-manieth finding, and holds some against a baseline.
fn accepted(findings: &mut [Finding]) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (number, finding) in findings.iter_mut().enumerate() {
        if number % 40 == 8 {
            finding.waiver = Some(Waived {
                id: format!("W-2026-{number:03}"),
                reason: "a two-person team; the owner reviews all payments weekly".to_owned(),
                control: "the CFO reviews the payment run".to_owned(),
                requested_by: "erp.lead@acme.example".to_owned(),
                approved_by: "ciso@acme.example".to_owned(),
                approved_on: "2026-10-02".to_owned(),
                expires_on: "2026-12-31".to_owned(),
                ticket: Some("CHG-8812".to_owned()),
            });
            conditions.push(Condition {
                fingerprint: finding.fingerprint.clone(),
                title: finding.title.clone(),
                accepted_by: AcceptedBy::Waiver,
                waiver: Some(format!("W-2026-{number:03}")),
                until: "2026-12-31".to_owned(),
                owner: Some("cfo@acme.example".to_owned()),
                control: Some("the CFO reviews the payment run".to_owned()),
            });
        } else if number % 40 == 9 {
            finding.baseline = Some(AgainstBaseline::Known);
        } else if number % 40 == 10 {
            finding.baseline = Some(AgainstBaseline::New);
        }
    }
    conditions
}

fn gate(conditions: Vec<Condition>) -> GateOutcome {
    let criterion = |name, state, says: &str| Criterion { name, state, says: says.to_owned() };
    GateOutcome {
        judged_on: "2026-11-21".to_owned(),
        criteria_of: "policies/gate.yaml".to_owned(),
        criteria: vec![
            criterion("findings", CriterionState::Unmet, "none that is high or worse; there are 75"),
            criterion("assessed", CriterionState::Met, "everything asked for; it is"),
            criterion("freshness", CriterionState::Met, "at most 7 days old; 1 day"),
            criterion("waivers", CriterionState::Conditional, "8 findings are accepted until `2026-12-31`"),
            criterion("probe", CriterionState::NotAssessed, "each role; role `role-05` could not be asked as"),
        ],
        conditions,
        sign_offs: [
            ("technical", "the system does what it is designed to do"),
            ("security", "nobody has more than designed"),
            ("business", "the design is what the business wants"),
        ]
        .map(|(role, answers_for)| SignOff { role: role.to_owned(), answers_for: answers_for.to_owned() })
        .to_vec(),
    }
}

/// So many findings with everything around them.
fn full(number: usize, resources: usize, accounts: usize) -> Report {
    let mut all = findings(number);
    let conditions = accepted(&mut all);
    let gap =
        NotAssessed { what: "sessions".to_owned(), reason: "`--sessions` was not given".to_owned(), asked_for: false };
    let report = Report::new(summary(true), Severity::High, all, vec![gap]);
    let mut report = report.with_probe(Some(probe(500))).with_annex(annex(24, resources, accounts));
    report.gate = gate(conditions);
    report
}

/// Three hundred findings.
pub(crate) fn eventful() -> Report {
    full(300, 120, 240)
}

/// Ten thousand findings, and a company to match.
pub(crate) fn huge() -> Report {
    full(10_000, 400, 5_000)
}

/// Nothing found, and nothing there.
pub(crate) fn clean() -> Report {
    Report::new(summary(true), Severity::High, Vec::new(), Vec::new())
}

/// No map, no probe, and what was asked for not seen.
pub(crate) fn blind() -> Report {
    let gap = |what: &str| NotAssessed {
        what: what.to_owned(),
        reason: "no role map was given: add `--map FILE`".to_owned(),
        asked_for: true,
    };
    Report::new(summary(false), Severity::Critical, Vec::new(), vec![gap("excess-access"), gap("missing-access")])
}

/// Nothing but what is accepted.
pub(crate) fn on_conditions() -> Report {
    let mut all = findings(9);
    let conditions = accepted(&mut all);
    all.retain(|finding| finding.waiver.is_some() || finding.severity < Severity::High);
    let mut report = Report::new(summary(true), Severity::High, all, Vec::new());
    report.gate = GateOutcome { conditions, judged_on: "2026-11-21".to_owned(), ..GateOutcome::default() };
    report
}

/// A name that tries everything a page could act on; should any of it run, `window.run` is set.
pub(crate) const HOSTILE: &str = "</script><script>window.run=1</script><img src=x onerror=window.run=2>\"'><svg onload=window.run=3>\
     <!-- ]]> {{7*7}} ${window.run=4} javascript:window.run=5 &lt;b&gt; `</code><iframe src=//evil.example>` \u{202e}nimda\u{2066}\u{200b}\u{0}\u{1b}[2J";
/// Names that are nobody's attack, in the scripts of the world.
pub(crate) const WORLD: [&str; 4] = ["مدير المبيعات", "営業部長", "מנהל מכירות", "Büro für Übergrößen"];

/// Every text that an ERP or a file fills is hostile, or from afar, or very long.
pub(crate) fn hostile() -> Report {
    let names: Vec<String> = std::iter::once(HOSTILE.to_owned())
        .chain(WORLD.map(str::to_owned))
        .chain([format!("long{}", "x".repeat(9_000))])
        .collect();
    let mut all = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let mut one = finding(number % 2);
        one.title = format!("`{name}` holds {name}");
        one.subject = Subject::new("user", name);
        one.resource = ResourceRef {
            model: Some(name.clone()),
            field: Some(name.clone()),
            ops: vec![name.clone()],
            ..ResourceRef::default()
        };
        one.fingerprint = fingerprint(one.check_id, None, &one.subject, &one.resource);
        one.affected = Affected { count: 2, users: vec![name.clone(), name.clone()] };
        one.expected = Some(name.clone());
        one.actual = String::from(name);
        one.path = vec![format!("user:{name}"), name.clone()];
        one.origin = Some(Origin::Custom { by: Some(name.clone()), at: Some(name.clone()) });
        one.owner = Some(name.clone());
        one.rule_id = Some(name.clone());
        one.severity_by = Some(name.clone());
        one.controls = vec![name.clone()];
        one.risk = name.clone().into();
        one.fix = Fix { summary: name.clone() };
        all.push(one);
    }
    let mut annex = annex(2, 3, 4);
    for (row, name) in annex.matrix.iter_mut().zip(names.iter().cycle()) {
        row.resource = name.clone();
        row.role = name.clone();
    }
    for (row, name) in annex.accounts.iter_mut().zip(&names) {
        (row.login, row.name) = (name.clone(), name.clone());
        row.roles = vec![name.clone()];
        row.groups = vec![name.as_str().into()];
    }
    for (row, name) in annex.tokens.iter_mut().zip(&names) {
        (row.name, row.owner, row.scope) = (name.clone(), name.clone(), Some(name.clone()));
        (row.kind, row.created, row.expires) = (name.clone(), Some(name.clone()), Some(name.clone()));
    }
    annex.operations[0] = HOSTILE.to_owned();
    annex.population[0].entity = HOSTILE.to_owned();
    annex.coverage[1].reason = Some(HOSTILE.to_owned());
    let mut probe = probe(4);
    for cell in &mut probe.cells {
        (cell.role, cell.request, cell.login) = (HOSTILE.to_owned(), HOSTILE.to_owned(), Some(HOSTILE.to_owned()));
        cell.reason = Some(HOSTILE.to_owned());
    }
    probe.roles[0].role = HOSTILE.to_owned();
    probe.roles[0].reason = Some(HOSTILE.to_owned());
    probe.traces = vec![HOSTILE.to_owned()];
    let gap = NotAssessed { what: HOSTILE.to_owned(), reason: HOSTILE.to_owned(), asked_for: true };
    let summary = Summary {
        system: HOSTILE.to_owned(),
        map: Some(HOSTILE.to_owned()),
        taken_at: HOSTILE.to_owned(),
        ..summary(true)
    };
    let mut report = Report::new(summary, Severity::High, all, vec![gap]).with_probe(Some(probe)).with_annex(annex);
    report.gate = gate(vec![Condition {
        fingerprint: HOSTILE.to_owned(),
        title: HOSTILE.to_owned(),
        accepted_by: AcceptedBy::Waiver,
        waiver: Some(HOSTILE.to_owned()),
        until: HOSTILE.to_owned(),
        owner: Some(HOSTILE.to_owned()),
        control: Some(HOSTILE.to_owned()),
    }]);
    report.gate.criteria_of = HOSTILE.to_owned();
    report.gate.criteria[0].says = HOSTILE.to_owned();
    report.gate.sign_offs[0] = SignOff { role: HOSTILE.to_owned(), answers_for: HOSTILE.to_owned() };
    report
}
