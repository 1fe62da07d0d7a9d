//! A small company's tables behind a report: accounts, keys, cells of every verdict, coverage; and what an auditor gets of it.

use rolecall::findings::{
    AccountRow, AgainstBaseline, Annex, Answer, CellVerdict, CountRow, CoverageRow, MatrixCell, MatrixRow, Report,
    TokenRow, Waived,
};

use crate::fixtures::{probed, usual};

/// An account.
pub(crate) fn account(login: &str, name: &str, roles: &[&str], beyond: &[&str]) -> AccountRow {
    AccountRow {
        login: login.to_owned(),
        name: name.to_owned(),
        email: Some(format!("{}@acme.example", login.split('@').next().unwrap())),
        kind: "internal",
        active: true,
        administers: false,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        groups: beyond.iter().map(|group| (*group).into()).collect(),
        beyond: beyond.iter().map(|group| (*group).into()).collect(),
        last_login: Some("2026-11-18T07:30:00Z".to_owned()),
        second_factor: Some(false),
    }
}

/// The tables of a small company: sellers, an administrator, customers, a key, and cells of every verdict.
pub(crate) fn annex(name: &str) -> Annex {
    use Answer::{Allowed, Denied, Silent, Unknown};
    let cell = |designed, actual, probed, verdict| MatrixCell { designed, actual, probed, verdict };
    let mut admin = account("admin", "Ada Root", &[], &["base.group_system"]);
    admin.administers = true;
    let mut left = account("left@acme.example", "Lea Left", &["sales-rep"], &[]);
    left.active = false;
    let customer = |number: u32| {
        let login = format!("customer{number}@client.example");
        AccountRow { kind: "external", ..account(&login, "Customer", &[], &["base.group_portal"]) }
    };
    let mut accounts = vec![
        account("mara@acme.example", name, &["sales-rep"], &["account.group_account_manager"]),
        account("007", "Jim Beam", &["sales-rep"], &[]),
        account("idle@acme.example", "Ida Idle", &[], &[]),
        admin,
        left,
    ];
    accounts.extend((1..=3).map(customer));
    Annex {
        operations: ["create", "read", "write", "unlink"].map(str::to_owned).to_vec(),
        matrix: vec![
            MatrixRow {
                role: "sales-rep".to_owned(),
                resource: "account.move".to_owned(),
                in_scope: true,
                cells: vec![
                    cell(Silent, Allowed, None, CellVerdict::Excess),
                    cell(Allowed, Allowed, Some(Allowed), CellVerdict::AsDesigned),
                    cell(Allowed, Denied, None, CellVerdict::Missing),
                    cell(Denied, Denied, Some(Allowed), CellVerdict::Disagrees),
                ],
            },
            MatrixRow {
                role: name.to_owned(),
                resource: name.to_owned(),
                in_scope: false,
                cells: vec![
                    cell(Silent, Unknown, None, CellVerdict::NotAssessed),
                    cell(Silent, Allowed, None, CellVerdict::Undesigned),
                    cell(Silent, Denied, None, CellVerdict::AsDesigned),
                    cell(Silent, Denied, None, CellVerdict::AsDesigned),
                ],
            },
        ],
        accounts,
        tokens: vec![TokenRow {
            kind: "api-key".to_owned(),
            name: name.to_owned(),
            owner: "007".to_owned(),
            scope: None,
            created: Some("2026-01-02T00:00:00Z".to_owned()),
            expires: None,
            expired: false,
        }],
        coverage: vec![
            CoverageRow { domain: "memberships", state: "assessed", reason: None },
            CoverageRow { domain: "fields", state: "not assessed", reason: Some("SQL does not tell".to_owned()) },
        ],
        population: vec![CountRow {
            entity: "users".to_owned(),
            collected: 8,
            counted: 9,
            method: "count(*) of res_users".to_owned(),
        }],
    }
}

/// What an auditor gets: findings, of which one is waived and one is in the baseline, a probe, and the tables behind them.
pub(crate) fn audited() -> Report {
    let mut report = usual().with_probe(probed().probe).with_annex(annex("Mara Muster"));
    let waived = &mut report.findings[1];
    waived.waiver = Some(Waived {
        id: "W-2026-014".to_owned(),
        reason: "month end closing".to_owned(),
        control: "the controller looks at every posting".to_owned(),
        requested_by: "Paul Weiss <paul@acme.example>".to_owned(),
        approved_by: "ciso@acme.example".to_owned(),
        approved_on: "2026-11-01".to_owned(),
        expires_on: "2026-12-31".to_owned(),
        ticket: None,
    });
    waived.owner = Some("technical".to_owned());
    report.findings[2].baseline = Some(AgainstBaseline::Known);
    report
}
