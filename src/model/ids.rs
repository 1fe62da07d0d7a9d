//! Positions in a snapshot's tables, one type a table, so that a user's number is never taken for a group's.

use serde::{Deserialize, Serialize};

macro_rules! index_types {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a `usize`.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The position `index`. No table comes near `u32::MAX` rows: a snapshot's body is at most 8 GiB.
            #[inline]
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )*};
}

index_types! {
    /// Position in [`Snapshot::users`](crate::snapshot::Snapshot::users).
    UserIx,
    /// Position in [`Snapshot::groups`](crate::snapshot::Snapshot::groups).
    GroupIx,
    /// Position in [`Snapshot::resources`](crate::snapshot::Snapshot::resources).
    ResourceIx,
    /// Position in [`Snapshot::companies`](crate::snapshot::Snapshot::companies).
    CompanyIx,
    /// Position in [`Snapshot::grants`](crate::snapshot::Snapshot::grants).
    GrantIx,
    /// Position in [`Snapshot::rules`](crate::snapshot::Snapshot::rules).
    RuleIx,
    /// Position in [`Snapshot::operations`](crate::snapshot::Snapshot::operations).
    OpIx,
    /// Position in [`Snapshot::surfaces`](crate::snapshot::Snapshot::surfaces).
    SurfaceIx,
}
