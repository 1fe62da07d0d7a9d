//! Who sees which field, apart from the resource's own access.

use fixedbitset::FixedBitSet;

use super::Access;
use crate::model::{GroupIx, OpIx, UserIx, Verb};
use crate::snapshot::{Field, FieldGuard, FieldRow, Grantee};

impl Access<'_> {
    /// Whether a user sees a field and its value, provided that they may read the resource; nothing where that is not known.
    pub fn sees(&self, user: UserIx, field: &Field) -> Option<bool> {
        self.with_field(user, field, Verb::Read)
    }

    /// Whether a user may change a field, provided that they may write the resource; nothing where that is not known.
    pub fn changes(&self, user: UserIx, field: &Field) -> Option<bool> {
        self.with_field(user, field, Verb::Write)
    }

    /// Whether a user gets a field with its value replaced, provided that they may read the resource.
    pub fn masks(&self, user: UserIx, field: &Field) -> bool {
        let Some(FieldGuard::Level { level, masked: true }) = &field.guard else { return false };
        let given = self.has_level(field, *level, &self.of(user).groups, Verb::Read);
        given && self.sees(user, field) == Some(false)
    }

    fn with_field(&self, user: UserIx, field: &Field, verb: Verb) -> Option<bool> {
        let profile = self.of(user);
        match &field.guard {
            Some(FieldGuard::Nobody) => Some(false),
            // An account that bypasses every check is in every group: of a level without any row it has no field. Frappe 14
            // and 15 leave it out of lists for `Administrator` too, and show it in documents.
            Some(FieldGuard::Level { level, .. }) if profile.superuser => {
                let row = |op: OpIx| self.levels.any(field.resource, *level, op);
                Some(*level == 0 || self.snapshot().ops_of(verb).iter().any(row))
            }
            _ if profile.superuser => Some(true),
            Some(FieldGuard::Observed { seen_by, hidden_from }) => {
                let asked = |accounts: &[UserIx]| accounts.binary_search(&user).is_ok();
                match (asked(seen_by), asked(hidden_from)) {
                    (seen, hidden) if seen != hidden => Some(seen),
                    _ => None,
                }
            }
            _ => self.admits(field, &profile.groups, verb),
        }
    }

    /// Whether an account in exactly these groups (bit = group) sees a field, or changes it; nothing where that is not
    /// known, or known of single accounts alone.
    pub fn admits(&self, field: &Field, groups: &FixedBitSet, verb: Verb) -> Option<bool> {
        match field.guard.as_ref()? {
            FieldGuard::Open => Some(true),
            FieldGuard::Nobody => Some(false),
            FieldGuard::Groups { any, none } => {
                let held = |list: &[GroupIx]| list.iter().any(|group| groups.contains(group.index()));
                Some((any.is_empty() || held(any)) && !held(none))
            }
            FieldGuard::Level { level, masked } => {
                let unmasks = |op| self.levels.admits(field.resource, *level, op, groups);
                let shown = !masked || self.snapshot().semantics.unmask.is_some_and(unmasks);
                Some(shown && self.has_level(field, *level, groups, verb))
            }
            FieldGuard::Rows(rows) => {
                let speaks = |row: &&FieldRow| match row.to {
                    Grantee::Everyone => true,
                    Grantee::Group(group) => groups.contains(group.index()),
                };
                let wanted = self.snapshot().ops_of(verb);
                let mut speaking = rows.iter().filter(speaks).peekable();
                Some(speaking.peek().is_none() || speaking.any(|row| !row.ops.and(wanted).is_empty()))
            }
            FieldGuard::Observed { .. } => None,
        }
    }

    /// Whether the groups have a row of a field's level. Level 0 is that of the resource itself, which the caller vouches for.
    fn has_level(&self, field: &Field, level: u32, groups: &FixedBitSet, verb: Verb) -> bool {
        let row = |op| self.levels.admits(field.resource, level, op, groups);
        level == 0 || self.snapshot().ops_of(verb).iter().any(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResourceIx;
    use crate::synth::Builder;

    const ANN: UserIx = UserIx(0);
    const BOB: UserIx = UserIx(1);
    const ROOT: UserIx = UserIx(2);

    /// What Ann (seller), Bob (manager, and so a seller) and the superuser see of a field with this guard.
    fn seen(guard: Option<&FieldGuard>) -> [Option<bool>; 3] {
        let mut system = Builder::new("fields");
        system.implies("b.manager", "c.seller").field("sale.order", "margin", &[]);
        system.user("ann", "Ann", &["c.seller"]).user("bob", "Bob", &["b.manager"]);
        system.user("root", "Root", &[]).change("root", |user| user.superuser = true);
        let mut snapshot = system.build();
        snapshot.fields.iter_mut().for_each(|field| field.guard = guard.cloned());
        let field = snapshot.field(ResourceIx(0), "margin").unwrap();
        let access = Access::compute(&snapshot);
        [ANN, BOB, ROOT].map(|user| access.sees(user, field))
    }

    fn by_groups(any: &[u32], none: &[u32]) -> [Option<bool>; 3] {
        let list = |groups: &[u32]| groups.iter().copied().map(GroupIx).collect();
        seen(Some(&FieldGuard::Groups { any: list(any), none: list(none) }))
    }

    #[test]
    fn groups_show_a_field_and_hide_it_with_all_that_they_bring() {
        let (manager, seller) = (0, 1);
        assert_eq!(by_groups(&[manager], &[]), [Some(false), Some(true), Some(true)]);
        assert_eq!(by_groups(&[seller], &[]), [Some(true), Some(true), Some(true)]);
        assert_eq!(by_groups(&[seller], &[manager]), [Some(true), Some(false), Some(true)]);
        assert_eq!(by_groups(&[], &[seller]), [Some(false), Some(false), Some(true)]);
        assert_eq!(by_groups(&[], &[]), [Some(true); 3]);
    }

    #[test]
    fn a_field_of_nobody_is_hidden_from_the_superuser_too() {
        assert_eq!(seen(Some(&FieldGuard::Open)), [Some(true); 3]);
        assert_eq!(seen(Some(&FieldGuard::Nobody)), [Some(false); 3]);
        assert_eq!(seen(None), [None, None, Some(true)]);
    }

    #[test]
    fn what_was_observed_at_one_account_is_claimed_of_no_other() {
        let observed = |seen_by: &[UserIx], hidden_from: &[UserIx]| {
            seen(Some(&FieldGuard::Observed { seen_by: seen_by.to_vec(), hidden_from: hidden_from.to_vec() }))
        };
        assert_eq!(observed(&[BOB], &[]), [None, Some(true), Some(true)]);
        assert_eq!(observed(&[], &[BOB]), [None, Some(false), Some(true)]);
        assert_eq!(observed(&[ANN], &[ANN, BOB]), [None, Some(false), Some(true)], "both is neither");
    }
}
