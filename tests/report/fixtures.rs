//! The reports that the tests render.

use std::sync::Arc;

use rolecall::findings::{
    AcceptedBy, AccountRow, Affected, AgainstBaseline, Annex, Answer, CellResult, CellVerdict, CheckInfo, Condition,
    CountRow, CoverageRow, Criterion, CriterionState, Finding, Fix, GateOutcome, MAX_LISTED_USERS, MatrixCell,
    MatrixRow, NotAssessed, Persona, ProbeReport, ProbedCell, ProbedDefaultLogin, ProbedRole, ProbedToken, Report,
    ResourceRef, RoleEnd, SignOff, Subject, Summary, TokenRow, Verdict, Waived, fingerprint,
};
use rolecall::model::{Confidence, Origin, Place, Position, Severity};

pub(crate) static EXCESS: CheckInfo = CheckInfo {
    id: "RM-001",
    name: "excess-access",
    title: "Access beyond the design",
    severity: Severity::Critical,
    what: "Operations that a mapped group grants and the role's design does not.",
    why: "People can do what nobody decided they may do.",
    fix: "Remove the row that grants it, or design the access.",
    controls: &["NIST-800-53r5 AC-6", "ISO27001-2022 A.5.15"],
};

pub(crate) static MEMBERSHIP: CheckInfo = CheckInfo {
    id: "RM-004",
    name: "membership-beyond-role",
    title: "Group held beyond the designed roles",
    severity: Severity::High,
    what: "Groups that a user holds and none of the user's roles is made of.",
    why: "Rights that come with a past job stay when the job changes.",
    fix: "Take the user out of the group, or give the role that it belongs to.",
    controls: &[],
};

pub(crate) static CHECKS: [&CheckInfo; 2] = [&EXCESS, &MEMBERSHIP];

fn summary() -> Summary {
    Summary {
        system: "odoo 18.0 prod".to_owned(),
        taken_at: "2026-11-20T08:00:00Z".to_owned(),
        snapshot_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        map: Some("role-maps/trading.yaml".to_owned()),
        users: 4_120,
        active_users: 4_031,
        groups: 87,
        resources: 903,
        decisions: 14_881_440,
        roles: 11,
    }
}

fn finding(
    check: &'static CheckInfo,
    severity: Severity,
    subject: Subject,
    resource: ResourceRef,
    title: &str,
    users: Vec<String>,
) -> Finding {
    Finding {
        schema: "finding/1",
        check_id: check.id,
        check_name: check.name,
        rule_id: None,
        title: title.to_owned(),
        status: "fail",
        severity,
        severity_by: None,
        confidence: Confidence::High,
        persona: Persona::GoLive,
        fingerprint: fingerprint(check.id, None, &subject, &resource),
        subject,
        affected: affected(users),
        resource,
        expected: None,
        designed_at: None,
        actual: "allowed".to_owned(),
        path: Vec::new(),
        vendor_default: false,
        origin: None,
        risk: check.why.into(),
        controls: Vec::new(),
        owner: None,
        waiver: None,
        baseline: None,
        fix: Fix { summary: check.fix.to_owned() },
    }
}

/// All counted, the first listed.
fn affected(users: Vec<String>) -> Affected {
    let count = users.len();
    Affected { count, users: users.into_iter().take(MAX_LISTED_USERS).collect() }
}

fn model(name: &str, ops: &[&str]) -> ResourceRef {
    ResourceRef {
        system: "odoo".to_owned(),
        instance: "prod".to_owned(),
        model: Some(name.to_owned()),
        ops: ops.iter().map(|op| (*op).to_owned()).collect(),
        ..ResourceRef::default()
    }
}

fn group(name: &str) -> ResourceRef {
    ResourceRef {
        system: "odoo".to_owned(),
        instance: "prod".to_owned(),
        group: Some(name.to_owned()),
        ..ResourceRef::default()
    }
}

/// Three findings as an audit makes them, and domains that were not assessed.
pub(crate) fn usual() -> Report {
    let map: Arc<str> = "role-maps/trading.yaml".into();
    let sheet: Arc<str> = "role-maps/Rollen Büro.xlsx".into();
    let mut row = finding(
        &EXCESS,
        Severity::Critical,
        Subject::new("role", "sales-rep"),
        model("account.move", &["create", "write"]),
        "role `sales-rep` may create and write `account.move`, its design says read",
        (0..4_012).map(|number| format!("rep{number:04}@sales.acme.example")).collect(),
    );
    row.expected = Some("read".to_owned());
    row.designed_at = Some(Position::line(&map, 12, 5));
    row.actual = String::from("create, read, write");
    row.path = [
        "role sales-rep",
        "group sales_team.group_sale_salesman",
        "implies base.group_user",
        "access row `Sales may post invoices`",
    ]
    .map(str::to_owned)
    .to_vec();
    row.origin = Some(Origin::Custom { by: Some("paul".to_owned()), at: Some("2026-10-02T16:20:00Z".to_owned()) });
    row.fix = Fix { summary: "delete the access row `Sales may post invoices`".to_owned() };

    let mut member = finding(
        &MEMBERSHIP,
        Severity::High,
        Subject::new("user", "mara@acme.example"),
        group("account.group_account_manager"),
        "`mara@acme.example` holds `account.group_account_manager` beyond role `sales-rep`",
        vec!["mara@acme.example".to_owned()],
    );
    member.designed_at = Some(Position { file: sheet, place: Place::Cell("Users".into(), "C7".to_owned()) });
    member.path = vec!["user mara@acme.example".to_owned(), "group account.group_account_manager".to_owned()];

    let mut field = model("product.product", &["read"]);
    field.field = Some("standard_price".to_owned());
    let everyone = finding(
        &EXCESS,
        Severity::Medium,
        Subject::new("everyone", "everyone"),
        field,
        "everyone may read `product.product.standard_price`",
        Vec::new(),
    );
    let needs_secret = "the collector's view `rolecall_secrets` is missing: run `docs/odoo-collector.sql`";
    Report::new(
        summary(),
        Severity::High,
        vec![everyone, row, member],
        vec![
            NotAssessed {
                what: "fields".to_owned(),
                reason: "SQL alone does not tell hidden fields".to_owned(),
                asked_for: true,
            },
            NotAssessed { what: "default-password".to_owned(), reason: needs_secret.to_owned(), asked_for: false },
            NotAssessed { what: "second-factor".to_owned(), reason: needs_secret.to_owned(), asked_for: false },
        ],
    )
}

/// Nothing found, everything assessed.
pub(crate) fn clean() -> Report {
    Report::new(summary(), Severity::High, Vec::new(), Vec::new())
}

/// Nothing found, no map, and what was asked for not assessed.
pub(crate) fn blind() -> Report {
    let summary = Summary { map: None, roles: 0, ..summary() };
    let why = "no role map was given: add `--map FILE`".to_owned();
    let gap = |what: &str| NotAssessed { what: what.to_owned(), reason: why.clone(), asked_for: true };
    Report::new(summary, Severity::Critical, Vec::new(), vec![gap("excess-access"), gap("missing-access")])
}

/// A name that tries everything.
pub(crate) const HOSTILE: &str = "Sales\u{1b}[2J\u{1b}]8;;http://evil.example\u{7}| <script>alert(1)</script>\r\n## x `y` \
     [a](javascript:alert(1)) @team \u{202e}nimda\u{2066}\u{200b}\u{9b}31m =HYPERLINK(1)";

/// Every text that an ERP or a file can fill is hostile.
pub(crate) fn hostile(name: &str) -> Report {
    let mut resource = model(name, &[name]);
    resource.field = Some(name.to_owned());
    resource.instance = String::from(name);
    let mut finding =
        finding(&EXCESS, Severity::High, Subject::new("group", name), resource, name, vec![name.to_owned()]);
    finding.expected = Some(name.to_owned());
    finding.designed_at = Some(Position::line(&name.into(), 0, 0));
    finding.actual = String::from(name);
    finding.path = vec![name.to_owned(), name.to_owned()];
    finding.origin =
        Some(Origin::VendorChanged { module: name.to_owned(), by: Some(name.to_owned()), at: Some(name.to_owned()) });
    finding.fix = Fix { summary: name.to_owned() };
    let mut bare = finding.clone();
    bare.designed_at = None;
    bare.owner = Some(name.to_owned());
    bare.rule_id = Some(name.to_owned());
    bare.severity_by = Some(name.to_owned());
    bare.controls = vec![format!("{name} {name}")];
    bare.waiver = Some(Waived {
        id: name.to_owned(),
        reason: name.to_owned(),
        control: name.to_owned(),
        requested_by: name.to_owned(),
        approved_by: name.to_owned(),
        approved_on: name.to_owned(),
        expires_on: name.to_owned(),
        ticket: Some(name.to_owned()),
    });
    let summary = Summary {
        system: name.to_owned(),
        taken_at: name.to_owned(),
        snapshot_sha256: name.to_owned(),
        map: Some(name.to_owned()),
        ..summary()
    };
    let gap = NotAssessed { what: name.to_owned(), reason: name.to_owned(), asked_for: true };
    let role = ProbedRole {
        role: name.to_owned(),
        reason: Some(name.to_owned()),
        outcome: RoleEnd::Ended,
        ..probed_role(name, [1, 0, 1, 0, 0])
    };
    let mut cell = probed_cell(name, name, [Answer::Denied, Answer::Denied, Answer::Allowed]);
    for part in [&mut cell.login, &mut cell.resource, &mut cell.op, &mut cell.field, &mut cell.record, &mut cell.reason]
    {
        *part = Some(name.to_owned());
    }
    cell.at = name.to_owned();
    let probe = ProbeReport {
        requests: 1,
        interrupted: true,
        roles: vec![role],
        traces: vec![name.to_owned()],
        cells: vec![cell],
        bearer: vec![ProbedToken {
            reason: Some(name.to_owned()),
            at: Some(name.to_owned()),
            ..probed_token("alg-none", name, Answer::Inconclusive)
        }],
        default_logins: vec![ProbedDefaultLogin {
            login: name.to_owned(),
            request: name.to_owned(),
            observed: Answer::Inconclusive,
            reason: Some(name.to_owned()),
            result: CellResult::Inconclusive,
            at: name.to_owned(),
            latency_ms: 4,
        }],
    };
    let report = Report::new(summary, Severity::High, vec![finding, bare], vec![gap]).with_probe(Some(probe));
    Report { gate: hostile_gate(name), ..report }.with_annex(hostile_annex(name))
}

fn hostile_gate(name: &str) -> GateOutcome {
    GateOutcome {
        judged_on: name.to_owned(),
        criteria_of: name.to_owned(),
        criteria: vec![Criterion { name: "findings", state: CriterionState::Unmet, says: name.to_owned() }],
        conditions: vec![Condition {
            fingerprint: name.to_owned(),
            title: name.to_owned(),
            accepted_by: AcceptedBy::Waiver,
            waiver: Some(name.to_owned()),
            until: name.to_owned(),
            owner: Some(name.to_owned()),
            control: Some(name.to_owned()),
        }],
        sign_offs: vec![SignOff { role: name.to_owned(), answers_for: name.to_owned() }],
    }
}

fn hostile_annex(name: &str) -> Annex {
    let cell = cell(Answer::Denied, Answer::Allowed, None, CellVerdict::Excess);
    Annex {
        operations: vec![name.to_owned()],
        matrix: vec![MatrixRow { role: name.to_owned(), resource: name.to_owned(), in_scope: true, cells: vec![cell] }],
        accounts: vec![AccountRow {
            login: name.to_owned(),
            name: name.to_owned(),
            email: Some(name.to_owned()),
            kind: "internal",
            active: true,
            administers: false,
            roles: vec![name.to_owned()],
            groups: vec![name.into()],
            beyond: vec![name.into()],
            last_login: Some(name.to_owned()),
            second_factor: None,
        }],
        tokens: vec![TokenRow {
            kind: name.to_owned(),
            name: name.to_owned(),
            owner: name.to_owned(),
            scope: Some(name.to_owned()),
            created: Some(name.to_owned()),
            expires: Some(name.to_owned()),
            expired: true,
        }],
        coverage: vec![CoverageRow { domain: "fields", state: "not assessed", reason: Some(name.to_owned()) }],
        population: vec![CountRow { entity: name.to_owned(), collected: 1, counted: 2, method: name.to_owned() }],
    }
}

pub(crate) fn cell(designed: Answer, actual: Answer, probed: Option<Answer>, verdict: CellVerdict) -> MatrixCell {
    MatrixCell { designed, actual, probed, verdict }
}

/// A decision to live with something.
pub(crate) fn waiver() -> Waived {
    Waived {
        id: "W-2026-014".to_owned(),
        reason: "two people do finance; the owner reviews all payments weekly".to_owned(),
        control: "FIN-C-07 CFO reviews the payment run".to_owned(),
        requested_by: "erp.lead@acme.example".to_owned(),
        approved_by: "ciso@acme.example".to_owned(),
        approved_on: "2026-11-02".to_owned(),
        expires_on: "2026-12-01".to_owned(),
        ticket: Some("CHG-8812".to_owned()),
    }
}

/// A report with a waived, a known and a grown finding, the gate's criteria and the design cell by cell.
pub(crate) fn judged() -> Report {
    use Answer::{Allowed, Denied, Silent, Unknown};
    let mut report = usual();
    for finding in &mut report.findings {
        match finding.severity {
            Severity::Critical => {
                finding.waiver = Some(waiver());
                finding.baseline = Some(AgainstBaseline::New);
                finding.owner = Some("finance".to_owned());
            }
            Severity::High => finding.baseline = Some(AgainstBaseline::Grown),
            _ => finding.baseline = Some(AgainstBaseline::Known),
        }
    }
    let criterion = |name, state, says: &str| Criterion { name, state, says: says.to_owned() };
    report.verdict = Verdict::NoGo;
    report.gate = GateOutcome {
        judged_on: "2026-11-21".to_owned(),
        criteria_of: "policies/gate.yaml".to_owned(),
        criteria: vec![
            criterion("findings", CriterionState::Unmet, "1 finding is high or worse, none may be"),
            criterion("waivers", CriterionState::Conditional, "1 finding is accepted until 2026-12-01"),
            criterion("freshness", CriterionState::Met, "the evidence is 1 day old, 7 are allowed"),
            criterion("assessed", CriterionState::NotAssessed, "1 thing asked for was not assessed"),
        ],
        ..GateOutcome::default()
    };
    let row = |role: &str, resource: &str, in_scope, cells: [MatrixCell; 3]| MatrixRow {
        role: role.to_owned(),
        resource: resource.to_owned(),
        in_scope,
        cells: cells.to_vec(),
    };
    let good = cell(Allowed, Allowed, Some(Allowed), CellVerdict::AsDesigned);
    let open = cell(Silent, Allowed, None, CellVerdict::Undesigned);
    let excess = cell(Denied, Allowed, None, CellVerdict::Excess);
    let missing = cell(Allowed, Denied, None, CellVerdict::Missing);
    let disagrees = cell(Denied, Denied, Some(Allowed), CellVerdict::Disagrees);
    let unknown = cell(Allowed, Unknown, None, CellVerdict::NotAssessed);
    report.with_annex(Annex {
        operations: ["read", "create", "write"].map(str::to_owned).to_vec(),
        matrix: vec![
            row("sales-rep", "account.move", true, [good, excess, excess]),
            row("sales-rep", "crm.lead", true, [good, missing, disagrees]),
            row("sales-rep", "mail.thread", false, [open, open, open]),
            row("sales-rep", "sale.order", true, [good, good, good]),
            row("buyer", "purchase.order", true, [good, unknown, good]),
        ],
        ..Annex::default()
    })
}

fn probed_role(role: &str, [asked, as_expected, unexpected, inconclusive, not_asked]: [usize; 5]) -> ProbedRole {
    ProbedRole {
        role: role.to_owned(),
        login: format!("probe.{role}@acme.example"),
        outcome: RoleEnd::Done,
        reason: None,
        asked,
        as_expected,
        unexpected,
        inconclusive,
        not_asked,
    }
}

fn probed_cell(role: &str, request: &str, [designed, predicted, observed]: [Answer; 3]) -> ProbedCell {
    let wrong = |said: Answer| matches!(said, Answer::Allowed | Answer::Denied) && said != observed;
    ProbedCell {
        role: role.to_owned(),
        login: Some(format!("probe.{role}@acme.example")),
        question: "resource",
        resource: Some("sale.order".to_owned()),
        op: Some("write".to_owned()),
        field: None,
        record: None,
        request: request.to_owned(),
        designed,
        predicted,
        observed,
        reason: (observed == Answer::Inconclusive).then(|| "503 Service Unavailable".to_owned()),
        caveat: None,
        result: match observed {
            Answer::Inconclusive => CellResult::Inconclusive,
            _ if wrong(designed) || wrong(predicted) => CellResult::Unexpected,
            _ => CellResult::AsExpected,
        },
        at: "2026-11-20T08:00:01.250Z".to_owned(),
        latency_ms: 12,
    }
}

fn probed_token(attempt: &'static str, request: &str, observed: Answer) -> ProbedToken {
    let expected = if attempt.starts_with("good") { Answer::Allowed } else { Answer::Denied };
    ProbedToken {
        attempt,
        request: request.to_owned(),
        expected,
        observed,
        reason: (observed == Answer::Inconclusive).then(|| "not asked: interrupted".to_owned()),
        result: match observed {
            Answer::Inconclusive => CellResult::Inconclusive,
            _ if observed == expected => CellResult::AsExpected,
            _ => CellResult::Unexpected,
        },
        at: (observed != Answer::Inconclusive).then(|| "2026-11-20T08:00:09.500Z".to_owned()),
        latency_ms: (observed != Answer::Inconclusive).then_some(3),
    }
}

/// A probe of three roles: one as expected, one with surprises, one that never came in.
pub(crate) fn probed() -> Report {
    use Answer::{Allowed, Denied, Inconclusive, Silent, Unknown};
    let mut accountant = probed_role("accountant", [0, 0, 0, 0, 1]);
    accountant.outcome = RoleEnd::ControlFailed;
    accountant.reason = Some("the secret is not taken".to_owned());
    let cells = vec![
        probed_cell("buyer", "has_access([], 'read') on purchase.order", [Allowed, Allowed, Allowed]),
        probed_cell("sales-rep", "has_access([], 'write') on sale.order", [Allowed, Allowed, Inconclusive]),
        probed_cell("sales-rep", "has_access([], 'write') on hr.contract", [Denied, Denied, Allowed]),
        probed_cell("sales-rep", "read([7], ['standard_price']) on product.template", [Denied, Unknown, Allowed]),
        probed_cell("sales-rep", "has_access([], 'read') on crm.lead", [Silent, Allowed, Denied]),
    ];
    let probe = ProbeReport {
        requests: 1_012,
        interrupted: false,
        roles: vec![probed_role("buyer", [1, 1, 0, 0, 0]), probed_role("sales-rep", [4, 0, 3, 1, 12]), accountant],
        traces: vec!["one row in `res_users_log` for each sign-in".to_owned()],
        cells,
        bearer: vec![
            probed_token("good", "GET /api/v1/me with a good token", Allowed),
            probed_token("no-token", "GET /api/v1/me with no token", Denied),
            probed_token("expired", "GET /api/v1/me with a token that expired an hour ago", Allowed),
            probed_token("good-again", "GET /api/v1/me with a good token, again", Inconclusive),
        ],
        default_logins: Vec::new(),
    };
    let gap =
        |what: &str, reason: &str| NotAssessed { what: what.to_owned(), reason: reason.to_owned(), asked_for: true };
    let gaps = vec![
        gap("probe of role accountant", "the secret is not taken"),
        gap("role sales-rep: has_access([], 'write') on sale.order", "inconclusive: 503 Service Unavailable"),
    ];
    Report::new(summary(), Severity::High, Vec::new(), gaps).with_probe(Some(probe))
}

/// So many surprises of one role.
pub(crate) fn many_surprises(number: usize) -> Report {
    let mut report = probed();
    let surprise = |index| {
        let request = format!("has_access([{index}], 'read') on sale.order");
        probed_cell("sales-rep", &request, [Answer::Denied, Answer::Denied, Answer::Allowed])
    };
    if let Some(probe) = &mut report.probe {
        probe.cells = (0..number).map(surprise).collect();
    }
    report
}

/// So many findings, each about its own user.
pub(crate) fn many(number: usize) -> Report {
    let findings = (0..number).map(|index| {
        let login = format!("user{index:05}@acme.example");
        let title = format!("`{login}` holds `base.group_system` beyond role `employee`");
        finding(
            &MEMBERSHIP,
            Severity::High,
            Subject::new("user", &login),
            group("base.group_system"),
            &title,
            vec![login],
        )
    });
    Report::new(summary(), Severity::High, findings.collect(), Vec::new())
}

pub(crate) fn all() -> Vec<Report> {
    vec![usual(), judged(), clean(), blind(), hostile(HOSTILE), many(60), probed(), many_surprises(60)]
}

/// A finding about a user.
pub(crate) fn about(severity: Severity, user: &str) -> Finding {
    let title = format!("`{user}` holds `base.group_system`");
    let subject = Subject::new("user", user);
    finding(&MEMBERSHIP, severity, subject, group("base.group_system"), &title, vec![user.to_owned()])
}

/// A report of findings.
pub(crate) fn report_of(findings: Vec<Finding>) -> Report {
    decided(Severity::High, findings)
}

/// The same with a threshold of its own.
pub(crate) fn decided(fail_on: Severity, findings: Vec<Finding>) -> Report {
    Report::new(summary(), fail_on, findings, Vec::new())
}
