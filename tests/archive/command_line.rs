//! `audit`, `approve` and `verify` as somebody runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rolecall::report::Format;
use rolecall::{snapshot, synth};
use serde_json::Value;

use crate::schemas::against;
use crate::support::{Keys, copy, keys};

/// A workspace with a snapshot, a role map and a list of the staff.
pub(crate) fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let company = synth::company(1, "2026-01-01T00:00:00Z");
    snapshot::write(&company.snapshot, &folder.path().join("prod.snapshot")).unwrap();
    std::fs::write(folder.path().join("role-map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.path().join("staff.csv"), company.staff).unwrap();
    folder
}

pub(crate) fn rolecall(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(arguments).current_dir(folder);
    for name in ["ROLECALL_NO_ARCHIVE", "ROLECALL_NOW"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    rolecall(folder, arguments).output().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const NOW: &str = "2026-01-02T08:00:00Z";
const AUDIT: [&str; 7] = ["audit", "--snapshot", "prod.snapshot", "--map", "role-map.yaml", "--now", NOW];

/// Audits, and gives the folder that it said it archived in.
pub(crate) fn audit(folder: &Path) -> PathBuf {
    let output = run(folder, &AUDIT);
    let told = said(&output);
    let (_, place) = told.split_once("archived as run ").unwrap_or_else(|| panic!("{told}"));
    folder.join(place.split(" in ").nth(1).unwrap().lines().next().unwrap())
}

pub(crate) fn verify(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(folder, &[&["verify"], arguments].concat());
    (output.status.code(), said(&output))
}

/// Without the line breaks of a table.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_audit_is_archived_and_verifies_as_unsigned() {
    let workspace = workspace();
    let folder = workspace.path();
    let archived = audit(folder);
    assert!(archived.starts_with(folder.join("reports")), "{}", archived.display());
    for target in ["reports", archived.to_str().unwrap()] {
        let (code, told) = verify(folder, &[target]);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("unsigned") && told.contains("as written: 1 run"), "{told}");
    }
    let (code, told) = verify(folder, &["--signed"]);
    assert_eq!(code, Some(3), "{told}");
    let (code, told) = verify(folder, &["--format", "json"]);
    let read: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &read["schema"], &read["ok"]), (Some(0), &"verification/1".into(), &true.into()));
    assert_eq!(read["runs"][0]["missing"].as_array().unwrap().len(), 5);
    for nothing in ["nowhere", "role-map.yaml", "."] {
        assert_eq!(verify(folder, &[nothing]).0, Some(2), "{nothing}");
    }
    std::fs::write(archived.join("report.md"), "all is well").unwrap();
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("/report.md: has 11 bytes") && told.contains("NOT as written: 1 problem"), "{told}");
}

/// A file of JSON.
fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_manifest_is_what_its_schema_says() {
    let workspace = workspace();
    let archived = audit(workspace.path());
    let manifest = read(&archived.join("manifest.json"));
    assert_eq!(against("run-1.schema.json", &manifest), Vec::<String>::new());
    let inputs: Vec<&str> =
        manifest["inputs"].as_array().unwrap().iter().filter_map(|input| input["file"].as_str()).collect();
    assert_eq!(inputs, ["inputs/role-map.yaml"], "of the list of users only the hash is kept");
    assert_eq!(manifest["when"]["judged_at"], NOW);
    assert_eq!(manifest["result"]["exit_code"], Value::from(run(workspace.path(), &AUDIT).status.code().unwrap()));
}

/// The lines of `README.txt` that do a run again, without comments.
fn do_it_again(run: &Path) -> String {
    let readme = std::fs::read_to_string(run.join("README.txt")).unwrap();
    let (_, lines) = readme.split_once("\nDo it again\n").unwrap();
    let lines = lines.lines().filter_map(|line| line.strip_prefix("      ").or(line.strip_prefix("        ")));
    lines.collect::<Vec<_>>().join("\n")
}

/// The bundle's own words, typed as they stand there, wherever map, lists and policies lay; in every format, and to the byte.
#[cfg(unix)]
#[test]
fn the_same_audit_of_the_archived_inputs_gives_the_same_reports() {
    let workspace = workspace();
    let folder = workspace.path();
    std::fs::create_dir_all(folder.join("role maps/odoo")).unwrap();
    std::fs::rename(folder.join("role-map.yaml"), folder.join("role maps/odoo/it's.yaml")).unwrap();
    std::fs::copy(folder.join("staff.csv"), folder.join("role maps/odoo/staff.csv")).unwrap();
    policies(folder, &keys());
    std::fs::rename(folder.join("policies"), folder.join("rules")).unwrap();
    let audit = ["audit", "--snapshot", "prod.snapshot", "--map", "role maps/odoo/it's.yaml", "--policies", "rules"];
    let more = ["--staff", "role maps/odoo/staff.csv", "--fail-on", "medium", "--now", NOW];
    let told = said(&run(folder, &[&audit[..], &more].concat()));
    let (_, place) = told.split_once("archived as run 1 in ").unwrap_or_else(|| panic!("{told}"));
    let archived = folder.join(place.lines().next().unwrap());
    let list = "role maps/odoo/staff.csv";
    assert!(!archived.join("inputs").join(list).exists(), "a list of people is not kept");
    let again = folder.join("again");
    copy(&archived, &again);
    std::fs::copy(folder.join(list), again.join("inputs").join(list)).unwrap();
    let script = do_it_again(&again);
    assert!(script.contains("cmp again.json ../report.json"), "{script}");
    let binary = Path::new(env!("CARGO_BIN_EXE_rolecall")).parent().unwrap();
    let path = std::env::join_paths(
        [binary.to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let path = path.unwrap();
    for format in Format::ALL {
        // The short one is what a person is shown.
        let all = if format == Format::Table { "" } else { "--persona auditor --limit 0 " };
        let script = script
            .replace("--persona auditor --limit 0 ", all)
            .replace("--format json", &format!("--format {}", format.name()))
            .replace("cmp again.json ../report.json", &format!("cmp again.json ../{}", format.file()));
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(&again).env("PATH", &path).env_remove("ROLECALL_NOW");
        let output = shell.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{script}\n{}", said(&output));
    }
}

#[test]
fn nothing_is_archived_where_nobody_wants_it_and_elsewhere_where_somebody_does() {
    let workspace = workspace();
    let folder = workspace.path();
    let output = run(folder, &[&AUDIT[..], &["--no-archive"]].concat());
    assert!(!said(&output).contains("archived"), "{}", said(&output));
    let off = |value: &str, arguments: &[&str]| {
        rolecall(folder, arguments).env("ROLECALL_NO_ARCHIVE", value).output().unwrap()
    };
    off("1", &AUDIT);
    assert!(!folder.join("reports").exists());
    off("1", &[&AUDIT[..], &["--archive", "elsewhere"]].concat());
    assert!(folder.join("elsewhere").is_dir() && !folder.join("reports").exists());
    off("0", &AUDIT);
    assert!(folder.join("reports").is_dir());
    assert_eq!(run(folder, &[&AUDIT[..], &["--archive", "x", "--no-archive"]].concat()).status.code(), Some(2));
}

#[test]
fn where_it_cannot_be_archived_the_report_is_printed_and_the_command_fails() {
    let workspace = workspace();
    let folder = workspace.path();
    std::fs::write(folder.join("reports"), "a file").unwrap();
    let output = run(folder, &AUDIT);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("NO-GO"), "{}", said(&output));
    assert!(said(&output).contains("error: the report is not archived: cannot write `reports"), "{}", said(&output));
    // Nothing can be made there, whoever asks.
    if Path::new("/proc/self").exists() {
        let output = run(folder, &[&AUDIT[..], &["--archive", "/proc/reports"]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("cannot write `/proc/reports`"), "{}", said(&output));
    }
}

/// A gate with two roles, of which one has a key.
fn policies(folder: &Path, mara: &Keys) {
    let key = mara.public.lines().fold(String::new(), |key, line| format!("{key}          {line}\n"));
    let gate = format!(
        "sign_offs:\n  - role: security\n    answers_for: access\n    signers:\n      - name: Mara Ohm\n        key: |\n{key}  \
         - role: business\n    answers_for: design\ndifferent_people: true\n"
    );
    std::fs::create_dir(folder.join("policies")).unwrap();
    std::fs::write(folder.join("policies/gate.yaml"), gate).unwrap();
}

#[test]
fn approving_and_verifying_from_end_to_end() {
    let workspace = workspace();
    let folder = workspace.path();
    let (mara, ben) = (keys(), keys());
    policies(folder, &mara);
    std::fs::write(folder.join("mara.pem"), &mara.private).unwrap();
    let archived = audit(folder);
    assert!(archived.join("inputs/policies/gate.yaml").is_file());
    let report = archived.to_str().unwrap();
    let approve = |arguments: &[&str]| {
        let arguments = [&["approve", report, "--now", "2026-01-03"], arguments].concat();
        let output = rolecall(folder, &arguments).env("BEN", &ben.private).output().unwrap();
        (output.status.code(), said(&output))
    };
    let security = ["--role", "security", "--name", "Mara Ohm", "--key", "file:mara.pem"];
    let (code, told) = approve(&security);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("can only be rejected"), "{told}");
    let (code, told) = approve(&[&security[..], &["--decision", "rejected", "--comment", "not yet"]].concat());
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("rejected by Mara Ohm for security: seal 1 of"), "{told}");
    let (code, told) =
        approve(&["--role", "business", "--name", "Ben Ito", "--key", "env:BEN", "--decision", "rejected"]);
    assert_eq!(code, Some(0), "{told}");
    for key in ["hunter2", "env:NO_SUCH_KEY", "file:role-map.yaml"] {
        let (code, told) =
            approve(&["--role", "business", "--name", "Ben Ito", "--key", key, "--decision", "rejected"]);
        assert_eq!(code, Some(2), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    let (code, told) = verify(folder, &[report]);
    assert_eq!(code, Some(0), "{told}");
    assert!(flat(&told).contains("security: rejected by Mara Ohm;"), "{told}");
    assert!(flat(&told).contains("business: rejected by Ben Ito (key not known to the gate)"), "{told}");
    let (_, told) = verify(folder, &[report, "--format", "json"]);
    assert_eq!(against("verification-1.schema.json", &serde_json::from_str(&told).unwrap()), Vec::<String>::new());
    // The history has both seals: without the newest one it is noticed.
    let seal = archived.join("seals/0002-approval");
    std::fs::rename(&seal, folder.join("kept")).unwrap();
    let (code, told) = verify(folder, &[report]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("seals/0002-approval: is missing; the history has it"), "{told}");
    std::fs::rename(folder.join("kept"), &seal).unwrap();
    // By another gate the same key is nobody's.
    std::fs::remove_dir_all(folder.join("policies")).unwrap();
    policies(folder, &ben);
    let (code, told) = verify(folder, &[report]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        flat(&told).contains("0001-approval/approval.jws: signed for `security` with a key that is not listed"),
        "{told}"
    );
    assert_eq!(verify(folder, &[report, "--signed"]).0, Some(3));
    let (_, told) = verify(folder, &[report, "--format", "json"]);
    let read: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(against("verification-1.schema.json", &read), Vec::<String>::new());
    assert_eq!(read["runs"][0]["signatures"][0]["trust"], "not-listed");
}

#[test]
fn a_missing_newest_run_is_noticed_and_a_new_history_catches_up() {
    let workspace = workspace();
    let folder = workspace.path();
    let (first, second) = (audit(folder), audit(folder));
    // As if it had been killed before the history was told, or the history were new.
    std::fs::remove_file(folder.join("reports/history.sqlite")).unwrap();
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(flat(&told).contains("note: no history: a missing newest run or seal would not be noticed"), "{told}");
    let output = run(folder, &AUDIT);
    assert!(said(&output).contains("history begun anew from 2 runs of the archive\n"), "{}", said(&output));
    let name =
        said(&output).lines().find_map(|line| Some(line.split_once("archived as run 3 in reports/")?.1.to_owned()));
    let third = folder.join("reports").join(name.unwrap());
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(!told.contains("note:") && told.contains("as written: 3 runs"), "{told}");
    let history = said(&run(folder, &["history", "--format", "json"]));
    for archived in [&first, &second, &third] {
        assert!(history.contains(archived.file_name().unwrap().to_str().unwrap()), "{history}");
    }
    std::fs::rename(&third, folder.join("kept")).unwrap();
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(1), "{told}");
    let name = third.file_name().unwrap().to_str().unwrap();
    assert!(told.contains(&format!("{name}: is missing; the history has it as run 3")), "{told}");
    // The next one follows it all the same, so that its absence stays seen.
    let fourth = audit(folder);
    let (code, told) = verify(folder, &[fourth.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains(name), "{told}");
    assert_eq!(verify(folder, &[fourth.to_str().unwrap(), "--alone"]).0, Some(0));
    std::fs::rename(folder.join("kept"), &third).unwrap();
    assert_eq!(verify(folder, &[]).0, Some(0));
}

#[test]
fn a_history_that_is_not_there_is_said_and_one_that_was_named_must_be_there() {
    let workspace = workspace();
    let folder = workspace.path();
    let (_, newest) = (audit(folder), audit(folder));
    let report = newest.to_str().unwrap();
    let asked = |arguments: &[&str]| {
        let told = verify(folder, &[&["--format", "json"], arguments].concat()).1;
        let read: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(against("verification-1.schema.json", &read), Vec::<String>::new());
        (read["history"].as_str().unwrap().to_owned(), read["notes"].as_array().unwrap().len())
    };
    assert_eq!(asked(&[]), ("compared".to_owned(), 0));
    assert_eq!(asked(&[report, "--alone"]), ("not-asked".to_owned(), 1));
    let usual = folder.join("reports/history.sqlite");
    for lost in [|path: &Path| std::fs::write(path, "").unwrap(), |path: &Path| std::fs::remove_file(path).unwrap()] {
        lost(&usual);
        assert_eq!(asked(&[]), ("none".to_owned(), 1));
        assert_eq!(asked(&[report]), ("none".to_owned(), 1));
    }
    std::fs::write(folder.join("empty.sqlite"), "").unwrap();
    std::fs::write(folder.join("key.pem"), keys().private).unwrap();
    let approve = ["approve", report, "--role", "security", "--name", "Mara", "--key", "file:key.pem"];
    let approve = [&approve[..], &["--decision", "rejected"]].concat();
    for wrong in ["nowhere.sqlite", "reports/history.sqlit", "empty.sqlite"] {
        for command in [&["verify"][..], &["verify", report], &approve, &["review", report, "x.xlsx"], &["history"]] {
            let output = run(folder, &[command, &["--history", wrong]].concat());
            assert_eq!(output.status.code(), Some(2), "{command:?} {}", said(&output));
            let told =
                format!("error: there is no history in `{wrong}`: `rolecall audit --history {wrong}` begins one");
            assert!(said(&output).contains(&told), "{command:?} {}", said(&output));
        }
        assert!(wrong == "empty.sqlite" || !folder.join(wrong).exists());
    }
    assert!(!newest.join("seals/0001-approval").exists(), "nothing was signed");
}

#[test]
fn the_demo_is_archived_on_its_own_day() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["demo"]);
    let told = said(&output);
    assert!(told.contains("archived as run 1 in reports/20260101T000000Z-"), "{told}");
    let (code, told) = verify(folder.path(), &[]);
    assert_eq!(code, Some(0), "{told}");
    let archived = std::fs::read_dir(folder.path().join("reports")).unwrap().flatten();
    let archived = archived.map(|entry| entry.path()).find(|path| path.join("manifest.json").is_file()).unwrap();
    assert!(archived.join("evidence.jsonl").is_file());
}

#[test]
fn the_manifest_says_which_of_the_built_in_rules_were_in_force() {
    let workspace = workspace();
    let in_force = |files: &[&str]| {
        let manifest = read(&audit(workspace.path()).join("manifest.json"));
        let all = manifest["policies"].as_array().unwrap().clone();
        let of = |file: &&str| all.iter().find(|one| one["file"] == **file).unwrap()["in_force"].as_bool().unwrap();
        files.iter().map(of).collect::<Vec<_>>()
    };
    let files = ["gate.yaml", "waivers.yaml", "sod/odoo.yaml"];
    // A new workspace has copies of all of them, and they are nobody's own.
    let made = run(workspace.path(), &["init", "new"]);
    assert!(made.status.success(), "{}", said(&made));
    let policies = workspace.path().join("policies");
    std::fs::rename(workspace.path().join("new/policies"), &policies).unwrap();
    assert_eq!(in_force(&files), [true, true, true]);
    let gate = std::fs::read_to_string(policies.join("gate.yaml")).unwrap();
    std::fs::write(policies.join("gate.yaml"), gate.replace("snapshot: 7", "snapshot: 6")).unwrap();
    assert_eq!(in_force(&files), [false, true, true]);
    std::fs::rename(policies.join("gate.yaml"), policies.join("gate.yml")).unwrap();
    let output = run(workspace.path(), &AUDIT);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("policies/gate.yml: is read by nothing; should it be called `gate.yaml`?"),
        "{}",
        said(&output)
    );
}
