//! A set of cells: resource × operation, one bit each.

use fixedbitset::FixedBitSet;

use crate::model::{OpIx, Ops, ResourceIx};
use crate::snapshot::Snapshot;

/// A set of resource × operation cells of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cells {
    width: usize,
    bits: FixedBitSet,
}

impl Cells {
    /// No cell, with room for every cell of the snapshot.
    pub fn none(snapshot: &Snapshot) -> Self {
        let width = snapshot.operations.len();
        Self { width, bits: FixedBitSet::with_capacity(width * snapshot.resources.len()) }
    }

    /// Every cell of the snapshot.
    pub fn all(snapshot: &Snapshot) -> Self {
        let mut cells = Self::none(snapshot);
        cells.bits.insert_range(..);
        cells
    }

    /// Adds operations on a resource.
    pub fn insert(&mut self, resource: ResourceIx, ops: Ops) {
        for op in ops.iter().filter(|op| op.index() < self.width) {
            self.bits.insert(resource.index() * self.width + op.index());
        }
    }

    /// Removes operations on a resource.
    pub fn take(&mut self, resource: ResourceIx, ops: Ops) {
        for op in ops.iter().filter(|op| op.index() < self.width) {
            self.bits.set(resource.index() * self.width + op.index(), false);
        }
    }

    /// Whether the cell is in the set.
    pub fn has(&self, resource: ResourceIx, op: OpIx) -> bool {
        op.index() < self.width && self.bits.contains(resource.index() * self.width + op.index())
    }

    /// The operations of the set on one resource.
    pub fn ops(&self, resource: ResourceIx) -> Ops {
        let start = resource.index() * self.width;
        let mut ops = Ops::NONE;
        for op in 0..self.width {
            if self.bits.contains(start + op) {
                ops = ops.with(Ops::one(OpIx::new(op)));
            }
        }
        ops
    }

    /// Adds every cell of another set.
    pub fn add(&mut self, other: &Self) {
        self.bits.union_with(&other.bits);
    }

    /// Removes every cell of another set.
    pub fn remove(&mut self, other: &Self) {
        self.bits.difference_with(&other.bits);
    }

    /// Keeps only the cells that the other set has too.
    pub fn keep(&mut self, other: &Self) {
        self.bits.intersect_with(&other.bits);
    }

    /// The cells of this set that the other lacks.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Self {
        let mut cells = self.clone();
        cells.remove(other);
        cells
    }

    /// How many cells.
    pub fn count(&self) -> usize {
        self.bits.count_ones(..)
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.bits.is_clear()
    }

    /// The resources with at least one cell, in order, each with its operations.
    pub fn iter(&self) -> impl Iterator<Item = (ResourceIx, Ops)> + '_ {
        let width = self.width.max(1);
        let mut ones = self.bits.ones().peekable();
        std::iter::from_fn(move || {
            let first = ones.next()?;
            let resource = first / width;
            let mut ops = Ops::one(OpIx::new(first % width));
            while let Some(next) = ones.next_if(|next| next / width == resource) {
                ops = ops.with(Ops::one(OpIx::new(next % width)));
            }
            Some((ResourceIx::new(resource), ops))
        })
    }
}
