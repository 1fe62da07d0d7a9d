//! What the duties of a policy mean for one system: names become positions.

use std::collections::HashMap;

use crate::model::{GroupIx, OpIx, Ops, ResourceIx, Verb};
use crate::policy;
use crate::policy::duties::{Cell, Function, Right, Risk, Sensitive, Way};
use crate::snapshot::{Domain, Field, Snapshot};

/// The duties of one kind of system, resolved against a snapshot.
#[derive(Debug)]
pub struct Rules<'a> {
    /// The policy.
    pub policy: &'a policy::Duties,
    /// What people do, in the order of the policy.
    pub functions: Vec<Known<'a, Function>>,
    /// What nobody should do together, with the positions of the functions.
    pub risks: Vec<(&'a Risk, Vec<usize>)>,
    /// What is worth a look by itself.
    pub sensitive: Vec<Known<'a, Sensitive>>,
}

/// A rule and the ways that the system has to do it.
#[derive(Debug)]
pub struct Known<'a, R> {
    /// The rule.
    pub rule: &'a R,
    /// The ways that the system has.
    pub rights: Vec<KnownRight<'a>>,
    /// What the other ways name and the system does not have.
    pub missing: Vec<String>,
}

/// A right whose names the system knows; all that it says must hold.
#[derive(Debug, Clone)]
pub struct KnownRight<'a> {
    /// Operations on a resource, one of which is enough.
    pub cell: Option<(ResourceIx, Ops)>,
    /// The field that must be open, too.
    pub field: Option<Column<'a>>,
    /// One of these must be held; nothing where it takes none.
    pub groups: Vec<GroupIx>,
    /// What must be possible at the same time.
    pub with: Option<(ResourceIx, Ops)>,
}

/// A field of a right.
#[derive(Debug, Clone, Copy)]
pub enum Column<'a> {
    /// It is there.
    Known(&'a Field),
    /// The snapshot does not know the fields of the resource.
    Unknown(&'a str),
}

impl<'a> Rules<'a> {
    /// The rules for the snapshot's kind of system.
    pub fn of(policy: &'a policy::Duties, snapshot: &'a Snapshot) -> Self {
        let kind = &snapshot.system.kind;
        let names = Names::of(policy, snapshot);
        let functions: Vec<_> = policy
            .functions
            .iter()
            .filter(|function| function.system == *kind)
            .map(|rule| names.known(rule, &rule.any))
            .collect();
        let at: HashMap<&str, usize> =
            functions.iter().enumerate().map(|(at, known)| (known.rule.id.value.as_str(), at)).collect();
        let risks = policy.risks.iter().filter(|risk| risk.system == *kind);
        let risks = risks
            .map(|risk| (risk, risk.functions.iter().filter_map(|id| at.get(id.value.as_str()).copied()).collect()))
            .collect();
        let sensitive = policy.sensitive.iter().filter(|sensitive| sensitive.system == *kind);
        let sensitive = sensitive.map(|rule| names.known(rule, &rule.any)).collect();
        Self { policy, functions, risks, sensitive }
    }
}

struct Names<'a> {
    snapshot: &'a Snapshot,
    resources: HashMap<&'a str, ResourceIx>,
    groups: HashMap<&'a str, GroupIx>,
    functions: HashMap<&'a str, &'a Function>,
    fields_known: bool,
}

impl<'a> Names<'a> {
    fn of(policy: &'a policy::Duties, snapshot: &'a Snapshot) -> Self {
        let functions = policy.functions.iter().filter(|function| function.system == snapshot.system.kind);
        let groups = snapshot.groups.iter().zip(0..);
        Self {
            snapshot,
            resources: snapshot.resources.iter().zip(0..).map(|(one, at)| (one.key.as_str(), ResourceIx(at))).collect(),
            groups: groups.map(|(group, at)| (group.key.as_str(), GroupIx(at))).collect(),
            functions: functions.map(|function| (function.id.value.as_str(), function)).collect(),
            fields_known: snapshot.has(Domain::Fields),
        }
    }

    fn known<R>(&self, rule: &'a R, any: &'a [Way]) -> Known<'a, R> {
        let mut known = Known { rule, rights: Vec::new(), missing: Vec::new() };
        // INVARIANT: the policy refuses functions that lead back to themselves.
        let mut waiting: Vec<&Way> = any.iter().rev().collect();
        while let Some(way) = waiting.pop() {
            match way {
                Way::Function(id) => {
                    let function = self.functions.get(id.value.as_str());
                    waiting.extend(function.into_iter().flat_map(|function| function.any.iter().rev()));
                }
                Way::Right(right) if !right.versions.hold(&self.snapshot.system.version) => {}
                Way::Right(right) => match self.right(right) {
                    Ok(right) => known.rights.push(right),
                    Err(missing) => known.missing.push(missing),
                },
            }
        }
        known.missing.sort_unstable();
        known.missing.dedup();
        known
    }

    /// A right, or what it names and the system does not have.
    fn right(&self, right: &'a Right) -> Result<KnownRight<'a>, String> {
        let cell = right.cell.as_ref().map(|cell| self.cell(cell)).transpose()?;
        let with = right.with.as_ref().map(|cell| self.cell(cell)).transpose()?;
        let groups: Vec<GroupIx> =
            right.groups.iter().filter_map(|name| self.groups.get(name.as_str()).copied()).collect();
        if let (Some(first), true) = (right.groups.first(), groups.is_empty()) {
            return Err(format!("group {first}"));
        }
        let field = match (&right.field, cell) {
            (Some(name), Some((resource, _))) => Some(self.field(resource, name)?),
            _ => None,
        };
        Ok(KnownRight { cell, field, groups, with })
    }

    fn field(&self, resource: ResourceIx, name: &'a str) -> Result<Column<'a>, String> {
        if let Some(field) = self.snapshot.field(resource, name) {
            return Ok(Column::Known(field));
        }
        if self.fields_known && !self.snapshot.fields_of(resource).is_empty() {
            return Err(format!("{}.{name}", self.snapshot.resource(resource).key));
        }
        Ok(Column::Unknown(name))
    }

    fn cell(&self, cell: &Cell) -> Result<(ResourceIx, Ops), String> {
        let resource = self.resources.get(cell.on.as_str()).ok_or_else(|| cell.on.clone())?;
        let ops = cell.ops.iter().fold(Ops::NONE, |ops, word| ops.with(named(self.snapshot, word)));
        if ops.is_empty() {
            return Err(format!("operation {} on {}", cell.ops.join(" or "), cell.on));
        }
        Ok((*resource, ops))
    }
}

/// The operations that a word means for a system: those of its verb, and the one that is called so.
fn named(snapshot: &Snapshot, word: &str) -> Ops {
    let verb = match word {
        "read" => Some(Verb::Read),
        "write" => Some(Verb::Write),
        "create" => Some(Verb::Create),
        "delete" => Some(Verb::Delete),
        _ => None,
    };
    let operations = snapshot.operations.iter().enumerate();
    let meant = operations.filter(|(_, op)| Some(op.verb) == verb || op.name.eq_ignore_ascii_case(word));
    meant.fold(Ops::NONE, |ops, (at, _)| ops.with(Ops::one(OpIx::new(at))))
}
