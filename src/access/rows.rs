//! What rows allow, by the group that they speak to.

use fixedbitset::FixedBitSet;

use super::Cells;
use super::leaning::Leaning;
use super::open::Open;
use crate::model::{Ops, ResourceIx};
use crate::snapshot::{Grant, Grantee, Snapshot};

/// The rows of a snapshot as cells: those that hold on every record, and those that hold on own records alone.
#[derive(Debug)]
pub(super) struct Rows {
    full: Spoken,
    /// The rows for own records; none where the snapshot has no such row.
    own: Option<Spoken>,
    /// Operations that the ERP refuses whatever rows say; none where it refuses none.
    closed: Option<Cells>,
    /// What is open where no row speaks; none where the ERP denies by default.
    open: Option<Open>,
    /// What rows do not tell of themselves; none where every row says what it allows.
    untold: Option<Spoken>,
}

/// Operations by the group to which rows speak about them.
#[derive(Debug)]
struct Spoken {
    everyone: Cells,
    /// By group; `None` where it has no row.
    by_group: Vec<Option<Cells>>,
}

impl Rows {
    pub(super) fn of(snapshot: &Snapshot, leaning: &Leaning) -> Self {
        let speaks = |grant: &&Grant| grant.active && grant.level == 0;
        let rows = || snapshot.grants.iter().filter(speaks);
        // An operation that own rows give in full is not limited by them.
        let free = snapshot.semantics.own_free;
        let full = |grant: &Grant| if grant.own { grant.ops.and(free) } else { grant.ops };
        let spoken = |rows: &mut dyn Iterator<Item = (&Grant, Ops)>| Spoken::of(snapshot, leaning, rows);
        let own = rows()
            .any(|grant| grant.own)
            .then(|| spoken(&mut rows().filter(|grant| grant.own).map(|grant| (grant, grant.ops.without(free)))));
        let closed = snapshot.resources.iter().any(|resource| !resource.closed.is_empty()).then(|| {
            let mut closed = Cells::none(snapshot);
            for (resource, at) in snapshot.resources.iter().zip(0..) {
                closed.insert(ResourceIx(at), resource.closed);
            }
            closed
        });
        let untold = rows()
            .any(|grant| !grant.unsure.is_empty())
            .then(|| spoken(&mut rows().map(|grant| (grant, grant.unsure))));
        let full = spoken(&mut rows().map(|grant| (grant, full(grant))));
        Self { full, own, closed, open: Open::of(snapshot, leaning), untold }
    }

    /// What everyone may do.
    pub(super) fn everyone(&self) -> &Cells {
        &self.full.everyone
    }

    /// What is open to everyone who signs in because no row speaks; none where the ERP denies by default.
    pub(super) fn always_open(&self) -> Option<&Cells> {
        self.open.as_ref().map(Open::always)
    }

    /// What is open to a set of groups because no row speaks to them; none where the ERP denies by default.
    pub(super) fn open(&self, groups: &FixedBitSet) -> Option<Cells> {
        self.open.as_ref().map(|open| open.cells(groups))
    }

    /// Of what nobody knows whether it is open to a set of groups; none where everything is known.
    pub(super) fn unsure(&self, groups: &FixedBitSet) -> Option<Cells> {
        let mut unsure = self.open.as_ref().map(|open| open.unsure(groups));
        if let Some(untold) = &self.untold {
            let mut cells = untold.to(groups);
            cells.remove(&self.cells(groups));
            if let Some(closed) = &self.closed {
                cells.remove(closed);
            }
            match &mut unsure {
                Some(unsure) => unsure.add(&cells),
                None => unsure = Some(cells),
            }
        }
        unsure.filter(|cells| !cells.is_empty())
    }

    /// What holds on every record.
    fn full(&self, groups: &FixedBitSet) -> Cells {
        let mut cells = self.full.to(groups);
        if let Some(open) = &self.open {
            cells.add(&open.cells(groups));
        }
        cells
    }

    /// What a set of groups allows, on some record at least.
    pub(super) fn cells(&self, groups: &FixedBitSet) -> Cells {
        let mut cells = self.full(groups);
        if let Some(own) = &self.own {
            cells.add(&own.to(groups));
        }
        if let Some(closed) = &self.closed {
            cells.remove(closed);
        }
        cells
    }

    /// Those of the cells of a set of groups that hold on own records alone; none where the snapshot has no such row.
    pub(super) fn own_only(&self, groups: &FixedBitSet, cells: &Cells) -> Option<Cells> {
        self.own.as_ref().map(|_| cells.beyond(&self.full(groups)))
    }
}

impl Spoken {
    fn of(snapshot: &Snapshot, leaning: &Leaning, rows: &mut dyn Iterator<Item = (&Grant, Ops)>) -> Self {
        let mut everyone = Cells::none(snapshot);
        let mut by_group: Vec<Option<Cells>> = vec![None; snapshot.groups.len()];
        for (grant, ops) in rows {
            let cells = match grant.to {
                Grantee::Everyone => &mut everyone,
                Grantee::Group(group) => match by_group.get_mut(group.index()) {
                    Some(slot) => slot.get_or_insert_with(|| Cells::none(snapshot)),
                    None => continue,
                },
            };
            for resource in leaning.on(grant.resource) {
                cells.insert(*resource, ops);
            }
        }
        Self { everyone, by_group }
    }

    /// What speaks to a set of groups.
    fn to(&self, groups: &FixedBitSet) -> Cells {
        let mut cells = self.everyone.clone();
        for rows in groups.ones().filter_map(|group| self.by_group.get(group)?.as_ref()) {
            cells.add(rows);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use crate::access::Access;
    use crate::model::{GroupIx, Ops, ResourceIx};
    use crate::synth::Builder;

    #[test]
    fn what_a_row_leaves_open_is_unsure_for_those_to_whom_it_speaks_unless_another_row_allows_it() {
        let mut system = Builder::new("rows");
        system.grant("a", "m", "r").grant("b", "m", "w").group("c");
        system.adjust(|snapshot| {
            for grant in snapshot.grants.iter_mut().filter(|grant| grant.ops == Ops(0b1)) {
                grant.unsure = Ops(0b110);
            }
        });
        let snapshot = system.build();
        let access = Access::compute(&snapshot);
        let unsure = |groups: &[u32]| {
            let groups = access.graph().closure(groups.iter().copied().map(GroupIx));
            access.unsure_of(&groups).map_or(Ops::NONE, |cells| cells.ops(ResourceIx(0)))
        };
        assert_eq!(unsure(&[0]), Ops(0b110));
        assert_eq!(unsure(&[0, 1]), Ops(0b100), "the other row allows the second");
        assert_eq!((unsure(&[1]), unsure(&[2]), unsure(&[])), (Ops::NONE, Ops::NONE, Ops::NONE));
    }
}
