//! Risks of duties in a design: inside one role, and between the roles of one person. By what the roles are given by name; with a
//! snapshot also by what their groups give.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::survey::Survey;
use crate::access::{Access, scope::Scopes};
use crate::compare::Design;
use crate::model::Position;
use crate::policy;
use crate::policy::duties::{Cell, Function, Right, Risk, Way};
use crate::rolemap::cells::{Decision, decide};
use crate::rolemap::{Level, Problem, Role, RoleMap, Roles};
use crate::snapshot::Snapshot;

/// So many risks of one role or person are named.
const NAMED: usize = 6;

/// Every role, and every person with several roles, that can do both sides of a risk: one problem each.
///
/// They are warnings: many groups carry both sides as they are shipped, and a small company has few people.
pub fn lint(policy: &policy::Duties, map: &RoleMap, snapshot: Option<&Snapshot>) -> Vec<Problem> {
    let kind = snapshot.map(|snapshot| snapshot.system.kind.as_str());
    let Some(kind) = kind.or(map.system.as_ref().map(|system| system.value.as_str())) else { return Vec::new() };
    let risks: Vec<&Risk> = policy.risks.iter().filter(|risk| risk.system == kind).collect();
    let written = Written { policy, map, kind };
    let by_name: Vec<BTreeSet<&str>> = map.roles.iter().map(|role| written.functions(role)).collect();
    let mut problems = Vec::new();
    let mut told = BTreeSet::new();
    tell(map, &risks, &by_name, Source::Written, &mut told, &mut problems);
    if let Some(snapshot) = snapshot {
        let by_groups = given(policy, map, snapshot);
        tell(map, &risks, &by_groups, Source::Groups, &mut told, &mut problems);
    }
    Problem::sort(&mut problems);
    problems
}

/// Where functions of roles come from.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Written,
    Groups,
}

/// What the map's own words give.
struct Written<'m> {
    policy: &'m policy::Duties,
    map: &'m RoleMap,
    kind: &'m str,
}

impl<'m> Written<'m> {
    /// The functions of a role, by what it and what it extends are given by name.
    fn functions(&self, role: &'m Role) -> BTreeSet<&'m str> {
        let lineage = Roles::of(self.map).lineage(&role.name.value);
        let of_kind = || self.policy.functions.iter().filter(|function| function.system == self.kind);
        let mut performed: BTreeSet<&str> = BTreeSet::new();
        let right = |function: &Function, performed: &BTreeSet<&str>| {
            function.any.iter().any(|way| match way {
                Way::Right(right) => self.allows(role, &lineage, right),
                Way::Function(id) => performed.contains(id.value.as_str()),
            })
        };
        // A function may be a way of another one that stands before it.
        loop {
            let more: Vec<&str> = of_kind()
                .filter(|function| !performed.contains(function.id.value.as_str()) && right(function, &performed))
                .map(|function| function.id.value.as_str())
                .collect();
            if more.is_empty() {
                return performed;
            }
            performed.extend(more);
        }
    }

    fn allows(&self, role: &Role, lineage: &[&Role], right: &Right) -> bool {
        let listed = |group: &String| lineage.iter().any(|role| role.groups.iter().any(|named| named.value == *group));
        let cell =
            |cell: &Cell| cell.ops.iter().any(|op| decide(self.map, &role.name.value, &cell.on, op) == Decision::Allow);
        let field = |name: &String| {
            let on = right.cell.as_ref().map(|cell| cell.on.as_str());
            let mut rules = lineage.iter().flat_map(|role| &role.fields);
            let rule = rules.find(|rule| rule.field == *name && Some(rule.resource.value.as_str()) == on);
            rule.is_some_and(|rule| rule.access.value.allow.selects("write"))
        };
        (right.groups.is_empty() || right.groups.iter().any(listed))
            && right.cell.as_ref().is_none_or(cell)
            && right.with.as_ref().is_none_or(cell)
            && right.field.as_ref().is_none_or(field)
    }
}

/// The functions of each role by what its groups give in a system; none for roles that make administrators.
fn given<'m>(policy: &'m policy::Duties, map: &RoleMap, snapshot: &Snapshot) -> Vec<BTreeSet<&'m str>> {
    let (access, scopes) = (Access::compute(snapshot), Scopes::new(snapshot));
    let design = Design::of(map, &access);
    let survey = Survey::of(policy, &access, &scopes, []);
    let ids: Vec<&str> = policy
        .functions
        .iter()
        .filter(|function| function.system == snapshot.system.kind)
        .map(|function| function.id.value.as_str())
        .collect();
    let functions = |closure: &FixedBitSet| {
        let performed = (!access.administers(closure)).then(|| survey.performed_by(closure));
        let functions = performed.into_iter().flat_map(|performed| performed.functions.into_ones());
        functions.filter_map(|at| ids.get(at).copied()).collect()
    };
    design.roles.iter().map(|role| functions(&role.closure)).collect()
}

/// Tells what was not told yet (by role or login, and risk).
fn tell<'m>(
    map: &'m RoleMap,
    risks: &[&'m Risk],
    functions: &[BTreeSet<&str>],
    source: Source,
    told: &mut BTreeSet<(String, &'m str)>,
    problems: &mut Vec<Problem>,
) {
    let both = |performed: &BTreeSet<&str>| -> Vec<&'m Risk> {
        let all = |risk: &&&Risk| risk.functions.iter().all(|function| performed.contains(function.value.as_str()));
        risks.iter().filter(all).copied().collect()
    };
    let at = |name: &str| map.roles.iter().position(|role| role.name.value == name);
    let of_role: Vec<Vec<&Risk>> = functions.iter().map(both).collect();
    let roles = Roles::of(map);
    for (role, carried) in map.roles.iter().zip(&of_role) {
        let above = roles.lineage(&role.name.value);
        let above = above.iter().filter(|other| other.name != role.name).filter_map(|other| at(&other.name.value));
        let inherited: Vec<&Risk> = above.filter_map(|above| of_role.get(above)).flatten().copied().collect();
        let new = carried.iter().filter(|risk| !inherited.contains(risk));
        let new: Vec<&Risk> =
            new.copied().filter(|risk| told.insert((role.name.value.clone(), &risk.id.value))).collect();
        let whose = format!("role `{}`", role.name.value.escape_debug());
        problems.extend(problem(&whose, &role.name.at, &new, source));
    }
    for (who, (last, held)) in people(map) {
        let mut performed: BTreeSet<&str> = BTreeSet::new();
        let mut inside: Vec<&Risk> = Vec::new();
        for role in held.iter().filter_map(|name| at(name)) {
            performed.extend(functions.get(role).into_iter().flatten());
            inside.extend(of_role.get(role).into_iter().flatten().copied());
        }
        let between: Vec<&Risk> = both(&performed)
            .into_iter()
            .filter(|risk| !inside.contains(risk))
            .filter(|risk| told.insert((format!("@{who}"), &risk.id.value)))
            .collect();
        let names: Vec<&str> = held.into_iter().collect();
        let whose = format!("`{}` with roles {}", who.escape_debug(), names.join(", ").escape_debug());
        problems.extend(problem(&whose, last, &between, source));
    }
}

/// Everybody with several roles: by person where the map names one, else by login.
fn people(map: &RoleMap) -> BTreeMap<&str, (&Position, BTreeSet<&str>)> {
    let mut people: BTreeMap<&str, (&Position, BTreeSet<&str>)> = BTreeMap::new();
    for one in &map.assignments {
        let who = one.person.as_deref().unwrap_or(one.who.value.folded());
        let entry = people.entry(who).or_insert_with(|| (&one.who.at, BTreeSet::new()));
        entry.0 = &one.who.at;
        entry.1.insert(&one.role.value);
    }
    people.retain(|_, (_, roles)| roles.len() > 1);
    people
}

fn problem(whose: &str, at: &Position, risks: &[&Risk], source: Source) -> Option<Problem> {
    let worst = risks.iter().max_by_key(|risk| (risk.severity, std::cmp::Reverse(&risk.id.value)))?;
    let others: Vec<&str> =
        risks.iter().filter(|risk| risk.id != worst.id).map(|risk| risk.id.value.as_str()).collect();
    let mut more = String::new();
    if !others.is_empty() {
        let named = others.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let rest = others.len().saturating_sub(NAMED);
        more = if rest > 0 { format!("; also {named} and {rest} more") } else { format!("; also {named}") };
    }
    let by = if source == Source::Groups { " by its groups" } else { "" };
    let by = if whose.starts_with("role") { by } else { "" };
    Some(Problem {
        at: at.clone(),
        level: Level::Warning,
        message: format!("{whose} can {}{by} ({}{more})", worst.title, worst.id.value),
        help: Some(worst.fix.clone()),
    })
}
