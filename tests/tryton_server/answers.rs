//! Computed access against what the ERP itself answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli;

type Pair = (String, String);

/// How many answers were compared, and those that differ, in words.
#[derive(Default)]
pub(crate) struct Comparison {
    pub(crate) cells: usize,
    pub(crate) fields: usize,
    pub(crate) buttons: usize,
    pub(crate) wrong: Vec<String>,
}

fn lines(file: &Path) -> Vec<Value> {
    fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn word(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap().to_owned()
}

fn words(value: &Value) -> BTreeSet<String> {
    value.as_array().into_iter().flatten().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Of lines that have a key: user and what the line is about, with the line.
fn by<'a>(lines: &'a [Value], key: &str, about: &str) -> BTreeMap<Pair, &'a Value> {
    let with_both = lines.iter().filter(|line| line.get(key).is_some() && line.get(about).is_some());
    with_both.map(|line| ((word(line, "user"), word(line, about)), line)).collect()
}

/// Every user and every model, field that a row speaks of, and button.
pub(crate) fn compare(snapshot: &Path, answers: &Path) -> Comparison {
    let computed = cli::access(snapshot);
    let case: Value = serde_json::from_str(&fs::read_to_string(answers.join("case.json")).unwrap()).unwrap();
    let mut comparison = Comparison::default();
    let users = words(&case["users"]);
    let models = words(&case["models"]);
    let granted = cells(&computed, &lines(&answers.join("access.jsonl")), &users, &models, &mut comparison);
    fields(&computed, &lines(&answers.join("fields.jsonl")), &granted, &mut comparison);
    buttons(&computed, &lines(&answers.join("buttons.jsonl")), &mut comparison);
    comparison
}

/// Gives back what the ERP grants.
fn cells(
    computed: &[Value],
    told: &[Value],
    users: &BTreeSet<String>,
    models: &BTreeSet<String>,
    comparison: &mut Comparison,
) -> BTreeMap<Pair, BTreeSet<String>> {
    let of = |lines: &[Value]| -> BTreeMap<Pair, BTreeSet<String>> {
        by(lines, "ops", "resource").into_iter().map(|(pair, line)| (pair, words(&line["ops"]))).collect()
    };
    let (ours, theirs) = (of(computed), of(told));
    for line in computed.iter().filter(|line| line.get("not_assessed").is_some()) {
        comparison.wrong.push(format!("not assessed: {line}"));
    }
    let nothing = BTreeSet::new();
    for user in users {
        for model in models {
            let pair = (user.clone(), model.clone());
            let (ours, theirs) = (ours.get(&pair).unwrap_or(&nothing), theirs.get(&pair).unwrap_or(&nothing));
            for operation in ["create", "delete", "read", "write"] {
                comparison.cells += 1;
                if ours.contains(operation) != theirs.contains(operation) {
                    comparison.wrong.push(format!("{user} {model} {operation}: {}", ours.contains(operation)));
                }
            }
        }
    }
    for (user, model) in ours.keys().filter(|(user, model)| !users.contains(user) || !models.contains(model)) {
        comparison.wrong.push(format!("{user} {model}: the ERP does not know them"));
    }
    theirs
}

/// A field can be read where the model can, too, and written likewise.
fn fields(computed: &[Value], told: &[Value], granted: &BTreeMap<Pair, BTreeSet<String>>, comparison: &mut Comparison) {
    let ours = by(computed, "readable", "resource");
    for line in told {
        let pair = (word(line, "user"), word(line, "resource"));
        let granted = granted.get(&pair);
        for (field, may) in line["fields"].as_object().unwrap() {
            for (operation, list) in [("read", "readable"), ("write", "writable")] {
                let theirs = may[operation] == true && granted.is_some_and(|ops| ops.contains(operation));
                let ours = ours.get(&pair).is_some_and(|line| words(&line[list]).contains(field));
                comparison.fields += 1;
                if ours != theirs {
                    comparison.wrong.push(format!("{} {}.{field} {operation}: {ours}", pair.0, pair.1));
                }
            }
        }
    }
}

fn buttons(computed: &[Value], told: &[Value], comparison: &mut Comparison) {
    let ours = by(computed, "allowed", "button");
    for line in told {
        let user = word(line, "u");
        // Nobody signs in as root, and it is never asked about its rights.
        for (button, may) in line["b"].as_object().unwrap().iter().filter(|_| user != "root") {
            let ours = ours.get(&(user.clone(), button.clone())).map(|line| &line["allowed"]);
            comparison.buttons += 1;
            if ours != Some(may) {
                comparison.wrong.push(format!("{user} presses {button}: {ours:?}"));
            }
        }
    }
}
