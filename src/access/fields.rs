//! Who sees which field, apart from the resource's own access.

use fixedbitset::FixedBitSet;

use super::Access;
use crate::model::{GroupIx, UserIx};
use crate::snapshot::{Field, FieldGuard};

impl Access<'_> {
    /// Whether a user sees a field, provided that they may read the resource; nothing where that is not known.
    pub fn sees(&self, user: UserIx, field: &Field) -> Option<bool> {
        let profile = self.of(user);
        match &field.guard {
            Some(FieldGuard::Nobody) => Some(false),
            _ if profile.superuser => Some(true),
            Some(FieldGuard::Observed { seen_by, hidden_from }) => {
                let asked = |accounts: &[UserIx]| accounts.binary_search(&user).is_ok();
                match (asked(seen_by), asked(hidden_from)) {
                    (seen, hidden) if seen != hidden => Some(seen),
                    _ => None,
                }
            }
            _ => admits(field, &profile.groups),
        }
    }
}

/// Whether an account in exactly these groups (bit = group) sees a field; nothing where that is not known, or known of
/// single accounts alone.
pub fn admits(field: &Field, groups: &FixedBitSet) -> Option<bool> {
    match field.guard.as_ref()? {
        FieldGuard::Open => Some(true),
        FieldGuard::Nobody => Some(false),
        FieldGuard::Groups { any, none } => {
            let held = |list: &[GroupIx]| list.iter().any(|group| groups.contains(group.index()));
            Some((any.is_empty() || held(any)) && !held(none))
        }
        FieldGuard::Observed { .. } => None,
    }
}
