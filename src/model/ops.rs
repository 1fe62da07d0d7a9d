//! Operations: the ERP's own names, the verb that each means, and small sets of them.

use serde::{Deserialize, Serialize};

use super::OpIx;

/// What an operation does, whatever an ERP calls it (Odoo says `unlink` for delete).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// See a record.
    Read,
    /// Change a record.
    Write,
    /// Make a record.
    Create,
    /// Remove a record.
    Delete,
    /// Show or hand out what is there, and change nothing: select, print, export …
    Look,
    /// Anything else that an ERP guards: submit, share, import …
    Other,
}

/// One operation of a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The ERP's own name, printed in every output.
    pub name: String,
    /// What it means.
    pub verb: Verb,
}

/// A set of at most 32 operations: bit *i* is the operation at position *i* of the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ops(pub u32);

impl Ops {
    /// No operation.
    pub const NONE: Self = Self(0);

    /// The set of one operation.
    pub fn one(op: OpIx) -> Self {
        Self(1u32.checked_shl(op.0).unwrap_or(0))
    }

    /// The first `count` operations.
    pub fn first(count: usize) -> Self {
        if count >= 32 { Self(u32::MAX) } else { Self((1u32 << count) - 1) }
    }

    /// Whether the operation is in the set.
    pub fn has(self, op: OpIx) -> bool {
        self.0 & Self::one(op).0 != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In either.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// In this one and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The operations in order.
    pub fn iter(self) -> impl Iterator<Item = OpIx> {
        (0..32).map(OpIx).filter(move |op| self.has(*op))
    }
}
