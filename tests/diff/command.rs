//! `rolecall diff` on files.

use std::path::Path;
use std::process::{Command, Output};

use rolecall::snapshot::{Domain, Snapshot, write};
use rolecall::synth::{Builder, company};

use super::schemas;

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .current_dir(folder)
        .env_clear()
        .arg("diff")
        .args(args)
        .output()
        .unwrap()
}

fn system(letters: &str) -> Snapshot {
    let mut system = Builder::new("prod");
    system.user("<b>mara|\u{202e}\u{1b}[31m", "Mara", &["sales.user"]);
    system.grant("sales.user", "sale.order", letters);
    let mut snapshot = system.build();
    for domain in [Domain::Records, Domain::Tokens] {
        snapshot.looked_at(domain);
    }
    snapshot
}

#[test]
fn the_exit_code_says_whether_anything_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    write(&system("r"), &path("a.snapshot")).unwrap();
    write(&system("rw"), &path("b.snapshot")).unwrap();
    let code = |args: &[&str]| run(folder.path(), args).status.code().unwrap();
    assert_eq!(code(&["a.snapshot", "a.snapshot"]), 0);
    assert_eq!(code(&["a.snapshot", "b.snapshot"]), 1);
    assert_eq!(code(&["a.snapshot", "none.snapshot"]), 2);
    let mut blind = system("r");
    blind.coverage.retain(|entry| entry.domain != Domain::Tokens);
    write(&blind, &path("blind.snapshot")).unwrap();
    assert_eq!(code(&["a.snapshot", "blind.snapshot"]), 3);
    assert_eq!(code(&["a.snapshot", "."]), 2);
    std::fs::write(path("x.json"), "{\"schema\": \"other/1\"}").unwrap();
    let refused = run(folder.path(), &["x.json", "x.json"]);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("cannot read `x.json`: it is a `other/1`"), "{told}");
}

#[test]
fn every_format_tells_hostile_names_as_text() {
    let folder = tempfile::tempdir().unwrap();
    write(&system("r"), &folder.path().join("a")).unwrap();
    write(&system("rw"), &folder.path().join("b")).unwrap();
    for format in ["table", "markdown", "json"] {
        let output = run(folder.path(), &["a", "b", "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("sale.order"), "{text}");
        assert_eq!(text, String::from_utf8(run(folder.path(), &["a", "b", "--format", format]).stdout).unwrap());
    }
    let markdown = String::from_utf8(run(folder.path(), &["a", "b", "--format", "markdown"]).stdout).unwrap();
    assert!(markdown.contains("`<b>mara") && !markdown.contains(" <b>"), "{markdown}");
    let json = run(folder.path(), &["a", "b", "--format", "json"]).stdout;
    let read: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((&read["schema"], &read["equal"]), (&"diff/1".into(), &false.into()));
    assert_eq!(schemas::against("diff-1.schema.json", &read), Vec::<String>::new());
    let gained = &read["snapshots"]["access"][0];
    assert_eq!((&gained["by"], &gained["users"]["count"]), (&"grant".into(), &1.into()));
}

/// Two audits of companies that differ in much, and the same ones the other way round.
#[test]
fn what_programs_get_is_what_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let audited = |seed| {
        let at = folder.path().join(format!("{seed}"));
        std::fs::create_dir(&at).unwrap();
        let company = company(seed, "2026-01-01T00:00:00Z");
        write(&company.snapshot, &at.join("s")).unwrap();
        std::fs::write(at.join("role-map.yaml"), company.role_map).unwrap();
        std::fs::write(at.join("staff.csv"), company.staff).unwrap();
        let audit = ["audit", "--snapshot", "s", "--map", "role-map.yaml", "--now", "2026-01-02", "--archive", "runs"];
        let output = Command::new(env!("CARGO_BIN_EXE_rolecall")).current_dir(&at).env_clear().args(audit).output();
        let told = String::from_utf8(output.unwrap().stderr).unwrap();
        assert!(told.contains("archived as run 1"), "{told}");
        let mut runs = std::fs::read_dir(at.join("runs")).unwrap().flatten().map(|entry| entry.path());
        runs.find(|path| path.join("manifest.json").is_file()).unwrap().to_str().unwrap().to_owned()
    };
    let (one, other) = (audited(1), audited(2));
    let reports = [&one, &other].map(|run| format!("{run}/report.json"));
    for (before, after) in [(&one, &other), (&other, &one), (&one, &one), (&reports[0], &reports[1])] {
        let output = run(folder.path(), &[before, after, "--format", "json"]);
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(schemas::against("diff-1.schema.json", &read), Vec::<String>::new());
        assert_eq!(read["equal"], before == after);
    }
}
