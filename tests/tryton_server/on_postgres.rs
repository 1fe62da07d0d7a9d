//! The same company in PostgreSQL, collected with the login that docs/collecting-tryton.md makes.

use std::fs;

use serde_json::Value;

use crate::postgres::{self, Server};
use crate::tryton::{Company, Lab};
use crate::{answers, cli};

const RECIPE: &str = "docs/sql/tryton-collector-postgres.sql";

/// The company's database, made once and kept as SQL beside the other.
fn database(server: &Server, lab: &Lab, company: Company) -> String {
    let kept = lab.file(company).with_extension("pg.sql");
    if kept.is_file() {
        return server.database(&[kept.to_str().unwrap()]);
    }
    let name = server.database(&[]);
    let url = server.url("boss", "").replace("postgres://", "postgresql://");
    lab.fill_postgres(company, url.trim_end_matches('/'), &name);
    let half = kept.with_extension("half");
    server.dump(&name, &half);
    fs::rename(half, kept).unwrap();
    name
}

#[test]
fn access_is_what_the_erp_itself_answers() {
    let lab = lab_or_skip!();
    let Some(server) = postgres::server() else { return };
    let name = database(server, lab, Company::Faults);
    server.file(&name, RECIPE.as_ref(), &["role=auditor"]);
    for forbidden in
        ["select password_hash from res_user", "select key from ir_session", "update res_user set active = false"]
    {
        assert!(server.sql_as("auditor", &name, forbidden).is_err(), "{forbidden}");
    }
    let folder = tempfile::tempdir().unwrap();
    let from_postgres = cli::collected(&server.url("auditor", &name), folder.path(), "postgres");
    let comparison = answers::compare(&from_postgres, &lab.answers(Company::Faults));
    assert_eq!(comparison.wrong, [""; 0]);
    let from_sqlite = cli::collected(&cli::sqlite(&lab.file(Company::Faults)), folder.path(), "sqlite");
    assert_eq!(cli::access(&from_postgres), cli::access(&from_sqlite));
    // All but the names of the two databases and what one of them tells of its own accounts.
    let told = |snapshot| {
        let findings = cli::audit(snapshot).1["findings"].as_array().unwrap().clone();
        let of_the_erp = |one: &&Value| !one["check_name"].as_str().unwrap().starts_with("database-");
        let findings = findings.iter().filter(of_the_erp);
        let told = findings.map(|one| (one["check_name"].clone(), one["subject"].clone(), one["affected"].clone()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&from_postgres), told(&from_sqlite));
}
