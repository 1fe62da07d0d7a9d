//! Fields: what a role's groups let see and change against what the design lets them.

use std::collections::{BTreeSet, HashMap};

use fixedbitset::FixedBitSet;

use super::cells::selected;
use super::roles::sets_of_holders;
use super::{Design, DesignedRole, Unknown, UnknownKind};
use crate::access::{Access, Cells};
use crate::model::{Ops, Position, ResourceIx, UserIx, Verb};
use crate::rolemap::Role;
use crate::snapshot::{Domain, Field, FieldGuard, Snapshot};

/// A field with designed access.
#[derive(Debug, Clone)]
pub struct DesignedField<'a> {
    /// Whose.
    pub resource: ResourceIx,
    /// Its name.
    pub name: &'a str,
    /// The field; none where the fields of the resource were not collected.
    pub field: Option<&'a Field>,
    /// What the design allows of reading and writing.
    pub ops: Ops,
    /// What it denies: what it says so of, and what it does not mention beside something that it allows.
    pub denied: Ops,
    /// Where it says so.
    pub at: &'a Position,
}

/// Where roles see or change other fields than designed.
#[derive(Debug)]
pub struct FieldPlane<'a> {
    /// The differences; of one role and field at most one beyond and one below the design.
    pub differences: Vec<FieldDifference<'a>>,
    /// Designed fields of which nobody knows who sees them, by role. Empty where the snapshot knows of no field at all.
    pub undecided: BTreeSet<(u32, ResourceIx, &'a str)>,
}

/// A role's groups and its design differ about a field.
#[derive(Debug, Clone)]
pub struct FieldDifference<'a> {
    /// The role.
    pub role: u32,
    /// The field and what is designed.
    pub designed: DesignedField<'a>,
    /// The groups give more than designed, rather than less.
    pub beyond: bool,
    /// What is too much, or missing.
    pub ops: Ops,
    /// Whether the groups see the field; if so, what is missing is the resource's own access.
    pub seen: bool,
    /// Holders of the role whom it concerns.
    pub users: BTreeSet<UserIx>,
}

impl<'a> FieldPlane<'a> {
    /// Compares every designed field of every role, for each set of groups that holders of the role have by it and by
    /// ambient groups.
    pub fn of(design: &Design<'a>, access: &Access<'a>) -> Self {
        let mut plane = Self { differences: Vec::new(), undecided: BTreeSet::new() };
        if !access.snapshot().has(Domain::Fields) {
            return plane;
        }
        for (role, role_ix) in design.roles.iter().zip(0u32..).filter(|(role, _)| !role.fields.is_empty()) {
            let sets: Vec<Set> = sets_of_holders(design, role, access)
                .into_iter()
                .map(|(groups, users)| Set { cells: access.cells_of(&groups), groups, users })
                .collect();
            for designed in &role.fields {
                plane.compare(role_ix, role, designed, &sets, access);
            }
        }
        plane
    }

    fn compare(
        &mut self,
        role_ix: u32,
        role: &DesignedRole<'a>,
        designed: &DesignedField<'a>,
        sets: &[Set],
        access: &Access<'a>,
    ) {
        let resource = designed.resource;
        let both = read_and_write(access.snapshot());
        // Told as missing access to the resource.
        let told = |set: &Set| role.allow.beyond(&role.deny).beyond(&set.cells).ops(resource);
        let mut found: [Option<FieldDifference<'a>>; 2] = [None, None];
        for set in sets {
            let admitted = designed.field.and_then(|field| admitted(access, field, &set.groups));
            let Some(admitted) = admitted else {
                self.undecided.insert((role_ix, resource, designed.name));
                continue;
            };
            let seen = !admitted.is_empty();
            let actual = set.cells.ops(resource).and(both).and(admitted);
            let (beyond, below) = (actual.and(designed.denied), designed.ops.without(actual).without(told(set)));
            for ((ops, is_beyond), slot) in [(beyond, true), (below, false)].into_iter().zip(&mut found) {
                if ops.is_empty() {
                    continue;
                }
                let difference = slot.get_or_insert_with(|| FieldDifference {
                    role: role_ix,
                    designed: designed.clone(),
                    beyond: is_beyond,
                    ops: Ops::NONE,
                    seen: true,
                    users: BTreeSet::new(),
                });
                difference.ops = difference.ops.with(ops);
                difference.seen &= seen;
                difference.users.extend(&set.users);
            }
        }
        self.differences.extend(found.into_iter().flatten());
    }
}

/// Groups that holders of a role have by it and by ambient groups.
struct Set {
    groups: FixedBitSet,
    users: Vec<UserIx>,
    cells: Cells,
}

/// What the groups let do with a field, apart from the resource's own access; nothing where that is not known. What was
/// observed at an account in exactly these groups holds for the groups.
fn admitted(access: &Access<'_>, field: &Field, groups: &FixedBitSet) -> Option<Ops> {
    let snapshot = access.snapshot();
    let Some(FieldGuard::Observed { seen_by, hidden_from }) = &field.guard else {
        let (sees, changes) = (access.admits(field, groups, Verb::Read)?, access.admits(field, groups, Verb::Write)?);
        let part = |verb, admitted| if admitted { snapshot.ops_of(verb) } else { Ops::NONE };
        return Some(part(Verb::Read, sees).with(part(Verb::Write, changes)));
    };
    let alike = |user: &&UserIx| {
        let profile = access.of(**user);
        !profile.superuser && profile.groups == *groups
    };
    let mut answers = seen_by.iter().chain(hidden_from).filter(alike).map(|user| access.sees(*user, field));
    let first = answers.next()??;
    let agreed = answers.all(|answer| answer == Some(first));
    agreed.then(|| if first { read_and_write(snapshot) } else { Ops::NONE })
}

/// What can be done with a field.
fn read_and_write(snapshot: &Snapshot) -> Ops {
    snapshot.ops_of(Verb::Read).with(snapshot.ops_of(Verb::Write))
}

/// The fields that a role and what it extends design, the nearest design of each; names that are not there are noted where
/// the role itself writes them.
pub(super) fn designed_fields<'a>(
    snapshot: &'a Snapshot,
    resources: &HashMap<&'a str, ResourceIx>,
    lineage: &[&'a Role],
    unknown: &mut Vec<Unknown<'a>>,
) -> Vec<DesignedField<'a>> {
    let mut found: Vec<DesignedField<'a>> = Vec::new();
    for (depth, role) in lineage.iter().enumerate() {
        let mut note = |kind, name: &'a str, of: Option<&'a str>, at: &'a Position| {
            if depth == 0 {
                unknown.push(Unknown { kind, role: Some(&role.name.value), name, of, at });
            }
        };
        for rule in &role.fields {
            let (key, name) = (rule.resource.value.as_str(), rule.field.as_str());
            let Some(&resource) = resources.get(key) else {
                note(UnknownKind::Resource, key, None, &rule.resource.at);
                continue;
            };
            let field = snapshot.field(resource, name);
            if field.is_none() && !snapshot.fields_of(resource).is_empty() {
                note(UnknownKind::Field, name, Some(key), &rule.resource.at);
            } else if !found.iter().any(|known| known.resource == resource && known.name == name) {
                let access = &rule.access.value;
                let both = read_and_write(snapshot);
                let denied = selected(snapshot, &access.deny).and(both);
                let ops = selected(snapshot, &access.allow).and(both).without(denied);
                let denied = if ops.is_empty() { denied } else { both.without(ops) };
                found.push(DesignedField { resource, name, field, ops, denied, at: &rule.access.at });
            }
        }
    }
    found
}
