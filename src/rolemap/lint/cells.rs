//! Cells that contradict each other, that nobody will compare, or that no map may have.

use std::collections::HashMap;

use crate::model::{Pattern, Position};
use crate::rolemap::casbin::{Guardrails, covers};
use crate::rolemap::cells::Roles;
use crate::rolemap::{Access, CellRule, OpSelection, Role, RoleMap};
use crate::yaml::Problems;
use crate::yaml::words::quote;

pub(super) fn check(map: &RoleMap, roles: &Roles<'_>, guardrails: &Guardrails, problems: &mut Problems) {
    for role in &map.roles {
        let denials = Denials::of(&roles.lineage(&role.name.value));
        for cell in &role.grants {
            contradiction(role, cell, &denials, problems);
            outside(map, cell, problems);
            forbidden(role, cell, guardrails, problems);
        }
        for pattern in role.must_not.iter().filter(|pattern| !in_scope(map, &pattern.value)) {
            let message = format!("{} is outside `scope`: nothing there is compared", quote(pattern.value.as_str()));
            problems.warning(&pattern.at, message, None);
        }
    }
    for token in &map.tokens {
        for cell in &token.may {
            outside(map, cell, problems);
        }
    }
}

/// Everything that a role and what it extends denies, to be found by the name of a resource.
struct Denials<'m> {
    exact: HashMap<&'m str, Vec<(&'m Position, Option<&'m Access>)>>,
    beginnings: HashMap<&'m str, Vec<(&'m Position, Option<&'m Access>)>>,
}

impl<'m> Denials<'m> {
    fn of(lineage: &[&'m Role]) -> Self {
        let mut denials = Self { exact: HashMap::new(), beginnings: HashMap::new() };
        for role in lineage {
            for cell in role.grants.iter().filter(|cell| !cell.access.value.deny.is_empty()) {
                denials.add(&cell.resource.value, &cell.access.at, Some(&cell.access.value));
            }
            for pattern in &role.must_not {
                denials.add(&pattern.value, &pattern.at, None);
            }
        }
        denials
    }

    fn add(&mut self, pattern: &'m Pattern, at: &'m Position, access: Option<&'m Access>) {
        let text = pattern.as_str();
        let map = if pattern.is_exact() { &mut self.exact } else { &mut self.beginnings };
        map.entry(text.trim_end_matches('*')).or_default().push((at, access));
    }

    /// The denials that cover all of a pattern.
    fn covering(&self, pattern: &Pattern) -> impl Iterator<Item = &(&'m Position, Option<&'m Access>)> {
        let text = pattern.as_str().trim_end_matches('*');
        let exact = pattern.is_exact().then(|| self.exact.get(text)).flatten();
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let beginnings: Vec<_> = ends.filter_map(|end| self.beginnings.get(text.get(..end)?)).collect();
        exact.into_iter().chain(beginnings).flatten()
    }
}

/// A permission that a denial of the role, or of what it extends, leaves nothing of.
fn contradiction(role: &Role, cell: &CellRule, denials: &Denials<'_>, problems: &mut Problems) {
    for (at, access) in denials.covering(&cell.resource.value) {
        let Some(op) = first_common(&cell.access.value.allow, access.map(|access| &access.deny)) else { continue };
        // One cell with both, such as `all deny delete`, says what it means.
        if **at == cell.access.at {
            continue;
        }
        let (name, resource) = (quote(&role.name.value), quote(cell.resource.value.as_str()));
        let message = format!("role {name} is given {op} on {resource} here and denied it at {at}");
        problems.error(&cell.access.at, message, "the denial wins; remove one of them".to_owned());
        return;
    }
}

/// An operation that is allowed and denied; a `must_not` denies all.
fn first_common(allow: &OpSelection, deny: Option<&OpSelection>) -> Option<String> {
    match (allow, deny) {
        (OpSelection::All, None | Some(OpSelection::All)) => Some("everything".to_owned()),
        // `all` on a family and `deny delete` on it: the rest is still given.
        (OpSelection::All, Some(OpSelection::Named(_))) => None,
        (OpSelection::Named(allow), None | Some(OpSelection::All)) => allow.first().map(|op| quote(&op.0)),
        (OpSelection::Named(allow), Some(OpSelection::Named(deny))) => {
            allow.intersection(deny).next().map(|op| quote(&op.0))
        }
    }
}

fn in_scope(map: &RoleMap, pattern: &Pattern) -> bool {
    let meets = |scope: &Pattern| covers(scope, pattern) || covers(pattern, scope);
    map.scope.is_empty() || map.scope.iter().any(|scope| meets(&scope.value))
}

fn outside(map: &RoleMap, cell: &CellRule, problems: &mut Problems) {
    if !in_scope(map, &cell.resource.value) {
        let message = format!("{} is outside `scope`: nothing there is compared", quote(cell.resource.value.as_str()));
        problems.warning(&cell.resource.at, message, "add it to `scope` or remove the cell".to_owned());
    }
}

fn forbidden(role: &Role, cell: &CellRule, guardrails: &Guardrails, problems: &mut Problems) {
    let name = &role.name.value;
    let Some((resource, op)) = guardrails.against(name, &cell.resource.value, &cell.access.value) else { return };
    let message = format!("a guardrail denies role {} {} on {}", quote(name), quote(op), quote(resource));
    let row = quote(&format!("g, {name}, administrators"));
    let help = format!("if {} administers the ERP, add {row} to policies/guardrails.csv", quote(name));
    problems.error(&cell.access.at, message, help);
}
