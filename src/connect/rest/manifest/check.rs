//! What no rule of a manifest may leave open.

use std::collections::BTreeMap;

use super::{Condition, Manifest, ManifestError, Operation, Rules};
use crate::model::nearest;
use crate::snapshot::Snapshot;
use crate::yaml::words::quote;
use crate::yaml::{Problems, Reader};

impl Manifest {
    /// Whether a snapshot has what the manifest names. Of a resource that it does not have only that is told which looks like a
    /// slip: not every installation has every resource.
    pub(in crate::connect::rest) fn check(&self, snapshot: &Snapshot) -> Result<(), ManifestError> {
        let mut problems = Problems::default();
        check_operations(&self.operations, snapshot, &mut problems);
        let keys = || snapshot.resources.iter().map(|resource| resource.key.as_str());
        for (name, resource) in &self.resources {
            check_operations(&resource.operations, snapshot, &mut problems);
            let known = snapshot.resources.binary_search_by(|known| known.key.as_str().cmp(name)).is_ok();
            if let Some(near) = nearest(name, keys()).filter(|_| !known && !snapshot.resources.is_empty()) {
                if self.resources.contains_key(near) {
                    continue;
                }
                let message = format!("the system has no resource {}", quote(name));
                problems.error(&resource.at, message, format!("did you mean {}?", quote(near)));
            }
        }
        let problems = problems.finish();
        if problems.is_empty() { Ok(()) } else { Err(ManifestError::Invalid { problems }) }
    }
}

fn check_operations(operations: &BTreeMap<String, Operation>, snapshot: &Snapshot, problems: &mut Problems) {
    let names = || snapshot.operations.iter().map(|operation| operation.name.as_str());
    for (name, operation) in operations {
        if !names().any(|known| known == name) {
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean {}?", quote(near)),
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            problems.error(&operation.at, format!("the system has no operation {}", quote(name)), help);
        }
    }
}

impl Reader<'_> {
    /// Two meanings of one answer, where nothing but the status and the type tells them apart.
    pub(super) fn check_overlaps(&mut self, rules: &Rules, what: &str) {
        let meanings = rules.each();
        for (at, (first, these)) in meanings.iter().enumerate() {
            for (second, those) in meanings.iter().skip(at + 1) {
                for this in *these {
                    if let Some((that, status)) = those.iter().find_map(|that| Some((that, overlap(this, that)?))) {
                        let message = format!("`{first}` and `{second}` of {what} both mean HTTP {status}");
                        let help =
                            "tell them apart by what the body has: `{ status: …, at: \"/place\", equals: … }`, or \
                                    name different statuses"
                                .to_owned();
                        let place = if that.at > this.at { &that.at } else { &this.at };
                        self.problems.error(place, message, help);
                    }
                }
            }
        }
    }
}

/// A status that two conditions take alike.
fn overlap(this: &Condition, that: &Condition) -> Option<u16> {
    let same_type = this.media == that.media || this.media.iter().any(|media| that.media.contains(media));
    // Of a general and a specific one that both hold, the specific one counts.
    if !same_type || this.is_specific() || that.is_specific() {
        return None;
    }
    let both =
        |(a, b): &(u16, u16)| that.status.iter().find_map(|(c, d)| Some(*a.max(c)).filter(|from| *from <= *b.min(d)));
    this.status.iter().find_map(both)
}
