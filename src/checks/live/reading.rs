//! A probe, read: what each answer comes to, and which answers belong together. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::connect::live::{Question, RecordId};
use crate::model::{Ops, ResourceIx, Verb};
use crate::probe::{Cell, Probed, RoleRun};
use crate::snapshot::Snapshot;

/// What one answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Neither the design nor the computed access says otherwise.
    AsExpected,
    /// The system let through what must be refused.
    UnexpectedAllow,
    /// The system refused what must be let through.
    UnexpectedDeny,
    /// The design does not object, but the computed access says otherwise.
    Differs,
    /// It proves nothing: inconclusive, or contradicted by a method that is known to err and by no other.
    Open,
}

/// A probe with what each of its answers comes to.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The probe.
    pub probed: &'a Probed,
    snapshot: &'a Snapshot,
    turns: Vec<Turn>,
    /// Answers without a caveat by what they are about and which record, whatever the method.
    about: BTreeMap<(Target, Option<&'a RecordId>), Vec<&'a Cell>>,
    /// What was answered without a caveat of any record.
    answered: BTreeSet<(Target, bool)>,
    /// What was let through and refused at the level of resources against the design and as computed, by role.
    as_computed: BTreeMap<(u32, ResourceIx), Seen>,
}

/// What an answer is about: who, on what, which operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    run: u32,
    resource: ResourceIx,
    field: Option<Arc<str>>,
    ops: Ops,
}

/// Operations that were seen to be let through, and to be refused.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    allowed: Ops,
    denied: Ops,
}

/// Answers of one role about one resource or field that came out the same way.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) run: &'a RoleRun,
    pub(super) resource: ResourceIx,
    pub(super) field: Option<&'a str>,
    /// Only some records are concerned; at the level of the resource the answers are as expected.
    pub(super) records: bool,
    pub(super) ops: Ops,
    pub(super) cells: Vec<&'a Cell>,
}

impl<'a> Reading<'a> {
    /// Reads a probe of the system that the snapshot shows.
    pub fn of(probed: &'a Probed, snapshot: &'a Snapshot) -> Self {
        let mut reading = Self {
            probed,
            snapshot,
            turns: Vec::new(),
            about: BTreeMap::new(),
            answered: BTreeSet::new(),
            as_computed: BTreeMap::new(),
        };
        for cell in probed.cells.iter().filter(|cell| cell.observed.caveat.is_none()) {
            if let (Some(target), Some(allowed)) = (reading.target(cell), cell.observed.allowed()) {
                reading.about.entry((target.clone(), cell.question.record())).or_default().push(cell);
                reading.answered.insert((target, allowed));
            }
        }
        reading.turns = probed.cells.iter().map(|cell| reading.turn(cell)).collect();
        for cell in probed.cells.iter().filter(|cell| cell.observed.caveat.is_none()) {
            reading.note_as_computed(cell);
        }
        reading
    }

    /// Every answer with what it comes to, in the order of the plan.
    pub fn cells(&self) -> impl Iterator<Item = (&'a Cell, Turn)> {
        self.probed.cells.iter().zip(self.turns.iter().copied())
    }

    /// The role's part of the probe in which a question was asked.
    pub fn run(&self, run: u32) -> Option<&'a RoleRun> {
        self.probed.roles.get(run as usize)
    }

    /// Whether the operations were let through (or refused) as one of the roles, as computed and against the design.
    pub(in crate::checks) fn proves(&self, roles: &[u32], resource: ResourceIx, ops: Ops, allowed: bool) -> bool {
        let seen = roles.iter().filter_map(|role| self.as_computed.get(&(*role, resource)));
        let seen = seen.fold(Ops::NONE, |all, seen| all.with(if allowed { seen.allowed } else { seen.denied }));
        !ops.is_empty() && ops.without(seen).is_empty()
    }

    /// Answers that came out a certain way, those that `counts` takes, put together by role and by resource or field.
    /// What holds for a resource as a whole is not told once more of its records.
    pub(super) fn groups(&self, turn: Turn, counts: impl Fn(&Cell) -> bool) -> Vec<Group<'a>> {
        let turned = self.cells().filter(|(cell, found)| *found == turn && counts(cell)).map(|(cell, _)| cell);
        let found: Vec<(Target, &Cell)> = turned.filter_map(|cell| Some((self.target(cell)?, cell))).collect();
        let mut whole: BTreeMap<(u32, ResourceIx), Ops> = BTreeMap::new();
        for (target, _) in found.iter().filter(|(_, cell)| cell.question.record().is_none()) {
            let ops = whole.entry((target.run, target.resource)).or_default();
            *ops = ops.with(target.ops);
        }
        let mut groups: BTreeMap<_, Group<'a>> = BTreeMap::new();
        for (target, cell) in found {
            let Some(run) = self.run(target.run) else { continue };
            let (resource, ops) = (target.resource, target.ops);
            let told = whole.get(&(target.run, resource)).is_some_and(|whole| ops.without(*whole).is_empty());
            let field = cell.question.field().map(AsRef::as_ref);
            let records = field.is_none() && cell.question.record().is_some() && !told;
            let group = groups.entry((target.run, resource, field, records)).or_insert_with(|| Group {
                run,
                resource,
                field,
                records,
                ops: Ops::NONE,
                cells: Vec::new(),
            });
            group.ops = group.ops.with(ops);
            group.cells.push(cell);
        }
        groups.into_values().collect()
    }

    /// Answers to the same question by other methods that say the opposite; that the account has no such access at all
    /// says the opposite of any record that it reaches.
    pub(super) fn against(&self, cell: &'a Cell) -> impl Iterator<Item = &'a Cell> {
        let (allowed, record) = (cell.observed.allowed(), cell.question.record());
        let about = |record| Some(self.about.get(&(self.target(cell)?, record))?.as_slice());
        let same = about(record).unwrap_or_default();
        let whole = if record.is_some() && allowed == Some(true) { about(None) } else { None };
        same.iter().chain(whole.unwrap_or_default()).copied().filter(move |other| other.observed.allowed() != allowed)
    }

    fn turn(&self, cell: &Cell) -> Turn {
        let Some(observed) = cell.observed.allowed() else { return Turn::Open };
        let otherwise = |must: bool| match (must, observed) {
            (false, true) => Turn::UnexpectedAllow,
            (true, false) => Turn::UnexpectedDeny,
            _ => Turn::AsExpected,
        };
        let said = cell.designed.allowed().or(cell.predicted);
        let turn = match cell.question {
            // How a role's control went is told of the role as a whole.
            Question::Control => return if observed { Turn::AsExpected } else { Turn::Open },
            Question::SignIn => otherwise(said.unwrap_or(true)),
            Question::SignInWrong => otherwise(false),
            // That a caller without a login is refused breaks no role.
            Question::Anonymous { .. } => otherwise(observed && said.unwrap_or(false)),
            _ => match cell.designed.allowed().map(otherwise) {
                Some(turn @ (Turn::UnexpectedAllow | Turn::UnexpectedDeny)) => turn,
                _ if cell.predicted.is_some_and(|predicted| predicted != observed) => Turn::Differs,
                _ => Turn::AsExpected,
            },
        };
        let alone = || !self.target(cell).is_some_and(|target| self.answered.contains(&(target, observed)));
        if turn != Turn::AsExpected && cell.observed.caveat.is_some() && alone() { Turn::Open } else { turn }
    }

    /// Nothing for what is about an account rather than a resource.
    fn target(&self, cell: &Cell) -> Option<Target> {
        let ops = match &cell.question {
            Question::ReadField { .. } | Question::FilterField { .. } => self.snapshot.ops_of(Verb::Read),
            Question::WriteField { .. } => self.snapshot.ops_of(Verb::Write),
            Question::Anonymous { .. } => return None,
            question => Ops::one(question.op()?),
        };
        let question = &cell.question;
        Some(Target { run: cell.run, resource: question.resource()?, field: question.field().cloned(), ops })
    }

    fn note_as_computed(&mut self, cell: &Cell) {
        let (Question::Resource { resource, op }, Some(run)) = (&cell.question, self.run(cell.run)) else { return };
        let (Some(observed), Some(designed)) = (cell.observed.allowed(), cell.designed.allowed()) else { return };
        if cell.predicted == Some(observed) && designed != observed {
            let seen = self.as_computed.entry((run.role, *resource)).or_default();
            let side = if observed { &mut seen.allowed } else { &mut seen.denied };
            *side = side.with(Ops::one(*op));
        }
    }
}
