//! `rolecall history` on a history that the library wrote.

use std::path::Path;
use std::process::{Command, Output};

use rolecall::history::{Filter, Location, Run, Seen, Store};
use rolecall::model::Severity;
use rolecall::report::{HistoryPage, RenderOptions, history_table};

use super::{finding, next, schemas};

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.current_dir(folder).env_clear().arg("history").args(args).output().unwrap()
}

fn said(output: &Output) -> (String, String, i32) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// Three runs of one system: a finding that is fixed and comes back, one with a name that would act on a terminal and a sheet.
fn written(folder: &Path) {
    std::fs::create_dir(folder.join("reports")).unwrap();
    let mut store = Store::open(&Location::File(folder.join("reports/history.sqlite"))).unwrap();
    let a = finding("aaaa", Severity::High);
    let evil = Seen { title: "=cmd()\u{1b}[2J".to_owned(), ..finding("bbbb", Severity::Low) };
    for (name, seen) in [("r1", vec![a.clone(), evil.clone()]), ("r2", vec![evil.clone()]), ("r3", vec![a, evil])] {
        let run = next(&mut store, "prod", name);
        store.record(&run, &seen).unwrap();
    }
}

#[test]
fn runs_findings_and_one_finding_are_told() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    let (table, complaint, code) = said(&run(folder.path(), &[]));
    assert_eq!((complaint.as_str(), code), ("", 0));
    insta::assert_snapshot!("runs", table);
    let (table, _, _) = said(&run(folder.path(), &["--findings"]));
    insta::assert_snapshot!("findings", table);
    assert!(!table.contains('\u{1b}'));
    let (table, _, _) = said(&run(folder.path(), &["v1:aa"]));
    insta::assert_snapshot!("timeline", table);
}

#[test]
fn a_runs_name_is_whole_at_any_width_and_systems_of_two_kinds_are_two() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("reports")).unwrap();
    let mut store = Store::open(&Location::File(folder.path().join("reports/history.sqlite"))).unwrap();
    let names: Vec<String> =
        (1..=4).map(|number| format!("2026112{number}T080000Z-staging-eu-west-1f2e3d4c")).collect();
    for (name, kind) in names.iter().zip(["odoo", "frappe", "odoo", "frappe"]) {
        let run = Run { kind: kind.to_owned(), ..next(&mut store, "staging-eu-west", name) };
        store.record(&run, &[finding(kind, Severity::High)]).unwrap();
    }
    let runs = HistoryPage::Runs(store.runs(Filter::default()).unwrap());
    let line = HistoryPage::Timelines(store.timelines("v1:odoo").unwrap());
    let at = |page: &HistoryPage, width| {
        history_table(page, &RenderOptions { width: Some(width), ..RenderOptions::default() })
    };
    for width in [20, 80, 120] {
        let text = at(&runs, width);
        for name in &names {
            assert!(text.contains(name), "{width}: {text}");
        }
        assert!(at(&line, width).contains(&names[2]));
    }
    let findings = store.findings(None).unwrap();
    let text = at(&HistoryPage::Findings { all: findings.len(), findings }, 300);
    assert!(text.contains(" staging-eu-west (odoo) ") && text.contains(" staging-eu-west (frappe) "), "{text}");
    let text = at(&runs, 300);
    for said in [
        " staging-eu-west (odoo) ",
        " staging-eu-west (frappe) ",
        "\ntrend of staging-eu-west (frappe): 1 → 1 findings, 1 → 1 of them critical or high",
        "\ntrend of staging-eu-west (odoo): 1 → 1 findings, 1 → 1 of them critical or high",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn programs_get_json_and_csv() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path());
    for (args, key, rows) in
        [(&[][..], "runs", 3), (&["--findings"][..], "findings", 2), (&["v1:aaaa"][..], "timelines", 1)]
    {
        let (text, _, code) = said(&run(folder.path(), &[args, &["--format", "json"]].concat()));
        assert_eq!(code, 0);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&read["schema"], read[key].as_array().unwrap().len()), (&"history/1".into(), rows), "{text}");
        assert_eq!(schemas::against("history-1.schema.json", &read), Vec::<String>::new());
        assert!(!text.contains('\u{1b}'));
        let (text, _, _) = said(&run(folder.path(), &[args, &["--format", "csv"]].concat()));
        assert!(text.lines().count() > rows && !text.contains(",=cmd"), "{text}");
    }
}

#[test]
fn what_is_not_there_is_told_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (_, complaint, code) = said(&run(folder.path(), &[]));
    let none = "error: there is no history yet: `rolecall audit` begins one, `--history` names another\n";
    assert_eq!((complaint.as_str(), code), (none, 2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    written(folder.path());
    let (_, complaint, code) = said(&run(folder.path(), &["--system", "staging"]));
    assert_eq!((complaint.as_str(), code), ("error: no run of a system `staging` is in the history\n", 2));
    let (_, complaint, _) = said(&run(folder.path(), &["v1:zz"]));
    assert_eq!(complaint, "error: no run had a finding whose fingerprint begins with `v1:zz`\n");
    let (_, complaint, code) = said(&run(folder.path(), &["--history", "postgres://joe:hunter2@db/x"]));
    assert!(
        code == 2 && complaint.contains("a secret is written out") && !complaint.contains("hunter2"),
        "{complaint}"
    );
}
