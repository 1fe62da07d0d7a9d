//! Which pages and reports the server gives to whom.

use super::Access;
use crate::model::UserIx;
use crate::snapshot::Surface;

impl Access<'_> {
    /// Whether the server gives a user a part of the interface; nothing where hiding it protects nothing
    /// ([`SurfaceKind::is_enforced`](crate::snapshot::SurfaceKind::is_enforced)).
    pub fn opens(&self, user: UserIx, surface: &Surface) -> Option<bool> {
        let profile = self.of(user);
        let held = || surface.groups.iter().any(|group| profile.groups.contains(group.index()));
        surface.kind.is_enforced().then(|| profile.superuser || surface.groups.is_empty() || held())
    }
}
