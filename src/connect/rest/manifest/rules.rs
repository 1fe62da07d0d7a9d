//! Reads what an answer means.

use super::templates::Allowed;
use super::{Condition, Expect, Rules};
use crate::model::Position;
use crate::yaml::words::quote;
use crate::yaml::{Node, Object, Reader, Tree};

/// The meanings, in the order in which they are told.
pub(super) const MEANINGS: [&str; 5] = ["allowed", "denied", "hidden", "missing", "signed_out"];

const CONDITION: &[(&str, bool)] = &[
    ("status", false),
    ("type", false),
    ("at", false),
    ("equals", false),
    ("is", false),
    ("contains", false),
    ("and", false),
];

/// One more thing that must be there.
const TEST: &[(&str, bool)] = &[("at", true), ("equals", false), ("is", false), ("contains", false)];

/// What `is` may say.
const STATES: [&str; 4] = ["present", "absent", "empty", "not-empty"];

impl Rules {
    /// The conditions of each meaning.
    pub(in crate::connect::rest) fn each(&self) -> [(&'static str, &[Condition]); 5] {
        let [allowed, denied, hidden, missing, signed_out] = MEANINGS;
        [
            (allowed, &self.allowed),
            (denied, &self.denied),
            (hidden, &self.hidden),
            (missing, &self.missing),
            (signed_out, &self.signed_out),
        ]
    }

    /// A condition on the status alone.
    pub(super) fn by_status(from: u16, to: u16, at: &Position) -> Vec<Condition> {
        let (media, tests) = (Vec::new(), Vec::new());
        vec![Condition { at: at.clone(), status: vec![(from, to)], media, tests, contains: None }]
    }
}

impl Reader<'_> {
    /// The rules of a request: those written there, and for each meaning that is not, the usual one.
    pub(super) fn rules(&mut self, object: &Object<'_>, usual: &Rules, allowed: Allowed) -> Rules {
        let mut of = |name: &str, usual: &[Condition]| match object.get(name) {
            Some(tree) => self.conditions(tree, name, allowed),
            None => usual.to_vec(),
        };
        Rules {
            allowed: of("allowed", &usual.allowed),
            denied: of("denied", &usual.denied),
            hidden: of("hidden", &usual.hidden),
            missing: of("missing", &usual.missing),
            signed_out: of("signed_out", &usual.signed_out),
        }
    }

    /// Conditions of which one must hold: statuses, a condition, or a list of both.
    pub(super) fn conditions(&mut self, tree: &Tree, what: &str, allowed: Allowed) -> Vec<Condition> {
        match &tree.node {
            Node::List(items) => items.iter().filter_map(|item| self.condition(item, what, allowed)).collect(),
            _ => self.condition(tree, what, allowed).into_iter().collect(),
        }
    }

    fn condition(&mut self, tree: &Tree, what: &str, allowed: Allowed) -> Option<Condition> {
        let at = tree.at.clone();
        if let Node::Text(text) = &tree.node {
            let status = vec![self.status(text, &at)?];
            return Some(Condition { at, status, media: Vec::new(), tests: Vec::new(), contains: None });
        }
        let object = self.known(tree, CONDITION, what)?;
        let status = match object.get("status") {
            Some(tree) => self.statuses(tree),
            None => vec![(100, 599)],
        };
        let media = self.names(object.get("type"), "media type");
        let media = media.into_iter().map(|name| name.value.to_lowercase()).collect();
        let (mut tests, mut contains) = (Vec::new(), None);
        if let Some(place) = object.get("at") {
            let pointer = self.pointer(place, allowed)?;
            let expects = self.expects(&object, tree, allowed);
            tests.extend(expects.into_iter().map(|expect| (pointer.clone(), expect)));
        } else {
            for name in ["equals", "is"] {
                if let Some(tree) = object.get(name) {
                    let help = "add `at: \"/place\"`, a JSON pointer; `at: \"\"` is the whole body".to_owned();
                    self.problems.error(&tree.at, format!("`{name}` does not say of what"), help);
                }
            }
            contains = object.get("contains").and_then(|tree| self.template(tree, "contains", allowed));
        }
        for tree in object.get("and").map(|tree| self.items(tree, "and")).unwrap_or_default() {
            let Some(more) = self.known(tree, TEST, "and") else { continue };
            let Some(pointer) = more.get("at").and_then(|place| self.pointer(place, allowed)) else { continue };
            let expects = self.expects(&more, tree, allowed);
            tests.extend(expects.into_iter().map(|expect| (pointer.clone(), expect)));
        }
        Some(Condition { at, status, media, tests, contains })
    }

    fn expects(&mut self, object: &Object<'_>, tree: &Tree, allowed: Allowed) -> Vec<Expect> {
        let mut expects = Vec::new();
        if let Some(tree) = object.get("equals") {
            let items = match &tree.node {
                Node::List(items) => items.as_slice(),
                _ => std::slice::from_ref(tree),
            };
            let values = items.iter().filter_map(|item| self.template(item, "equals", allowed)).collect();
            expects.push(Expect::Equals(values));
        }
        if let Some(word) = object.get("is").and_then(|tree| self.name(tree, "is")) {
            expects.extend(match word.value.as_str() {
                "present" => Some(Expect::Present),
                "absent" => Some(Expect::Absent),
                "empty" => Some(Expect::Empty),
                "not-empty" => Some(Expect::NotEmpty),
                other => {
                    let help = crate::yaml::words::did_you_mean(other, STATES);
                    let help = help.unwrap_or_else(|| format!("there are {}", STATES.join(", ")));
                    self.problems.error(&word.at, format!("nothing `is` {}", quote(other)), help);
                    None
                }
            });
        }
        if let Some(text) = object.get("contains").and_then(|tree| self.template(tree, "contains", allowed)) {
            expects.push(Expect::Contains(text));
        }
        if expects.is_empty() {
            let help = "add `equals`, `is` or `contains`".to_owned();
            self.problems.error(&tree.at, "it does not say what must be there", help);
        }
        expects
    }

    /// A JSON pointer: nothing, or steps that each begin with a slash.
    pub(super) fn pointer(
        &mut self,
        tree: &Tree,
        allowed: Allowed,
    ) -> Option<crate::connect::rest::template::Template> {
        let Node::Text(text) = &tree.node else { return self.wrong(tree, "at", "a JSON pointer") };
        if !text.is_empty() && !text.starts_with('/') {
            let help = format!("write `/{}`", text.replace('.', "/"));
            self.problems.error(&tree.at, format!("{} is no JSON pointer", quote(text)), help);
            return None;
        }
        self.template(tree, "at", allowed)
    }

    fn statuses(&mut self, tree: &Tree) -> Vec<(u16, u16)> {
        let items = match &tree.node {
            Node::List(items) => items.as_slice(),
            _ => std::slice::from_ref(tree),
        };
        let names: Vec<_> = items.iter().filter_map(|item| self.name(item, "status")).collect();
        names.iter().filter_map(|name| self.status(&name.value, &name.at)).collect()
    }

    /// `200`, `2xx`, `200..299`.
    fn status(&mut self, text: &str, at: &Position) -> Option<(u16, u16)> {
        let number = |text: &str| text.trim().parse::<u16>().ok().filter(|status| (100..600).contains(status));
        let range = match (text.split_once(".."), text.strip_suffix("xx")) {
            (Some((from, to)), _) => number(from).zip(number(to)).filter(|(from, to)| from <= to),
            (None, Some(class)) => number(&format!("{class}00")).map(|from| (from, from + 99)),
            (None, None) => number(text).map(|status| (status, status)),
        };
        if range.is_none() {
            let help = "write `403`, `4xx` or `200..204`, or a list of them".to_owned();
            self.problems.error(at, format!("{} is no HTTP status", quote(text)), help);
        }
        range
    }
}
