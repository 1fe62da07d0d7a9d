//! `rolecall probe` and its kin against the sample ERP, as somebody uses them who makes mistakes.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;

use rolecall::model::{GroupIx, UserIx};
use rolecall::sample::{Flavour, Options, Running, Sample, SampleCompany};
use rolecall::snapshot::{Membership, Snapshot};
use rolecall::synth;
use serde_json::Value;

const SALES: &str = "probe.sales-rep@acme.example";
const MANAGER: &str = "probe.sales-manager@acme.example";

/// Serves the sample company and writes its map and a configuration.
fn serve(folder: &Path, options: Options, more: &str) -> Running {
    serve_with(folder, options, more, |_| ())
}

/// The same with a change to the company.
fn serve_with(folder: &Path, options: Options, more: &str, change: impl FnOnce(&mut Snapshot)) -> Running {
    let mut company = synth::company(1, "2026-01-01T00:00:00Z");
    change(&mut company.snapshot);
    let running = Sample::serve_with(&SampleCompany::new(&company.snapshot), Flavour::V18, options).unwrap();
    let system = format!("kind = \"odoo\"\nlogin = \"admin\"\nsecret = \"env:ADMIN\"\n{more}");
    let config = format!("[systems.erp]\nurl = \"{}\"\n{system}", running.base_url());
    std::fs::write(folder.join("rolecall.toml"), config).unwrap();
    std::fs::write(folder.join("map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.join("staff.csv"), company.staff).unwrap();
    running
}

fn rolecall(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .env("ADMIN", SampleCompany::password("admin"))
        .env("ACME_SALES_REP", SampleCompany::password(SALES))
        .env("ACME_SALES_MANAGER", SampleCompany::password(MANAGER))
        .output()
        .unwrap()
}

fn probe(folder: &Path, arguments: &[&str]) -> Output {
    let usual = ["probe", "erp", "--map", "map.yaml", "--role", "sales-rep", "--budget", "5"];
    rolecall(folder, &[&usual, arguments].concat())
}

fn error(said: &Output) -> &str {
    assert_eq!(said.status.code(), Some(2), "{said:?}");
    assert!(said.stdout.is_empty(), "{said:?}");
    std::str::from_utf8(&said.stderr).unwrap()
}

/// Requests that a server may take for a failed login of an account.
fn refused(running: &Running, login: &str) -> usize {
    let log = running.log().into_iter();
    log.filter(|seen| seen.login.as_deref() == Some(login) && seen.answer.ends_with("AccessDenied")).count()
}

#[test]
fn what_cannot_come_to_anything_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve(folder.path(), Options::default(), "");
    let usual = ["probe", "erp", "--map", "map.yaml"];
    let said = rolecall(folder.path(), &[&usual[..], &["--role", "salesrep"]].concat());
    assert_eq!(error(&said), "error: the role map has no role `salesrep`; did you mean `sales-rep`?\n");
    let output = ["-o", "gone/report.json"];
    let audit = ["audit", "erp", "--map", "map.yaml", "--probe"];
    for command in [&usual[..], &audit, &["collect", "erp"]] {
        let said = rolecall(folder.path(), &[command, &output].concat());
        assert_eq!(error(&said), "error: cannot write `gone/report.json`: there is no folder `gone`\n", "{command:?}");
        let said = rolecall(folder.path(), &[command, &["-o", "."]].concat());
        assert_eq!(error(&said), "error: cannot write `.`: it is a folder\n", "{command:?}");
    }
    assert_eq!(running.requests(), 0);
}

// /dev/full is Linux alone.
#[cfg(target_os = "linux")]
#[test]
fn evidence_that_cannot_be_kept_takes_no_observation_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let _running = serve(folder.path(), Options::default(), "");
    let said = probe(folder.path(), &["--format", "json", "--evidence", "/dev/full"]);
    assert_eq!(said.status.code(), Some(3), "{said:?}");
    let report: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
    assert_eq!(report["probe"]["roles"][0]["outcome"], "done");
    let lacking = report["not_assessed"].to_string();
    assert!(lacking.contains("evidence of each request") && lacking.contains("/dev/full"), "{lacking}");
}

#[test]
fn a_secret_that_two_logins_share_is_refused_for_one_of_them_alone() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve(folder.path(), Options::default(), "");
    let map = std::fs::read_to_string(folder.path().join("map.yaml")).unwrap();
    std::fs::write(folder.path().join("map.yaml"), map.replace("env:ACME_SALES_MANAGER", "env:ACME_SALES_REP"))
        .unwrap();
    let said = probe(folder.path(), &["--role", "sales-manager", "--format", "json"]);
    let report: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
    let outcomes: Vec<&Value> =
        report["probe"]["roles"].as_array().unwrap().iter().map(|run| &run["outcome"]).collect();
    assert_eq!(outcomes, ["done", "control-failed"]);
    assert_eq!((refused(&running, SALES), refused(&running, MANAGER)), (0, 1));
}

#[test]
fn a_copy_that_may_be_written_to_is_the_one_that_the_configuration_names() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { other_databases: vec!["copy".to_owned()], ..Options::default() };
    let running = serve(folder.path(), options, "staging = true\ndatabase = \"copy\"\n");
    let production = serve(tempfile::tempdir().unwrap().path(), Options::default(), "");
    let before = (running.checksum(), production.checksum());
    let (database, elsewhere) = (running.database(), production.base_url());
    let usual = ["probe", "erp", "--map", "map.yaml"];
    for led_away in
        [vec!["--database", &database], vec!["--url", &elsewhere], vec!["--url", &elsewhere, "--database", "copy"]]
    {
        for command in ["--provision", "--cleanup"] {
            let said = rolecall(folder.path(), &[&usual[..], &led_away, &[command]].concat());
            let told = error(&said);
            assert!(told.contains("is not marked as a copy that may be written to"), "{led_away:?}: {told}");
        }
    }
    assert_eq!((running.checksum(), production.checksum()), before);
}

/// The administrator may remove contacts, too.
fn may_clean_up(company: &mut Snapshot) {
    let admin = company.users.iter().position(|user| user.login() == "admin").unwrap();
    let contacts = company.groups.iter().position(|group| group.key == "base.group_partner_manager").unwrap();
    company.memberships.push(Membership(UserIx::new(admin), GroupIx::new(contacts)));
    company.memberships.sort();
}

#[test]
fn nothing_is_made_that_would_have_to_stay() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve(folder.path(), Options::default(), "staging = true\n");
    let before = running.checksum();
    let said = probe(folder.path(), &["--provision"]);
    let told = error(&said);
    assert!(told.contains("login `admin` has no `unlink` on `res.partner`"), "{told}");
    assert_eq!(running.checksum(), before);
    assert!(!folder.path().join("rolecall-provision.journal").exists());
}

#[test]
fn accounts_come_and_go_and_no_request_waits_in_vain() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve_with(folder.path(), Options::default(), "staging = true\n", may_clean_up);
    let (before, start) = (running.checksum(), Instant::now());
    let said = probe(folder.path(), &["--provision", "--format", "json"]);
    assert!(
        start.elapsed() < rolecall::net::Options::default().stall_timeout,
        "a connection without its runtime: {said:?}"
    );
    let report: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
    assert_eq!(report["probe"]["roles"][0]["outcome"], "done");
    assert!(String::from_utf8_lossy(&said.stderr).contains("1 account removed"), "{said:?}");
    assert_eq!(running.checksum(), before);
    assert!(!folder.path().join("rolecall-provision.journal").exists());
}
