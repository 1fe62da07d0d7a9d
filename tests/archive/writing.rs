//! What a run is made of, and that it is chained to the one before it.

use rolecall::archive::{Archive, Clocks, sha256};
use rolecall::snapshot::{MachineClock, Snapshot};
use serde_json::Value;

use crate::support::{archive, files, gate, look, problems, try_archive};

fn manifest(run: &std::path::Path) -> Value {
    serde_json::from_slice(&std::fs::read(run.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn each_run_carries_the_hash_of_the_one_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("deep/reports");
    let (first, second) = (archive(&runs, 8, None), archive(&runs, 9, Some("fields")));
    assert_eq!((first.run.number, second.run.number), (1, 2));
    assert!(first.run.run.starts_with("20261129T080000Z-prod-"), "{}", first.run.run);
    let (one, two) = (manifest(&first.folder), manifest(&second.folder));
    assert_eq!(one["previous"], Value::Null);
    let bytes = std::fs::read(first.folder.join("manifest.json")).unwrap();
    assert_eq!(two["previous"]["manifest_sha256"], Value::from(sha256(&bytes)));
    assert_eq!(two["previous"]["run"], Value::from(first.run.run.clone()));
    assert_eq!((&one["result"]["verdict"], &two["result"]["verdict"]), (&"GO".into(), &"NOT ASSESSED".into()));
    assert_eq!(two["result"]["exit_code"], 3);
    assert_eq!(two["limits"][0]["what"], "fields");
    assert_eq!(one["source"]["address"], "https://erp.acme.example");
    assert_eq!(one["tool"]["binary_sha256"].as_str().unwrap().len(), 64);
    let found = look(&runs, &gate(&[]));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.runs.iter().map(|run| run.number).collect::<Vec<_>>(), [1, 2]);
    let alone = look(&second.folder, &gate(&[]));
    assert_eq!((alone.runs.len(), alone.links, alone.problems.len()), (1, 1, 0));
}

#[test]
fn clocks_are_compared_where_the_system_told_its_own() {
    let mut snapshot = crate::support::snapshot();
    let clocks = |snapshot: &Snapshot| serde_json::to_value(Clocks::of(snapshot)).unwrap();
    assert_eq!(clocks(&snapshot)["skew_unknown"], "the snapshot does not hold the clock of the machine that collected");
    let skew = |snapshot: &mut Snapshot, before: &str, after: &str| {
        snapshot.machine = Some(MachineClock { before: before.parse().unwrap(), after: after.parse().unwrap() });
        clocks(snapshot)["skew_seconds"].clone()
    };
    assert_eq!(skew(&mut snapshot, "2026-11-29T06:59:59.5Z", "2026-11-29T07:00:03Z"), 0);
    assert_eq!(skew(&mut snapshot, "2026-11-29T06:00:00Z", "2026-11-29T06:59:30Z"), 30);
    assert_eq!(skew(&mut snapshot, "2026-11-29T07:01:00Z", "2026-11-29T07:02:00Z"), -60);
    snapshot.system.source = "https://erp.acme.example".to_owned();
    assert_eq!(skew(&mut snapshot, "2026-11-29T06:00:00Z", "2026-11-29T06:59:30Z"), Value::Null);
}

#[test]
fn sha256sum_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let run = archive(folder.path(), 8, None);
    let checked = std::process::Command::new("sha256sum")
        .args(["--strict", "-c", "SHA256SUMS"])
        .current_dir(&run.folder)
        .output();
    // Where there is no such program nobody can be told to use it.
    let Ok(checked) = checked else { return };
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{said}");
    // Every file but the list itself.
    assert_eq!(said.lines().count(), files(&run.folder).len() - 1);
}

#[test]
fn identical_runs_differ_in_the_manifest_alone() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (archive(one.path(), 8, None), archive(two.path(), 8, None));
    assert_eq!(a.run.run, b.run.run);
    for file in files(&a.folder) {
        let same = std::fs::read(a.folder.join(&file)).unwrap() == std::fs::read(b.folder.join(&file)).unwrap();
        assert!(same || file.ends_with("manifest.json") || file.ends_with("SHA256SUMS"), "{}", file.display());
    }
}

#[test]
fn what_a_killed_run_left_is_removed_and_never_taken_for_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let left = |name: &str, mark: &str| {
        let inputs = folder.path().join(name).join("content/inputs");
        std::fs::create_dir_all(&inputs).unwrap();
        std::fs::write(inputs.join("role-map.yaml"), "half").unwrap();
        std::fs::write(folder.path().join(name).join(mark), "").unwrap();
        folder.path().join(name)
    };
    let ours = left(".rolecall-unfinished-abc123", "unfinished");
    let others = [left(".run-scripts", "unfinished"), left(".rolecall-unfinished-notes", "mine")];
    archive(folder.path(), 8, None);
    assert!(!ours.exists());
    // Of somebody else: called otherwise, or without the mark.
    assert!(others.iter().all(|other| other.join("content/inputs/role-map.yaml").is_file()));
    assert_eq!(problems(folder.path(), &gate(&[])), Vec::<String>::new());
}

#[test]
fn runs_at_once_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for hour in 0..8 {
            let runs = folder.path();
            scope.spawn(move || archive(runs, hour, None));
        }
    });
    let found = look(folder.path(), &gate(&[]));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.runs.iter().map(|run| run.number).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
}

#[test]
fn where_nothing_can_be_written_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reports");
    std::fs::write(&file, "a file").unwrap();
    let refused = Archive::open(&file).unwrap_err().to_string();
    assert!(refused.starts_with("cannot write `"), "{refused}");
    assert_eq!(std::fs::read(&file).unwrap(), b"a file");
}

#[test]
fn a_run_that_is_there_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let first = archive(folder.path(), 8, None);
    // The same again: of the same second, and still another run, because it follows the first.
    let second = archive(folder.path(), 8, None);
    assert_ne!(first.folder, second.folder);
    assert_eq!(problems(folder.path(), &gate(&[])), Vec::<String>::new());
    // Where its very name is taken, nothing is written.
    let elsewhere = tempfile::tempdir().unwrap();
    let taken = elsewhere.path().join(&first.run.run);
    std::fs::create_dir(&taken).unwrap();
    let refused = try_archive(elsewhere.path(), 8, None).unwrap_err().to_string();
    assert!(refused.starts_with("cannot write `") && refused.contains(&first.run.run), "{refused}");
    let left = std::fs::read_dir(elsewhere.path()).unwrap().flatten().map(|entry| entry.file_name());
    assert_eq!(left.filter(|name| name != ".lock").collect::<Vec<_>>(), [first.run.run.as_str()]);
    assert!(std::fs::read_dir(&taken).unwrap().next().is_none());
}

#[test]
fn beside_what_is_no_run_nothing_is_made_and_nothing_removed() {
    let home = tempfile::tempdir().unwrap();
    let extension = home.path().join("ext");
    std::fs::create_dir(&extension).unwrap();
    std::fs::write(extension.join("manifest.json"), r#"{"manifest_version": 3, "name": "of a browser"}"#).unwrap();
    std::fs::create_dir(home.path().join(".run-scripts")).unwrap();
    let refused = Archive::of_run(&extension).unwrap_err().to_string();
    assert!(refused.contains("manifest.json"), "{refused}");
    let mut left: Vec<_> = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".run-scripts", "ext"]);
}
