//! The design checked alone, and against what one system has.

mod cells;
mod known;
mod operations;
mod people;
mod roles;

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::hash::Hash;

use super::casbin::Guardrails;
use super::cells::Roles;
use super::{Problem, RoleMap};
use crate::model::Located;
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// The kinds of systems that a map can be made for.
const KINDS: &[&str] = &["odoo", "frappe", "tryton", "fullfinity", "sql", "files"];

/// What one system has, by the names that role maps use.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Its kind: `odoo` and the like.
    pub kind: String,
    /// Technical name and full name of each group; a map may use either.
    pub groups: Vec<(String, String)>,
    /// Technical names of its resources.
    pub resources: Vec<String>,
    /// Operations in the system's own words, in small letters.
    pub operations: Vec<String>,
    /// Words of role maps that mean some of them: `delete` for `unlink`.
    pub verbs: Vec<String>,
    /// Whether it is known of any right that the vendor shipped it.
    pub origins: bool,
    /// Fields by resource; empty when they have not been collected, and then fields are not looked at.
    pub fields: BTreeMap<String, Vec<String>>,
}

/// Everything that is wrong with a role map as a design, in the order of its text; with `known`, as a design for that
/// system.
pub fn lint(map: &RoleMap, known: Option<&Known>, guardrails: &Guardrails) -> Vec<Problem> {
    let mut problems = Problems::default();
    let roles = Roles::of(map);
    roles::check(map, &roles, &mut problems);
    people::check(map, &roles, &mut problems);
    cells::check(map, &roles, guardrails, &mut problems);
    match known {
        Some(known) => known::check(map, known, &mut problems),
        None => operations::check(map, &mut problems),
    }
    problems.finish()
}

/// Warns of values that a list has twice.
fn repeated<'a, T, K>(list: impl IntoIterator<Item = &'a Located<T>>, key: impl Fn(&'a T) -> K, problems: &mut Problems)
where
    T: std::fmt::Display + 'a,
    K: Hash + Eq,
{
    let mut seen = HashMap::new();
    for item in list {
        if let Some(first) = seen.insert(key(&item.value), &item.at) {
            let message = format!("{} is written twice", quote(&item.value.to_string()));
            problems.warning(&item.at, message, format!("the first is at {first}"));
        }
    }
}
