//! Reviews that were sealed into a run, as `verify` tells them.

use std::path::Path;

use rolecall::archive::{Archive, Sealing};
use serde_json::{Value, json};

use crate::command_line::{audit, verify, workspace};
use crate::schemas::against;
use crate::support::at;

/// Seals a review as `rolecall review` does, as far as `verify` reads it.
fn review(run: &Path, named: &str, hour: u32, keep: u64) {
    let text = json!({
        "schema": "review/1", "run": { "name": named }, "counts": { "lines": 3, "keep": keep, "revoke": 3 - keep, "modify": 0 },
        "reviewers": [{ "reviewer": "Mara Ohm" }, { "reviewer": "Ben Ito" }, { "reviewer": "Mara Ohm" }],
    });
    let text = text.to_string();
    let files: &[(&str, &[u8])] = &[("review.json", text.as_bytes())];
    Archive::of_run(run).unwrap().seal(run, &Sealing { what: "review", at: at(hour), files }).unwrap();
}

#[test]
fn each_review_is_told_and_the_newest_counts() {
    let workspace = workspace();
    let folder = workspace.path();
    let run = audit(folder);
    let name = run.file_name().unwrap().to_str().unwrap();
    review(&run, name, 9, 3);
    review(&run, name, 10, 1);
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(0), "{told}");
    for said in [
        "run 1: review of 2026-11-29 by Ben Ito, Mara Ohm (seal 1, a later review counts): 3 lines, 3 keep, 0 revoke, 0 modify\n",
        "run 1: review of 2026-11-29 by Ben Ito, Mara Ohm (seal 2, counts): 3 lines, 1 keep, 2 revoke, 0 modify\n",
    ] {
        assert!(told.contains(said), "{told}");
    }
    let read: Value = serde_json::from_str(&verify(folder, &["--format", "json"]).1).unwrap();
    assert_eq!(against("verification-1.schema.json", &read), Vec::<String>::new());
    assert_eq!(read["runs"][0]["reviews"][1]["superseded"], false);
    review(&run, "20260101T000000Z-other-00000000", 11, 3);
    let (code, told) = verify(folder, &[]);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("0003-review/review.json: is a review of the run `20260101T000000Z-other-00000000`"),
        "{told}"
    );
}
