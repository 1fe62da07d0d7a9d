//! Records that are written more than once. Those that are alike are one; of the others nobody knows which counts.

use std::collections::BTreeMap;

use crate::connect::fullfinity::records::{AccessRow, GroupRow, Records, RuleRow, Source};
use crate::snapshot::{Broken, Domain, State};

/// The records of a kind by name, in order, each once: alike ones put together by `merge`, which says whether they are.
fn by_name<T>(
    records: &mut Records,
    rows: Vec<T>,
    word: &str,
    name: impl Fn(&T) -> (&String, &Source),
    merge: impl Fn(&mut T, T) -> bool,
) -> (Vec<T>, usize) {
    let mut found: BTreeMap<String, (T, bool, Vec<String>)> = BTreeMap::new();
    for row in rows {
        let (key, source) = name(&row);
        let (key, place) = (key.clone(), file(source));
        match found.get_mut(&key) {
            None => {
                found.insert(key, (row, true, vec![place]));
            }
            Some((kept, alike, places)) => {
                *alike &= merge(kept, row);
                places.push(place);
            }
        }
    }
    let mut differing = 0;
    let mut rows = Vec::with_capacity(found.len());
    for (key, (row, alike, mut places)) in found {
        if !alike {
            places.sort();
            places.dedup();
            let source = name(&row).1.clone();
            records.dangles(Broken::Twice, &format!("{word} {key}"), &format!("in {}", places.join(", ")), &source);
            differing += 1;
        }
        rows.push(row);
    }
    (rows, differing)
}

/// The file of a record without line and column, so that a finding stays the same when lines move.
fn file(source: &Source) -> String {
    let place = source.place.as_deref().unwrap_or("the running system");
    let mut parts = place.rsplitn(3, ':');
    let (last, before, file) = (parts.next(), parts.next(), parts.next());
    match (last, before, file) {
        (Some(_), Some(_), Some(file)) => file.to_owned(),
        _ => place.to_owned(),
    }
}

impl Records {
    /// Groups, each once. Of one that is written twice, everything that either implies counts.
    pub(super) fn distinct_groups(&mut self) -> Vec<GroupRow> {
        let rows = std::mem::take(&mut self.groups);
        let (rows, differing) = by_name(
            self,
            rows,
            "Group",
            |row| (&row.key, &row.source),
            |kept, next| {
                let sorted = |row: &GroupRow| {
                    let mut implied = row.implied.clone();
                    implied.sort();
                    implied.dedup();
                    implied
                };
                let alike =
                    (&kept.name, &kept.category) == (&next.name, &next.category) && sorted(kept) == sorted(&next);
                kept.source.partial |= next.source.partial;
                kept.implied.extend(next.implied);
                alike
            },
        );
        if differing > 0 {
            let why = "groups that are written more than once and not alike (INF-009) count with everything that any of them implies";
            self.note(Domain::Memberships, State::Incomplete, why);
        }
        rows
    }

    /// Access rows, each once. Of one that is written twice, only what both say counts.
    pub(super) fn distinct_access(&mut self) -> Vec<AccessRow> {
        let rows = std::mem::take(&mut self.access);
        // A row of the same name about another cell is another row, of which nobody knows whether it counts.
        let (mut apart, mut seen) = (Vec::new(), BTreeMap::new());
        let mut same = Vec::new();
        for row in rows {
            let cell = (row.model.clone(), row.group.clone());
            match seen.get(&row.key) {
                Some(first) if *first != cell => apart.push(row),
                Some(_) => same.push(row),
                None => {
                    seen.insert(row.key.clone(), cell);
                    same.push(row);
                }
            }
        }
        let (mut rows, mut differing) = by_name(
            self,
            same,
            "ModelAccess",
            |row| (&row.key, &row.source),
            |kept, next| {
                let alike = kept.perms == next.perms;
                kept.perms.yes = kept.perms.yes.and(next.perms.yes);
                kept.perms.no = kept.perms.no.and(next.perms.no);
                alike
            },
        );
        for mut row in apart {
            let from = format!("ModelAccess {}", row.key);
            let cell = format!("{} for {}", row.model, row.group.as_deref().unwrap_or("nobody"));
            self.dangles(Broken::Twice, &from, &format!("in {}, about {cell}", file(&row.source)), &row.source);
            row.perms.yes = crate::model::Ops::NONE;
            for first in rows.iter_mut().filter(|first| first.key == row.key) {
                first.perms.yes = crate::model::Ops::NONE;
            }
            rows.push(row);
            differing += 1;
        }
        if differing > 0 {
            let why =
                "of rows that are written more than once and not alike (INF-009) only what all of them say counts";
            self.note(Domain::ModelAccess, State::Incomplete, why);
        }
        rows
    }

    /// Record rules, each once. Of one that is written twice, the first counts; no scope is claimed of any.
    pub(super) fn distinct_rules(&mut self) -> Vec<RuleRow> {
        let rows = std::mem::take(&mut self.rules);
        by_name(
            self,
            rows,
            "RecordRule",
            |row| (&row.key, &row.source),
            |kept, next| {
                (&kept.model, &kept.groups, &kept.rule, kept.perms)
                    == (&next.model, &next.groups, &next.rule, next.perms)
            },
        )
        .0
    }
}
