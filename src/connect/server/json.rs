//! What a JSON file says: Frappe's `site_config.json` and `common_site_config.json` (14 to 17), or any other.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::secrets;
use crate::snapshot::{FileFact, FileNote};

/// How deep keys are looked for.
const DEEPEST: usize = 4;

/// Keys of Frappe that are made for developers: one lets the browser write program files, the other lets tests run here.
const DEVELOPERS: [&str; 2] = ["allow_tests", "developer_mode"];

/// What there is to say of its keys; else what is wrong with it, without a value of it.
pub(super) fn notes(text: &str, is_frappe: bool) -> Result<Vec<FileNote>, String> {
    let object: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| format!("it is no JSON object (line {}, column {})", error.line(), error.column()))?;
    let lines = lines(text);
    let mut notes = Vec::new();
    walk(&lines, "", &object, 0, &mut notes);
    if is_frappe {
        for key in DEVELOPERS {
            if object.get(key).is_some_and(is_on) {
                let line = lines.get(key).copied().unwrap_or(0);
                notes.push(FileNote { key: key.to_owned(), line, says: FileFact::DeveloperMode });
            }
        }
    }
    Ok(notes)
}

fn walk(lines: &Lines<'_>, above: &str, object: &Map<String, Value>, depth: usize, notes: &mut Vec<FileNote>) {
    for (key, value) in object {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        look(lines, &path, key, value, depth, notes);
    }
}

/// A value, and what is in it. Of a list, things in it are told by their place, and plain values as the list itself.
fn look(lines: &Lines<'_>, path: &str, key: &str, value: &Value, depth: usize, notes: &mut Vec<FileNote>) {
    let says = match value {
        Value::String(value) => secrets::fact(key, value),
        Value::Number(number) => secrets::fact(key, &number.to_string()),
        Value::Object(inner) if depth < DEEPEST => return walk(lines, path, inner, depth + 1, notes),
        Value::Array(list) if depth < DEEPEST => {
            for (at, inner) in list.iter().enumerate() {
                let is_plain = !matches!(inner, Value::Object(_) | Value::Array(_));
                let path = if is_plain { path.to_owned() } else { format!("{path}.{at}") };
                look(lines, &path, key, inner, depth + 1, notes);
            }
            return;
        }
        _ => None,
    };
    let line = || lines.get(key).copied().unwrap_or(0);
    notes.extend(says.map(|says| FileNote { key: path.to_owned(), line: line(), says }));
}

/// The line of each key; of one that is there several times the first.
type Lines<'t> = HashMap<&'t str, u32>;

/// Every key of a text, read once: what stands in quotes before a colon.
fn lines(text: &str) -> Lines<'_> {
    let mut lines = Lines::new();
    for (line, number) in text.lines().zip(1..) {
        let mut pieces = line.split('"').skip(1).peekable();
        while let Some(piece) = pieces.next() {
            if pieces.peek().is_some_and(|behind| behind.trim_start().starts_with(':')) {
                lines.entry(piece).or_insert(number);
            }
        }
    }
    lines
}

/// Whether Frappe takes a value for true.
fn is_on(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "0" | "false"),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = r#"{
 "db_name": "_1bd",
 "db_password": "hunter2",
 "admin_password": "admin",
 "encryption_key": "hunter2",
 "developer_mode": 1,
 "allow_tests": 0,
 "redis": {"password": "hunter2", "port": 13000}
}"#;

    #[test]
    fn keys_are_told_with_their_lines() {
        assert_eq!(
            super::super::told(&notes(SITE, true).unwrap()),
            [
                "admin_password:4 DefaultSecret",
                "db_password:3 Secret",
                "encryption_key:5 Secret",
                "redis.password:8 Secret",
                "developer_mode:6 DeveloperMode",
            ]
        );
        assert_eq!(notes(SITE, false).unwrap().len(), 4, "only a Frappe has a developer mode");
    }

    #[test]
    fn secrets_in_lists_are_told_and_no_deeper_than_that() {
        let told = |text: &str| notes(text, false).unwrap().into_iter().map(|note| note.key).collect::<Vec<_>>();
        assert_eq!(
            told(r#"{"users": [{"password": "x"}, {"password": "y"}]}"#),
            ["users.0.password", "users.1.password"]
        );
        assert_eq!(told(r#"{"secrets": ["x"], "names": ["y"], "token": [[1]]}"#), ["secrets", "token.0"]);
        let deep = format!("{{\"a\": {}{{\"password\": \"x\"}}{}}}", "[".repeat(50), "]".repeat(50));
        assert!(told(&deep).is_empty());
    }

    #[test]
    fn a_file_of_many_keys_is_read_once() {
        let keys: Vec<String> = (0..30_000).map(|at| format!("\"pwd{at}\":\"x\"")).collect();
        let begun = std::time::Instant::now();
        assert!(notes(&format!("{{{}}}", keys.join(",\n")), false).unwrap().is_empty(), "`pwd7` is no word");
        let keys = keys.join(",\n").replace("pwd", "pwd.");
        let notes = notes(&format!("{{{keys}}}"), false).unwrap();
        assert_eq!((notes.len(), notes.iter().map(|note| note.line).max()), (30_000, Some(30_000)));
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn what_is_no_json_is_told_without_its_text() {
        for text in ["{\"db_password\": \"hunter2\"", "[\"hunter2\"]", "{\"a\": hunter2}"] {
            let why = notes(text, true).unwrap_err();
            assert!(why.starts_with("it is no JSON object (line 1") && !why.contains("hunter2"), "{why}");
        }
    }
}
