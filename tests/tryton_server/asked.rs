//! The running server: collected from over JSON-RPC, and asked as each role.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tryton::{self, ADMIN, Company, DATABASE, Difference, Server, difference};
use crate::{answers, cli};

/// Variables of tests/tryton/probe.yaml and the configuration, and whose passwords they hold.
const SECRETS: [(&str, &str); 3] =
    [("TRYTON_ADMIN", ADMIN), ("TRYTON_MARA", "mara.sales"), ("TRYTON_WALT", "walt.store")];

/// Runs the program on the served system; exit code and output.
fn rolecall(server: &Server, folder: &Path, arguments: &[&str]) -> (i32, String) {
    let config = folder.join("rolecall.toml");
    let text = format!(
        "[systems.lab]\nkind = \"tryton\"\nurl = \"{}\"\ndatabase = \"{DATABASE}\"\nlogin = \"{ADMIN}\"\n\
         secret = \"env:TRYTON_ADMIN\"\n",
        server.url()
    );
    fs::write(&config, text).unwrap();
    let passwords = SECRETS.map(|(name, login)| (name, tryton::password(login)));
    let secrets: Vec<(&str, &str)> = passwords.iter().map(|(name, password)| (*name, password.as_str())).collect();
    let config = config.display().to_string();
    let arguments = [&arguments[..1], &["lab", "--config", &config], &arguments[1..]].concat();
    cli::rolecall(&arguments, &secrets)
}

/// Nothing but sessions and attempts, whatever was asked.
fn only_traces(difference: &Difference) {
    assert_eq!(difference.changes, [""; 0]);
    let allowed = ["ir_session:", "res_user_login_attempt:"];
    assert!(difference.traces.iter().all(|told| allowed.iter().any(|table| told.starts_with(table))), "{difference:?}");
}

/// Answers that were not expected, as `role model operation`, and the checks of the findings.
fn probed(server: &Server, company: Company) -> (BTreeSet<String>, BTreeSet<String>, Value) {
    let lab = tryton::lab().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let snapshot = cli::collected(&cli::sqlite(&lab.file(company)), folder.path(), "kept").display().to_string();
    let before = server.copy();
    let arguments = ["probe", "--snapshot", &snapshot, "--map", "tests/tryton/probe.yaml", "--format", "json"];
    let (_, report) = rolecall(server, folder.path(), &arguments);
    only_traces(&difference(&before, &server.copy()));
    let report: Value = serde_json::from_str(&report).unwrap();
    let mut unexpected = BTreeSet::new();
    let mut checks = BTreeSet::new();
    for finding in report["findings"].as_array().unwrap() {
        let (role, resource) = (&finding["subject"]["id"], &finding["resource"]);
        checks.insert(finding["check_name"].as_str().unwrap().to_owned());
        let field = resource["field"].as_str().map(|field| format!(".{field}")).unwrap_or_default();
        for operation in resource["ops"].as_array().into_iter().flatten() {
            let words = [role, &resource["model"], operation].map(|word| word.as_str().unwrap_or("?"));
            unexpected.insert(format!("{} {}{field} {}", words[0], words[1], words[2]));
        }
    }
    for role in report["probe"]["roles"].as_array().unwrap() {
        assert_eq!(role["outcome"], "done", "{role}");
        assert!(role["asked"].as_u64().unwrap() > 100, "{role}");
    }
    (unexpected, checks, report)
}

#[test]
fn the_administrator_collects_over_the_api_what_the_database_holds() {
    let lab = lab_or_skip!();
    let server = lab.serve(Company::Faults);
    let folder = tempfile::tempdir().unwrap();
    let before = server.copy();
    let file = folder.path().join("api.snapshot");
    // Whole, but for passwords and last sign-ins, which no audit asks for.
    let (code, _) = rolecall(&server, folder.path(), &["collect", "-o", &file.display().to_string()]);
    assert_eq!(code, 0);
    only_traces(&difference(&before, &server.copy()));
    let comparison = answers::compare(&file, &lab.answers(Company::Faults));
    assert_eq!(comparison.wrong, [""; 0]);
    let from_file = cli::collected(&cli::sqlite(&lab.file(Company::Faults)), folder.path(), "kept");
    assert_eq!(cli::access(&file), cli::access(&from_file));
}

#[test]
fn asking_as_each_role_shows_the_faults_and_changes_nothing() {
    let lab = lab_or_skip!();
    let (unexpected, checks, report) = probed(&lab.serve(Company::Faults), Company::Faults);
    let told: BTreeSet<&str> = unexpected.iter().map(String::as_str).collect();
    for expected in [
        "seller account.move write",
        "seller product.product.cost_price read",
        "warehouse account.move write",
        "warehouse sale.sale create",
    ] {
        assert!(told.contains(expected), "{expected} is not among {told:#?}");
    }
    // What the server does is what was computed: the difference is one to the design.
    assert_eq!(checks, BTreeSet::from(["unexpected-allow".to_owned()]), "{:#}", report["findings"]);
}

#[test]
fn asking_as_each_role_of_the_company_as_designed_finds_nothing() {
    let lab = lab_or_skip!();
    let (unexpected, checks, report) = probed(&lab.serve(Company::Honest), Company::Honest);
    assert_eq!((unexpected, checks), (BTreeSet::new(), BTreeSet::new()), "{:#}", report["findings"]);
}
