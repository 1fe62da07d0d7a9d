//! Policy → role map.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::rows::rows;
use super::{LOGIN, NOTHING};
use crate::model::{Glob, Located, Pattern};
use crate::rolemap::cell::operation;
use crate::rolemap::sheet::empty_role;
use crate::rolemap::{Access, Assignment, CellRule, OpSelection, Role, RoleMap};
use crate::yaml::Problems;
use crate::yaml::words::{bad_name, did_you_mean, quote};

/// Reads a policy of `policies/model.conf`. A row without effect allows. A name with `p` rows, or that others are under,
/// is a role; any other is a login.
pub(in crate::rolemap) fn read(text: &str, file: &Arc<str>, problems: &mut Problems) -> RoleMap {
    let policy = Policy::read(text, file, problems);
    let mut map = RoleMap { files: vec![Arc::clone(file)], ..RoleMap::default() };
    let mut index: HashMap<&str, usize> = HashMap::new();
    for name in policy.cells.iter().map(|cell| &cell.role).chain(policy.links.iter().map(|(_, over)| over)) {
        index.entry(&name.value).or_insert_with(|| {
            map.roles.push(empty_role(name.clone()));
            map.roles.len() - 1
        });
    }
    for (under, over) in &policy.links {
        if let Some(role) = index.get(under.value.as_str()).and_then(|at| map.roles.get_mut(*at)) {
            role.extends.push(over.clone());
        } else {
            let login = under.value.strip_prefix(LOGIN).unwrap_or(&under.value);
            let who = Located::new(Glob::new(login), under.at.clone());
            map.assignments.push(Assignment { who, role: over.clone(), person: None, department: None });
        }
    }
    let mut by_role: BTreeMap<usize, Vec<&Cell>> = BTreeMap::new();
    for cell in &policy.cells {
        by_role.entry(index.get(cell.role.value.as_str()).copied().unwrap_or_default()).or_default().push(cell);
    }
    for (at, cells) in by_role {
        if let Some(role) = map.roles.get_mut(at) {
            fill(role, &cells);
        }
    }
    map
}

/// One `p` row.
pub(super) struct Cell {
    pub(super) role: Located<String>,
    /// Absent in a row that says no more than that the role exists.
    pub(super) what: Option<(Located<Pattern>, OpSelection)>,
    pub(super) allow: bool,
}

/// The rows of a policy, its operations in the words of role maps.
#[derive(Default)]
pub(super) struct Policy {
    pub(super) cells: Vec<Cell>,
    /// Who is under whom.
    pub(super) links: Vec<(Located<String>, Located<String>)>,
}

impl Policy {
    pub(super) fn read(text: &str, file: &Arc<str>, problems: &mut Problems) -> Self {
        let mut policy = Self::default();
        for row in rows(text, file) {
            policy.row(&row, problems);
        }
        policy
    }

    fn row(&mut self, row: &[Located<String>], problems: &mut Problems) {
        for field in row {
            if let Some(why) = bad_name(&field.value) {
                return problems.error(&field.at, format!("{} {why}", quote(&field.value)), None);
            }
        }
        let kind = row.first();
        match (kind.map(|kind| kind.value.as_str()), row.get(1..).unwrap_or_default()) {
            (Some("p"), [role, resource, op, rest @ ..]) if rest.len() <= 1 => {
                let effect = rest.first();
                let allow = match effect.map_or("allow", |effect| effect.value.as_str()) {
                    "allow" => true,
                    "deny" => false,
                    other => {
                        let help = did_you_mean(other, ["allow", "deny"]);
                        let at = effect.map_or(&role.at, |effect| &effect.at);
                        return problems.error(at, format!("unknown effect {}", quote(other)), help);
                    }
                };
                let what = match (Pattern::parse(&resource.value), operation(&op.value)) {
                    _ if resource.value == NOTHING && op.value == NOTHING => None,
                    (Ok(pattern), Ok(ops)) => Some((Located::new(pattern, resource.at.clone()), ops)),
                    (Err(error), _) => return problems.error(&resource.at, error.to_string(), None),
                    (_, Err(error)) => return problems.error(&op.at, error.message, error.help),
                };
                self.cells.push(Cell { role: role.clone(), what, allow });
            }
            (Some("g"), [under, over]) => self.links.push((under.clone(), over.clone())),
            _ => {
                if let Some(kind) = kind {
                    let help = "rows are `p, role, resource, operation, allow|deny` and `g, login or role, role`";
                    problems.error(
                        &kind.at,
                        format!("{} begins no row of a policy", quote(&kind.value)),
                        help.to_owned(),
                    );
                }
            }
        }
    }
}

/// Rows about the same resource become one cell; what is denied altogether must not be reached.
fn fill(role: &mut Role, cells: &[&Cell]) {
    let mut at: HashMap<&str, usize> = HashMap::new();
    for (pattern, ops, allow) in cells.iter().filter_map(|cell| cell.what.as_ref().map(|(p, ops)| (p, ops, cell.allow)))
    {
        if *ops == OpSelection::All && !allow {
            role.must_not.push(pattern.clone());
            continue;
        }
        let index = *at.entry(pattern.value.as_str()).or_insert_with(|| {
            let access = Located::new(Access::default(), pattern.at.clone());
            role.grants.push(CellRule { resource: pattern.clone(), access });
            role.grants.len() - 1
        });
        let Some(access) = role.grants.get_mut(index).map(|cell| &mut cell.access.value) else { continue };
        let selection = if allow { &mut access.allow } else { &mut access.deny };
        selection.add(ops);
    }
}
