//! What a JSON file says: Frappe's `site_config.json` and `common_site_config.json` (14 to 17), or any other.

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
    let mut notes = Vec::new();
    walk(text, "", &object, 0, &mut notes);
    if is_frappe {
        for key in DEVELOPERS {
            if object.get(key).is_some_and(is_on) {
                notes.push(FileNote { key: key.to_owned(), line: line(text, key), says: FileFact::DeveloperMode });
            }
        }
    }
    Ok(notes)
}

fn walk(text: &str, above: &str, object: &Map<String, Value>, depth: usize, notes: &mut Vec<FileNote>) {
    for (key, value) in object {
        let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        let says = match value {
            Value::String(value) => secrets::fact(key, value),
            Value::Number(number) => secrets::fact(key, &number.to_string()),
            Value::Object(inner) if depth < DEEPEST => {
                walk(text, &path, inner, depth + 1, notes);
                None
            }
            _ => None,
        };
        notes.extend(says.map(|says| FileNote { key: path, line: line(text, key), says }));
    }
}

/// The line of a key; of one that is there several times the first.
fn line(text: &str, key: &str) -> u32 {
    let wanted = format!("\"{key}\"");
    let at = text.lines().position(|line| line.contains(&wanted));
    at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0)
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
        let told: Vec<String> = notes(SITE, true)
            .unwrap()
            .iter()
            .map(|note| format!("{}:{} {:?}", note.key, note.line, note.says))
            .collect();
        assert_eq!(
            told,
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
    fn what_is_no_json_is_told_without_its_text() {
        for text in ["{\"db_password\": \"hunter2\"", "[\"hunter2\"]", "{\"a\": hunter2}"] {
            let why = notes(text, true).unwrap_err();
            assert!(why.starts_with("it is no JSON object (line 1") && !why.contains("hunter2"), "{why}");
        }
    }
}
