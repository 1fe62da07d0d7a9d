//! `rolecall probe`, `audit --probe` and `collect` against the sample ERP, as a user runs them.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop where it stands")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use rolecall::model::{GroupIx, UserIx};
use rolecall::sample::{Behaviour, Disturbance, Faults, Flavour, Options, Running, Sample, SampleCompany};
use rolecall::snapshot::{Membership, Snapshot};
use rolecall::synth;
use serde_json::Value;

const ROLES: [&str; 3] = ["sales-rep", "purchaser", "accountant"];

/// Serves the sample company and makes a workspace for it.
fn serve(folder: &Path, options: Options) -> Running {
    let mut company = synth::company(1, "2026-01-01T00:00:00Z");
    lets_admin_remove_contacts(&mut company.snapshot);
    let served = Sample::serve_with(&SampleCompany::new(&company.snapshot), Flavour::V18, options).unwrap();
    let config = format!(
        "[systems.erp]\nkind = \"odoo\"\nurl = \"{0}\"\nlogin = \"admin\"\nsecret = \"env:ADMIN\"\nmap = \"map.yaml\"\n\
         [systems.copy]\nkind = \"odoo\"\nurl = \"{0}\"\nlogin = \"admin\"\nsecret = \"env:ADMIN\"\nmap = \"map.yaml\"\n\
         staging = true\n",
        served.base_url()
    );
    std::fs::write(folder.join("rolecall.toml"), config).unwrap();
    std::fs::write(folder.join("map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.join("staff.csv"), company.staff).unwrap();
    served
}

/// Whoever removes an account removes its contact, too.
fn lets_admin_remove_contacts(snapshot: &mut Snapshot) {
    let user = snapshot.users.iter().position(|user| user.login() == "admin").unwrap();
    let group = snapshot.groups.iter().position(|group| group.key == "base.group_partner_manager").unwrap();
    snapshot.memberships.push(Membership(UserIx::new(user), GroupIx::new(group)));
    snapshot.memberships.sort_unstable();
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.env("ROLECALL_NO_ARCHIVE", "1");
    command.args(arguments).current_dir(folder).env("ADMIN", SampleCompany::password("admin"));
    for role in ROLES {
        let variable = format!("ACME_{}", role.to_uppercase().replace('-', "_"));
        command.env(variable, SampleCompany::password(&format!("probe.{role}@acme.example")));
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Nothing that was printed or written holds a secret.
fn keeps_secrets(folder: &Path, output: &Output) {
    let mut texts = vec![said(output)];
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    for login in ROLES.map(|role| format!("probe.{role}@acme.example")).iter().chain([&"admin".to_owned()]) {
        let secret = SampleCompany::password(login);
        assert!(texts.iter().all(|text| !text.contains(&secret)), "the secret of {login}");
    }
}

fn findings(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|found| format!("{} {}", found["check_name"].as_str().unwrap(), found["subject"]["id"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_probe_tells_what_the_running_system_does_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(folder.path(), Options { faults: Faults::planted(), ..Options::default() });
    let before = served.checksum();
    let roles = ["--role", "sales-rep", "--role", "purchaser"];
    let arguments =
        [&["audit", "erp", "--probe", "--format", "json", "--evidence", "evidence.jsonl"][..], &roles].concat();
    let output = run(folder.path(), &arguments);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = findings(&report);
    for planted in
        ["unexpected-allow sales-rep", "unexpected-deny purchaser", "stock-rule-inactive sale.order_personal_rule"]
    {
        assert!(found.iter().any(|found| found == planted), "{planted}: {found:?}");
    }
    assert_eq!(report["probe"]["roles"].as_array().unwrap().len(), 2);
    assert_eq!(served.checksum(), before);
    let evidence = std::fs::read_to_string(folder.path().join("evidence.jsonl")).unwrap();
    let lines: Vec<Value> = evidence.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, report["probe"]["requests"].as_u64().unwrap());
    keeps_secrets(folder.path(), &output);
}

#[test]
fn a_plan_is_printed_and_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(folder.path(), Options::default());
    assert!(run(folder.path(), &["collect", "erp", "-o", "erp.snapshot"]).status.code().is_some());
    let sent = served.requests();
    let output = run(folder.path(), &["probe", "erp", "--snapshot", "erp.snapshot", "--plan", "--role", "sales-rep"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(served.requests(), sent);
    let plan = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in [
        "deny     has_access([], 'read') on account.payment",
        "allow    context_get() on res.users",
        "nothing was sent",
    ] {
        assert!(plan.contains(line), "{line}");
    }
    keeps_secrets(folder.path(), &output);
}

#[test]
fn a_secret_that_is_refused_is_sent_once() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(folder.path(), Options::default());
    let wrong = "Pw-0000000000000000000000000000000000000000";
    let arguments = ["probe", "erp", "--role", "sales-rep", "--format", "json"];
    let output = command(folder.path(), &arguments).env("ACME_SALES_REP", wrong).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let login = "probe.sales-rep@acme.example";
    let sent = served.log().into_iter().filter(|seen| seen.login.as_deref() == Some(login)).count();
    assert_eq!(sent, 1, "{}", said(&output));
}

#[test]
fn another_series_than_the_snapshots_is_refused_before_anybody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(folder.path(), Options::default());
    let mut company = synth::company(1, "2026-01-01T00:00:00Z").snapshot;
    company.system.version = "17.0".to_owned();
    rolecall::snapshot::write(&company, &folder.path().join("old.snapshot")).unwrap();
    let output = run(folder.path(), &["probe", "erp", "--snapshot", "old.snapshot"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("the snapshot is of Odoo 17.0"), "{}", said(&output));
    assert_eq!(served.log().iter().filter(|seen| seen.login.is_some()).count(), 0);
}

#[test]
fn accounts_are_made_for_a_probe_on_a_staging_system_alone_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(folder.path(), Options::default());
    let before = served.checksum();
    let refused = run(folder.path(), &["probe", "erp", "--provision"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("`staging = true`"), "{}", said(&refused));
    let arguments = ["probe", "copy", "--provision", "--role", "accountant", "--role", "purchaser", "--format", "json"];
    let output = run(folder.path(), &arguments);
    assert!(said(&output).contains("2 accounts removed"), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["probe"]["roles"].as_array().unwrap().len(), 2);
    let cells = report["probe"]["cells"].as_array().unwrap();
    let off = |cell: &&Value| cell["request"].as_str().is_some_and(|words| words.ends_with("switched off"));
    let switched_off: Vec<&Value> = cells.iter().filter(off).collect();
    assert_eq!(switched_off.len(), 2);
    assert!(switched_off.iter().all(|cell| cell["observed"] == "denied"), "{switched_off:?}");
    assert_eq!(served.checksum(), before);
    assert!(!folder.path().join("rolecall-provision.journal").exists());
    keeps_secrets(folder.path(), &output);
}

/// Sends a signal and waits for the end.
#[cfg(unix)]
fn interrupt(mut child: std::process::Child, signal: &str) -> Output {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    for _ in 0..200 {
        if child.try_wait().unwrap().is_some() {
            return child.wait_with_output().unwrap();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("it goes on after {signal}");
}

/// Waits until the server has had so many requests.
#[cfg(unix)]
fn wait_for(served: &Running, requests: u64) {
    for _ in 0..2400 {
        if served.requests() >= requests {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("{} requests came", served.requests());
}

#[cfg(unix)]
#[test]
fn an_interrupted_probe_tells_what_it_saw_and_that_it_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Behaviour::new(|_| Disturbance::Delay(Duration::from_millis(5)));
    let served = serve(folder.path(), Options { behaviour: slow, ..Options::default() });
    run(folder.path(), &["collect", "erp", "-o", "erp.snapshot"]);
    let (before, sent) = (served.checksum(), served.requests());
    let arguments = [
        "probe",
        "erp",
        "--snapshot",
        "erp.snapshot",
        "--format",
        "json",
        "-o",
        "out.json",
        "--evidence",
        "evidence.jsonl",
    ];
    let child = command(folder.path(), &arguments).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    wait_for(&served, sent + 60);
    let output = interrupt(child, "-INT");
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let report: Value = serde_json::from_slice(&std::fs::read(folder.path().join("out.json")).unwrap()).unwrap();
    assert_eq!(report["probe"]["interrupted"], true);
    assert!(!report["probe"]["cells"].as_array().unwrap().is_empty());
    let evidence = std::fs::read_to_string(folder.path().join("evidence.jsonl")).unwrap();
    assert!(evidence.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert_eq!(served.checksum(), before);
}

#[cfg(unix)]
#[test]
fn accounts_of_a_probe_that_was_killed_are_removed_by_the_cleanup() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Behaviour::new(|_| Disturbance::Delay(Duration::from_millis(5)));
    let served = serve(folder.path(), Options { behaviour: slow, ..Options::default() });
    run(folder.path(), &["collect", "copy", "-o", "copy.snapshot"]);
    let before = served.checksum();
    let roles = ["--role", "sales-rep", "--role", "purchaser", "--role", "accountant"];
    let arguments = [&["probe", "copy", "--snapshot", "copy.snapshot", "--provision"][..], &roles].concat();
    let child = command(folder.path(), &arguments).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // So many requests come at least before the first account is there.
    let journal = folder.path().join("rolecall-provision.journal");
    let made = || std::fs::read_to_string(&journal).unwrap_or_default().matches("\"made\"").count();
    for _ in 0..2400 {
        if made() == 3 {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(made(), 3);
    interrupt(child, "-KILL");
    assert_ne!(served.checksum(), before);
    assert!(journal.exists());
    let again = run(folder.path(), &arguments);
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    assert!(said(&again).contains("--cleanup"), "{}", said(&again));
    let output = run(folder.path(), &["probe", "copy", "--cleanup"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(served.checksum(), before);
}
