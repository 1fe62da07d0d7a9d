//! Which pages and reports the server gives to whom.

use super::domain::every;
use super::{Access, Profile};
use crate::model::{ResourceIx, UserIx, Verb};
use crate::snapshot::{Surface, SurfaceKind};

impl Access<'_> {
    /// Whether the server gives a user a part of the interface; nothing where hiding it protects nothing
    /// ([`SurfaceKind::is_enforced`](crate::snapshot::SurfaceKind::is_enforced)), or where that is not known.
    pub fn opens(&self, user: UserIx, surface: &Surface) -> Option<bool> {
        let profile = self.of(user);
        let held = || surface.groups.iter().any(|group| profile.groups.contains(group.index()));
        if let (SurfaceKind::Button, Some(resource)) = (surface.kind, surface.resource) {
            return match (profile.superuser, surface.groups.is_empty()) {
                (true, _) => Some(true),
                (false, true) => {
                    every([self.can(profile, resource, Verb::Read), self.can(profile, resource, Verb::Write)])
                }
                (false, false) => every([self.can(profile, resource, Verb::Read), Some(held())]),
            };
        }
        if let (SurfaceKind::DataReport, true, Some(resource)) =
            (surface.kind, self.snapshot().semantics.reports_need_read, surface.resource)
            && !profile.superuser
        {
            let open = surface.groups.is_empty() || held();
            return every([self.can(profile, resource, Verb::Read), Some(open)]);
        }
        surface.kind.is_enforced().then(|| profile.superuser || surface.groups.is_empty() || held())
    }

    fn can(&self, profile: &Profile, resource: ResourceIx, verb: Verb) -> Option<bool> {
        let wanted = self.snapshot().ops_of(verb);
        if !self.answered(profile, resource).and(wanted).is_empty() {
            return Some(true);
        }
        profile.unsure_ops(resource).and(wanted).is_empty().then_some(false)
    }
}
