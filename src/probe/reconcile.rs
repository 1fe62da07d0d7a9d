//! Designed, predicted and observed side by side: where they differ, and which answers cannot be taken at their word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Cell, Designed, Probed};
use crate::connect::live::{Question, RecordId};
use crate::model::{OpIx, Ops, ResourceIx};

/// How an answer differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// The system let through what the design denies.
    UnexpectedAllow,
    /// The system refused what the design allows.
    UnexpectedDeny,
    /// The system answered other than the computed access, and the design is at peace with it.
    Disagreement,
}

/// All differences of one sort that a role has on one resource or on one of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Which entry of [`Probed::roles`].
    pub run: u32,
    /// What sort.
    pub difference: Difference,
    /// On what; nothing where it is about signing in.
    pub resource: Option<ResourceIx>,
    /// On which field, where it is about one.
    pub field: Option<Arc<str>>,
    /// By which operations, where it is about any.
    pub ops: Ops,
    /// Positions in [`Probed::cells`], at least one of them without a caveat.
    pub cells: Vec<usize>,
}

/// The differences of a probe, and the answers that ground none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// By role run, sort, resource and field.
    pub differing: Vec<Differing>,
    /// Differing answers of which each may owe itself to a weakness of its method: positions in [`Probed::cells`].
    pub doubtful: Vec<usize>,
    /// Pairs of answers to the same thing that contradict each other: positions in [`Probed::cells`].
    pub contradicting: Vec<(usize, usize)>,
}

/// How the probe of one role went, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Questions that were sent.
    pub asked: usize,
    /// Answers as designed and as computed, as far as either speaks.
    pub as_expected: usize,
    /// Answers other than designed or computed.
    pub unexpected: usize,
    /// No answer that tells.
    pub inconclusive: usize,
    /// Entries of [`Probed::unprobed`] for the role.
    pub not_asked: usize,
}

/// How one answer differs, if it does; nobody can tell of an inconclusive one.
pub fn difference(cell: &Cell) -> Option<Difference> {
    match (cell.observed.allowed()?, cell.designed) {
        (true, Designed::Deny) => Some(Difference::UnexpectedAllow),
        (false, Designed::Allow) => Some(Difference::UnexpectedDeny),
        (observed, _) => cell.predicted.filter(|predicted| *predicted != observed).map(|_| Difference::Disagreement),
    }
}

/// Puts a probe's answers together. A control proves the login and is no answer about the design.
pub fn reconcile(probed: &Probed) -> Reconciled {
    let contradicting = contradictions(&probed.cells);
    let doubted: BTreeSet<usize> = contradicting.iter().flat_map(|(one, other)| [*one, *other]).collect();
    let mut groups: BTreeMap<_, (Ops, Vec<usize>)> = BTreeMap::new();
    for (at, cell) in probed.cells.iter().enumerate() {
        if doubted.contains(&at) || cell.question == Question::Control {
            continue;
        }
        if let Some(difference) = difference(cell) {
            let key = (cell.run, difference, cell.question.resource(), cell.question.field().cloned());
            let (ops, cells) = groups.entry(key).or_default();
            *ops = ops.with(cell.question.op().map_or(Ops::NONE, Ops::one));
            cells.push(at);
        }
    }
    let mut reconciled = Reconciled { contradicting, ..Reconciled::default() };
    for ((run, difference, resource, field), (ops, cells)) in groups {
        let proven = |at: &usize| probed.cells.get(*at).is_some_and(|cell| cell.observed.caveat.is_none());
        if cells.iter().any(proven) {
            reconciled.differing.push(Differing { run, difference, resource, field, ops, cells });
        } else {
            reconciled.doubtful.extend(cells);
        }
    }
    reconciled.doubtful.sort_unstable();
    reconciled
}

/// In numbers, one entry for each of [`Probed::roles`].
pub fn tally(probed: &Probed) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); probed.roles.len()];
    for cell in &probed.cells {
        let Some(tally) = tallies.get_mut(cell.run as usize) else { continue };
        tally.asked += 1;
        match (cell.observed.allowed(), difference(cell)) {
            (None, _) => tally.inconclusive += 1,
            (Some(_), Some(_)) => tally.unexpected += 1,
            (Some(_), None) => tally.as_expected += 1,
        }
    }
    for (tally, run) in tallies.iter_mut().zip(&probed.roles) {
        tally.not_asked = probed.unprobed.iter().filter(|entry| entry.role == Some(run.role)).count();
    }
    tallies
}

/// What a question is about, whatever the method.
type About<'c> = (u32, ResourceIx, OpIx, Option<&'c RecordId>);

/// Answers by two methods to the same thing of which one allows and one denies. An operation that goes through although
/// the ERP says that the account has no such access at all is such a pair, too.
fn contradictions(cells: &[Cell]) -> Vec<(usize, usize)> {
    let about = |cell: &'_ Cell| Some((cell.run, cell.question.resource()?, cell.question.op()?));
    let mut said: BTreeMap<About<'_>, (usize, bool)> = BTreeMap::new();
    for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !matches!(cell.question, Question::Attempt { .. })) {
        if let (Some((run, resource, op)), Some(allowed)) = (about(cell), cell.observed.allowed()) {
            said.insert((run, resource, op, cell.question.record()), (at, allowed));
        }
    }
    let mut found = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let (Question::Attempt { record, .. }, Some(allowed)) = (&cell.question, cell.observed.allowed()) else {
            continue;
        };
        let Some((run, resource, op)) = about(cell) else { continue };
        let same = said.get(&(run, resource, op, record.as_ref())).filter(|(_, said)| *said != allowed);
        let at_all = said.get(&(run, resource, op, None)).filter(|(_, said)| allowed && !said);
        if let Some((other, _)) = same.or(at_all) {
            found.push((*other, at));
        }
    }
    found
}
