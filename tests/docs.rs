//! What the guides tell people to type.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeSet;
use std::path::Path;

fn guides() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    docs.chain([root.join("README.md")])
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn every_shipped_role_map_that_a_guide_names_is_there() {
    let mut named = 0;
    for (guide, text) in guides() {
        let words = text.split(|c: char| c.is_whitespace() || "`()[]\"'".contains(c));
        for path in words.filter(|word| word.starts_with("role-maps/")) {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists(), "{guide}: {path}");
            named += 1;
        }
    }
    assert!(named > 0);
}

#[test]
fn no_guide_puts_a_password_on_the_command_line() {
    for (guide, text) in guides() {
        for (_, given) in text.match_indices("--database-url ").map(|(at, flag)| text.split_at(at + flag.len())) {
            let given = given.split_whitespace().next().unwrap_or_default();
            assert!(!given.contains('$') && !given.contains("://"), "{guide}: {given}");
        }
    }
}

#[test]
fn the_guide_to_policies_has_every_policy_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_to_string(root.join("docs/policies.md")).unwrap();
    let table = guide.lines().filter(|line| line.starts_with("| `") && !line.starts_with("| `--"));
    let cells =
        table.filter_map(|line| line.split('|').nth(1)).filter(|cell| !cell.contains("` (") && !is_persona(cell));
    let told: BTreeSet<String> = cells
        .flat_map(|cell| cell.split(',').map(|name| name.trim().trim_matches('`').trim_end_matches('/').to_owned()))
        .collect();
    let there = std::fs::read_dir(root.join("policies")).unwrap();
    let there: BTreeSet<String> = there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(told, there);
}

fn is_persona(cell: &str) -> bool {
    ["go-live", "pedantic", "auditor"].iter().any(|persona| cell.contains(persona))
}
