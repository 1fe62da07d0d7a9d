//! Who may use whom. Data goes one way, so a module may use only what stands before it; an entry that is not needed is
//! removed, so that the table can only shrink.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Module → what it may use of our own.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("snapshot", &["model"]),
    ("yaml", &["model"]),
    ("sheets", &["model", "yaml"]),
    ("rolemap", &["model", "sheets", "yaml"]),
    ("staff", &["model", "sheets", "yaml"]),
    ("access", &["model", "snapshot"]),
    ("compare", &["access", "model", "rolemap", "snapshot"]),
    ("findings", &["model"]),
    ("policy", &["findings", "model", "snapshot"]),
    ("escalation", &["access", "model", "policy", "snapshot"]),
    ("diff", &["access", "findings", "model", "policy", "snapshot"]),
    ("identity", &["model", "policy", "snapshot"]),
    ("gate", &["findings", "identity", "model", "policy", "snapshot"]),
    ("duties", &["access", "compare", "model", "policy", "rolemap", "snapshot"]),
    (
        "checks",
        &[
            "access",
            "compare",
            "connect",
            "duties",
            "escalation",
            "findings",
            "gate",
            "identity",
            "model",
            "policy",
            "probe",
            "snapshot",
            "staff",
        ],
    ),
    ("review", &["findings", "identity", "model", "sheets", "yaml"]),
    ("report", &["diff", "findings", "history", "model", "review"]),
    ("archive", &["findings", "identity", "model", "policy", "report", "review", "snapshot"]),
    ("net", &[]),
    ("jwt", &["model", "snapshot"]),
    ("connect", &["access", "jwt", "model", "net", "sheets", "snapshot", "yaml"]),
    ("history", &["connect", "findings", "model"]),
    ("probe", &["access", "compare", "connect", "jwt", "model", "net", "policy", "rolemap", "snapshot"]),
    ("provision", &["access", "compare", "connect", "model", "rolemap", "snapshot"]),
    ("synth", &["model", "snapshot"]),
    ("sample", &["model", "snapshot"]),
    (
        "audit",
        &[
            "access", "checks", "compare", "connect", "findings", "gate", "model", "policy", "probe", "rolemap",
            "snapshot", "staff",
        ],
    ),
    ("config", &["model"]),
    ("secret", &[]),
    ("progress", &["report"]),
    (
        "cli",
        &[
            "access",
            "archive",
            "audit",
            "checks",
            "compare",
            "config",
            "connect",
            "diff",
            "duties",
            "escalation",
            "findings",
            "gate",
            "history",
            "jwt",
            "model",
            "net",
            "policy",
            "probe",
            "progress",
            "provision",
            "report",
            "review",
            "rolemap",
            "sample",
            "secret",
            "sheets",
            "snapshot",
            "staff",
            "synth",
            "yaml",
        ],
    ),
];

/// Third party → the only places that may name it (paths below `src`, a folder stands for all in it).
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["connect", "history"]),
    ("clap", &["cli"]),
    ("indicatif", &["progress.rs"]),
    ("casbin", &["rolemap"]),
    ("serde_saphyr", &["policy/file.rs", "yaml/raw.rs"]),
    ("calamine", &["sheets"]),
    ("rust_xlsxwriter", &["report"]),
    ("askama", &["report"]),
    ("tabled", &["report"]),
    ("fake", &["synth"]),
    ("rand", &["provision/names.rs", "synth"]),
    ("jsonwebtoken", &["archive", "jwt.rs", "probe/bearer.rs", "sample/odoo/bearer.rs"]),
    ("zstd", &["snapshot/file.rs"]),
    ("tokio", &["cli", "connect", "history", "net", "sample"]),
    ("reqwest", &["net"]),
    ("hyper", &["net/error.rs", "sample"]),
    ("hyper_util", &["sample"]),
    ("http_body_util", &["sample"]),
    ("rustls", &["net"]),
    ("anyhow", &["cli"]),
    ("toml", &["config.rs"]),
    ("strsim", &["model/text.rs"]),
    ("argon2", &["connect/hashes"]),
    ("unicode_normalization", &["identity"]),
    ("unicode_security", &["identity"]),
];

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let named = |file: &PathBuf| file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|file| (named(file), code_of(&std::fs::read_to_string(file).unwrap()))).collect()
}

/// A file without comments and without its tests, which may use what they like.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The module of a file: `access/graph.rs` and `access.rs` both belong to `access`.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The first words of every `crate::` path, also of `crate::{a, b::c}`.
fn used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => found.extend([word(rest)]),
            Some(list) => {
                let (mut depth, mut start) = (0_i32, true);
                for (at, c) in list.char_indices() {
                    match c {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if start && !c.is_whitespace() => {
                            found.insert(word(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

#[test]
fn modules_use_only_what_stands_before_them() {
    let table: BTreeMap<&str, BTreeSet<&str>> =
        MAY_USE.iter().map(|(module, used)| (*module, used.iter().copied().collect())).collect();
    let mut needed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, code) in sources() {
        let from = module(&file).to_owned();
        if from == "lib" || from == "main" {
            continue;
        }
        let allowed =
            table.get(from.as_str()).unwrap_or_else(|| panic!("src/{file}: module `{from}` is not in MAY_USE"));
        for to in used(&code).into_iter().filter(|to| *to != from) {
            assert!(allowed.contains(to.as_str()), "src/{file}: `{from}` may not use `{to}`");
            needed.entry(from.clone()).or_default().insert(to);
        }
    }
    for (from, allowed) in table {
        for to in allowed {
            assert!(needed.get(from).is_some_and(|used| used.contains(to)), "`{from}` does not use `{to}`: remove it");
        }
    }
}

#[test]
fn third_parties_stay_in_their_rooms() {
    for (file, code) in sources() {
        for (party, places) in ONLY_IN {
            let here = places
                .iter()
                .any(|place| file == *place || file.starts_with(&format!("{place}/")) || file == format!("{place}.rs"));
            // A module of our own with the party's name comes in by a `crate::` path.
            let imported =
                |line: &str| line.trim_start().trim_start_matches("pub ").starts_with(&format!("use {party}"));
            let ours = code.lines().any(|line| line.contains("use crate::") && line.contains(party));
            let spelled_out = code
                .match_indices(&format!("{party}::"))
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            let names_it = code.lines().any(imported) || (spelled_out && !ours);
            assert!(here || !names_it, "src/{file} names `{party}`, which belongs to {places:?}");
        }
    }
}

#[test]
fn no_file_is_past_four_hundred_lines() {
    for (file, _) in sources() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&file);
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        assert!(lines <= 400, "src/{file} has {lines} lines: split it by idea");
    }
}
