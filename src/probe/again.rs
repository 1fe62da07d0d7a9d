//! Looking again: whether the system shows anything as changed by an account that only asked.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use super::records::id_of;
use crate::connect::live::{LiveRow, Lookup, Question, RecordId};
use crate::model::{ResourceIx, Verb};
use crate::snapshot::Snapshot;

/// The records that questions go near to changing.
#[derive(Debug, Default)]
pub(super) struct Touched {
    written: BTreeMap<ResourceIx, BTreeSet<RecordId>>,
    created: BTreeSet<ResourceIx>,
    /// Where no record is named that would be written to.
    unnamed: BTreeSet<ResourceIx>,
}

/// The most records that are looked at again where none is named: their ids may stand in an address.
const NEWEST: usize = 40;

/// What the system shows of them: for each lookup, each record with the moment when the account last wrote to it.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeMap<(ResourceIx, Look), BTreeMap<RecordId, String>>);

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    Written,
    Created,
}

impl Touched {
    /// Notes a question that is sent in a form that goes near to changing something.
    pub(super) fn note(&mut self, question: &Question<RecordId>, goes_near: bool, snapshot: &Snapshot) {
        let Some(resource) = question.resource().filter(|_| goes_near) else { return };
        let creates = question.op().is_some_and(|op| snapshot.ops_of(Verb::Create).has(op));
        if let Some(record) = question.record() {
            self.written.entry(resource).or_default().insert(record.clone());
            return;
        }
        if creates || matches!(question, Question::Attempt { .. }) {
            self.created.insert(resource);
        }
        if question.op().is_some() && !creates {
            self.unnamed.insert(resource);
        }
    }

    /// The resources on which no record is named that would be written to.
    pub(super) fn unnamed(&self) -> Vec<ResourceIx> {
        self.unnamed.iter().copied().collect()
    }

    /// Notes the newest records of one of them.
    pub(super) fn note_newest(&mut self, resource: ResourceIx, rows: &[LiveRow]) {
        let newest: Vec<_> = rows.iter().filter_map(id_of).take(NEWEST).collect();
        if !newest.is_empty() {
            self.written.entry(resource).or_default().extend(newest);
        }
    }

    /// The lookups that tell; the same before and after.
    pub(super) fn lookups(&self, account: &str) -> Vec<(ResourceIx, Look, Lookup)> {
        let stamps = self.written.iter().map(|(resource, records)| {
            let records = records.iter().cloned().collect();
            (*resource, Look::Written, Lookup::Stamps { resource: *resource, records, account: account.into() })
        });
        let newest = self.created.iter().map(|resource| {
            (*resource, Look::Created, Lookup::NewestBy { resource: *resource, account: account.into() })
        });
        stamps.chain(newest).collect()
    }
}

impl Seen {
    pub(super) fn note(&mut self, resource: ResourceIx, look: Look, rows: &[LiveRow]) {
        let stamp = |row: &LiveRow| {
            // Whatever the moment is called: a stamp has no other column than the id and it.
            let others = row.iter().filter(|(field, _)| field.as_ref() != "id");
            others.map(|(_, value)| value.to_string()).collect::<Vec<_>>().join(" ")
        };
        let rows = rows.iter().filter_map(|row| Some((id_of(row)?, stamp(row)))).collect();
        self.0.insert((resource, look), rows);
    }

    /// What is there now and was not before, or at another moment. A lookup that failed before or after tells nothing.
    pub(super) fn changes(&self, after: &Self, run: u32) -> Vec<Change> {
        let mut changes = Vec::new();
        for ((resource, look), rows) in &after.0 {
            let Some(before) = self.0.get(&(*resource, *look)) else { continue };
            for (record, _) in rows.iter().filter(|(record, stamp)| before.get(record) != Some(stamp)) {
                let what = match look {
                    Look::Written => "the system names the probing account as the last to write to it, since the probe",
                    Look::Created => "the system names the probing account as its maker, since the probe",
                };
                changes.push(Change { run, resource: *resource, record: record.clone(), what: what.to_owned() });
            }
        }
        changes
    }
}
