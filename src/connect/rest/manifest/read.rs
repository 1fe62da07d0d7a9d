//! Reads a manifest as a whole.

use std::sync::Arc;

use super::endpoint::Harm;
use super::templates::{self, ALWAYS, OF_RESOURCE};
use super::{Control, Manifest, Rules};
use crate::connect::rest::variables::Variable;
use crate::model::Position;
use crate::yaml::{self, Level, Node, Problem, Problems, Reader, Tree};

const ROOT: &[(&str, bool)] = &[
    ("api", true),
    ("login", true),
    ("control", true),
    ("headers", false),
    ("answers", false),
    ("path", false),
    ("resources", false),
    ("operations", true),
    ("fields", false),
    ("records", false),
    ("attempts", false),
    ("never", false),
];

const ANSWERS: &[(&str, bool)] =
    &[("allowed", false), ("denied", false), ("hidden", false), ("missing", false), ("signed_out", false)];

/// Reads a manifest, or tells everything that is wrong with it.
pub(super) fn manifest(text: &str, file: &str) -> Result<Manifest, Vec<Problem>> {
    let (file, mut problems): (Arc<str>, _) = (Arc::from(file), Problems::default());
    let tree = yaml::read(text, &file, "a probe manifest", &mut problems);
    let read = tree.and_then(|tree| {
        if matches!(tree.node, Node::Null) {
            let help = "docs/probing-any-rest.md has two that work".to_owned();
            problems.error(&Position::file(&file), "the manifest is empty", help);
            return None;
        }
        root(&mut Reader { problems: &mut problems }, &tree)
    });
    let problems = problems.finish();
    match read {
        Some(manifest) if problems.iter().all(|problem| problem.level != Level::Error) => Ok(manifest),
        _ => Err(problems),
    }
}

fn root(reader: &mut Reader<'_>, tree: &Tree) -> Option<Manifest> {
    let root = reader.known(tree, ROOT, "the manifest")?;
    let usual = usual(reader, root.get("answers"), &tree.at);
    let name = reader.note(root.get("api"), "api");
    let login = root.get("login").and_then(|tree| reader.sign_in(tree));
    let control = root.get("control").and_then(|tree| control(reader, tree, &usual));
    let manifest = Manifest {
        name: name?,
        headers: reader.headers(root.get("headers"), ALWAYS, false),
        path: root.get("path").and_then(|tree| reader.template(tree, "path", &[Variable::Resource])),
        resources: reader.probed_resources(root.get("resources"), &usual),
        operations: reader.asked_operations(root.get("operations"), &usual),
        fields: reader.asked_fields(root.get("fields"), &usual),
        records: reader.looked_up(root.get("records"), &usual),
        control: control?,
        login: login?,
        attempts: patterns(reader, root.get("attempts")),
        never: patterns(reader, root.get("never")),
    };
    Some(manifest)
}

fn patterns(reader: &mut Reader<'_>, tree: Option<&Tree>) -> Vec<crate::model::Pattern> {
    reader.patterns(tree, "resource").into_iter().map(|pattern| pattern.value).collect()
}

/// What answers mean where nothing else is said.
fn usual(reader: &mut Reader<'_>, tree: Option<&Tree>, at: &Position) -> Rules {
    let at = tree.map_or(at, |tree| &tree.at);
    let built_in = Rules {
        allowed: Rules::by_status(200, 299, at),
        denied: Rules::by_status(403, 403, at),
        hidden: Vec::new(),
        missing: Rules::by_status(404, 404, at),
        signed_out: Rules::by_status(401, 401, at).into_iter().map(super::Condition::of_any_type).collect(),
    };
    let Some(object) = tree.and_then(|tree| reader.known(tree, ANSWERS, "answers")) else { return built_in };
    let mut rules = reader.rules(&object, &built_in, OF_RESOURCE);
    // An API that hides what may not be seen says the same where there is nothing.
    if object.get("hidden").is_some() && object.get("missing").is_none() {
        rules.missing = Vec::new();
    }
    reader.check_overlaps(&rules, "answers");
    rules
}

fn control(reader: &mut Reader<'_>, tree: &Tree, usual: &Rules) -> Option<Control> {
    let keys = [("who", false), ("equals", false), ("unnamed", false)];
    let (endpoint, object) = reader.endpoint(tree, "control", ALWAYS, usual, Harm::Told, &keys)?;
    let who = object.get("who").and_then(|tree| reader.pointer(tree, ALWAYS));
    let equals = match object.get("equals") {
        Some(tree) => reader.template(tree, "equals", ALWAYS),
        None => Some(templates::gap(Variable::Account)),
    };
    if object.get("who").is_none() && reader.note(object.get("unnamed"), "unnamed").is_none() {
        let help = "add `who: /place` of the account's id in the answer (or `equals: \"{login}\"` beside it), or \
                    `unnamed: why it can be nobody else`"
            .to_owned();
        reader.problems.error(&tree.at, "control does not say where the answer names the account", help);
    }
    Some(Control { endpoint, who: who.zip(equals) })
}
