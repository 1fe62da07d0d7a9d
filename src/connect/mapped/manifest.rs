//! A manifest: what the words of an application mean, and where its rows come from.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::definition::Definition;
use super::entities::{ENTITIES, Id};
use super::table::normal;
use crate::model::{Located, Operation, Verb};
use crate::snapshot::MembershipRule;
use crate::yaml::words::{did_you_mean, quote};
use crate::yaml::{Node, Object, Reader, Tree};

/// Keys that every manifest may have.
pub(super) const COMMON: [(&str, bool); 7] = [
    ("application", true),
    ("version", false),
    ("time_zone", false),
    ("operations", false),
    ("semantics", false),
    ("unknown_names", false),
    ("entities", false),
];

const SEMANTICS: &[(&str, bool)] =
    &[("membership", false), ("default", false), ("fields", false), ("owner_field", false)];

const VERBS: [(&str, Verb); 6] = [
    ("read", Verb::Read),
    ("write", Verb::Write),
    ("create", Verb::Create),
    ("delete", Verb::Delete),
    ("look", Verb::Look),
    ("other", Verb::Other),
];

/// The most operations that a snapshot can tell apart.
const MAX_OPERATIONS: usize = 32;

/// What every manifest says.
pub(super) fn definition(root: &Object<'_>, reader: &mut Reader<'_>) -> Definition {
    let mut definition = Definition::default();
    let text = |key, reader: &mut Reader<'_>| {
        root.get(key).and_then(|tree| reader.name(tree, key)).map(|name| name.value).unwrap_or_default()
    };
    definition.application = text("application", reader);
    definition.version = text("version", reader);
    if let Some(name) = root.get("time_zone").and_then(|tree| reader.name(tree, "time_zone")) {
        match TimeZone::get(&name.value) {
            Ok(zone) => definition.zone = zone,
            Err(_) => {
                let help = "write a name such as `Europe/Berlin`, or `UTC`".to_owned();
                reader.problems.error(&name.at, format!("unknown time zone {}", quote(&name.value)), help);
            }
        }
    }
    if let Some(tree) = root.get("operations") {
        definition.operations = operations(tree, reader);
    }
    if let Some(tree) = root.get("unknown_names") {
        definition.tolerant = choice(tree, "unknown_names", &["refuse", "tolerate"], reader) == Some(1);
    }
    if let Some(semantics) = root.get("semantics").and_then(|tree| reader.known(tree, SEMANTICS, "semantics")) {
        if let Some(tree) = semantics.get("membership") {
            let rules = [MembershipRule::Stored, MembershipRule::Closure];
            let rule = choice(tree, "membership", &["stored", "closure"], reader);
            definition.membership = rule.and_then(|at| rules.get(at).copied());
        }
        if let Some(tree) = semantics.get("default") {
            definition.open = choice(tree, "default", &["deny", "allow"], reader) == Some(1);
        }
        if let Some(tree) = semantics.get("fields") {
            definition.fields_closed = choice(tree, "fields", &["open", "closed"], reader) == Some(1);
        }
        definition.owner_field =
            semantics.get("owner_field").and_then(|tree| reader.name(tree, "owner_field")).map(|name| name.value);
    }
    definition
}

/// What an operation is said to be.
const MEANING: &str = "meaning of an operation";

/// One of a few words, by its position.
fn choice(tree: &Tree, what: &str, words: &[&str], reader: &mut Reader<'_>) -> Option<usize> {
    let word = reader.name(tree, what)?;
    let found = words.iter().position(|known| *known == word.value);
    if found.is_none() {
        let help =
            did_you_mean(&word.value, words.iter().copied()).unwrap_or_else(|| format!("it is {}", words.join(" or ")));
        let what = if what == MEANING { what.to_owned() } else { format!("`{what}`") };
        reader.problems.error(&word.at, format!("unknown {what} {}", quote(&word.value)), help);
    }
    found
}

/// Operations and what each means.
fn operations(tree: &Tree, reader: &mut Reader<'_>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for (key, value) in reader.entries(tree, "operations").unwrap_or_default() {
        let words: Vec<&str> = VERBS.iter().map(|(word, _)| *word).collect();
        let verb = choice(value, MEANING, &words, reader).and_then(|at| VERBS.get(at)).map(|(_, verb)| *verb);
        let Some(name) = reader.key(key, "operation") else { continue };
        let is_column = ENTITIES.iter().any(|entity| entity.wide && entity.column(&normal(&name.value)).is_some());
        let taken = operations.iter().any(|operation| operation.name.eq_ignore_ascii_case(&name.value));
        let why = if taken {
            "is there twice"
        } else if is_column {
            "is the name of a column; call it otherwise, and rename it in the query"
        } else if name.value == "*" || name.value.contains([' ', ',', ';']) {
            "has a character that separates operations"
        } else {
            operations.extend(verb.map(|verb| Operation { name: name.value, verb }));
            continue;
        };
        reader.problems.error(&name.at, format!("the operation {} {why}", quote(&name.value)), None);
    }
    if operations.len() > MAX_OPERATIONS {
        let help = "map several to one in the query".to_owned();
        reader.problems.error(&tree.at, format!("more than {MAX_OPERATIONS} operations"), help);
    }
    if operations.is_empty() {
        reader.problems.error(&tree.at, "`operations` has none", "say such as `read: read`".to_owned());
    }
    operations
}

/// The entities that a manifest names, each with what it says of it, but for those that the application does not have.
pub(super) fn entities<'t>(
    root: &Object<'t>,
    key: &'static str,
    definition: &mut Definition,
    reader: &mut Reader<'_>,
) -> BTreeMap<Id, (&'t Located<String>, &'t Tree)> {
    let mut found = BTreeMap::new();
    let Some(entries) = root.get(key).and_then(|tree| reader.entries(tree, key)) else { return found };
    for (name, tree) in entries {
        let Some(id) = Id::named(&name.value) else {
            let names = || ENTITIES.iter().map(|entity| entity.name);
            let help = did_you_mean(&name.value, names())
                .unwrap_or_else(|| format!("entities are {}", names().collect::<Vec<_>>().join(", ")));
            reader.problems.error(&name.at, format!("unknown entity {}", quote(&name.value)), help);
            continue;
        };
        if key == "entities" && matches!(&tree.node, Node::Text(text) if text.trim() == "none") {
            if id.entity().indispensable {
                let message = format!("an application without `{}` has nothing to audit", id.name());
                reader.problems.error(&tree.at, message, None);
            }
            definition.none.insert(id);
        } else {
            found.insert(id, (name, tree));
        }
    }
    found
}

/// Groups that bring groups mean nothing until somebody says how they count.
pub(super) fn membership_is_said(definition: &Definition, at: &crate::model::Position, reader: &mut Reader<'_>) {
    if definition.membership.is_none() {
        let help =
            "add `semantics: { membership: closure }` if members of a group are in the implied ones by that alone, \
                    `stored` if the application writes those memberships down, too"
                .to_owned();
        reader.problems.error(at, "`implications` without `semantics.membership`", help);
    }
}
