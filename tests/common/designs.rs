//! Random role maps: roles that extend each other in chains, diamonds and circles, families of resources, denials, names
//! that are not there.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rolecall::model::{Glob, Located, Pattern, Position};
use rolecall::rolemap::{Access, Assignment, CellRule, OpName, OpSelection, Role, RoleMap};

use super::GROUPS;

/// The roles of a map, of which it has the first few.
pub(crate) const ROLES: [&str; 5] = ["clerk", "lead", "admin", "night", "odd"];
/// Exact names, families, everything, nothing.
const PATTERNS: [&str; 8] =
    ["sale.order", "sale.order.line", "sale.order*", "sale.*", "sale*", "*", "account.move", "no.such*"];
/// Operations in the words of role maps.
pub(crate) const OPS: [&str; 5] = ["read", "write", "create", "delete", "submit"];
const PEOPLE: [&str; 7] =
    ["u0@a.example", "U1@A.example", "u2@a.example", "*@a.example", "u3@*", "*", "nobody@a.example"];

/// A value that nobody wrote anywhere.
pub(crate) fn at<T>(value: T) -> Located<T> {
    Located::new(value, Position::file(&Arc::from("generated")))
}

/// Some of the names.
fn some(names: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<Located<String>>> {
    subsequence(names, 0..=most).prop_map(|names| names.into_iter().map(|name| at(name.to_owned())).collect())
}

fn selection() -> impl Strategy<Value = OpSelection> {
    let named = subsequence(&OPS[..], 0..=3)
        .prop_map(|ops| OpSelection::Named(ops.into_iter().map(|op| OpName(op.to_owned())).collect()));
    prop_oneof![1 => Just(OpSelection::All), 4 => named]
}

fn pattern() -> impl Strategy<Value = Located<Pattern>> {
    select(&PATTERNS[..]).prop_map(|text| at(Pattern::parse(text).unwrap()))
}

fn cell() -> impl Strategy<Value = CellRule> {
    (pattern(), selection(), prop_oneof![3 => Just(OpSelection::default()), 1 => selection()])
        .prop_map(|(resource, allow, deny)| CellRule { resource, access: at(Access { allow, deny }) })
}

fn role(name: &'static str) -> impl Strategy<Value = Role> {
    const PARENTS: [&str; 5] = ["clerk", "lead", "admin", "odd", "not there"];
    const NAMES: [&str; 6] = ["m.g0", "m.g1", "m.g2", "m.g3", "m.g4", "m.gone"];
    let cells = prop::collection::vec(cell(), 0..4);
    let limits = prop::collection::vec(pattern(), 0..2);
    (some(&PARENTS, 2), some(&NAMES, 3), some(&GROUPS, 2), cells, limits).prop_map(
        move |(extends, groups, includes, grants, must_not)| Role {
            name: at(name.to_owned()),
            extends,
            groups,
            includes,
            grants,
            must_not,
            records: vec![],
            fields: vec![],
            probe: None,
        },
    )
}

prop_compose! {
    /// A role map of up to five roles.
    pub(crate) fn designs()(
        roles in ROLES.map(role),
        count in 0..=ROLES.len(),
        ambient in some(&["m.g2", "m.g5"], 1),
        scope in prop_oneof![2 => Just(vec![]), 1 => prop::collection::vec(pattern(), 1..3)],
        held in prop::collection::btree_set((select(&PEOPLE[..]), select(&ROLES[..])), 0..7),
    ) -> RoleMap {
        let assignment = |(who, role): (&str, &str)| Assignment {
            who: at(Glob::new(who)),
            role: at(role.to_owned()),
            person: None,
            department: None,
        };
        RoleMap {
            ambient,
            scope,
            assignments: held.into_iter().map(assignment).collect(),
            roles: roles.into_iter().take(count).collect(),
            ..RoleMap::default()
        }
    }
}
