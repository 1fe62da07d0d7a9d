//! Who may see each field: `fields_get` shows the groups of a field to whoever may see it (Odoo 16.0 to 19.0).
//!
//! A guard tells nothing of the fields of `res.users` on one's own record, of which Odoo serves a list of its own
//! (`SELF_READABLE_FIELDS`) whatever their groups are.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::account::{Account, Shown};
use crate::connect::ConnectError;
use crate::model::{GroupIx, ResourceIx, UserIx};
use crate::snapshot::{Field, FieldGuard, Snapshot};

/// Requests on their way at once; the client holds back what is too much for the server.
const AT_ONCE: usize = 8;
/// *Technical features* counts for fields only in the web client's debug mode, never over the API (16.0 to 19.0).
const DEBUG_ONLY: &str = "base.group_no_one";

/// What an account is shown of the models asked about.
type Sight = BTreeMap<ResourceIx, Shown>;

/// Asks for the guard of every field of every lasting model: as the account that collects, which is `itself` in the
/// snapshot, and as the probe accounts where that one is shown nothing. What comes back is why not all are known.
pub(super) async fn ask(
    snapshot: &mut Snapshot,
    account: &Account,
    itself: Option<UserIx>,
    probes: &[(UserIx, Account)],
    progress: &dyn Fn(&str),
) -> Result<Option<String>, ConnectError> {
    let (guards, unknown) = guards(snapshot, account, itself, probes, progress).await?;
    let asked = guards.len();
    for (field, guard) in snapshot.fields.iter_mut().zip(guards) {
        field.guard = guard;
    }
    Ok((unknown > 0).then(|| {
        format!(
            "{unknown} of {asked} fields are not shown to `{}`, so nobody knows to whom they are: \
             name probe accounts of the roles that matter",
            account.login
        )
    }))
}

/// The guard of each field of the snapshot, and how many of them nobody knows.
async fn guards(
    snapshot: &Snapshot,
    account: &Account,
    itself: Option<UserIx>,
    probes: &[(UserIx, Account)],
    progress: &dyn Fn(&str),
) -> Result<(Vec<Option<FieldGuard>>, usize), ConnectError> {
    let lasting = |resource: ResourceIx| !snapshot.resource(resource).transient;
    let mut models: Vec<ResourceIx> = snapshot.fields.iter().map(|field| field.resource).collect();
    models.dedup();
    models.retain(|resource| lasting(*resource));
    let name = |resource: ResourceIx| snapshot.resource(resource).key.as_str();
    let own = sight(account, &models, name, progress).await?;

    let hidden = |resource: ResourceIx, field: &str| own.get(&resource).is_none_or(|shown| !shown.contains_key(field));
    models.retain(|resource| {
        let first = snapshot.fields.partition_point(|field| field.resource < *resource);
        let fields = snapshot.fields.iter().skip(first).take_while(|field| field.resource == *resource);
        fields.into_iter().any(|field| hidden(*resource, &field.name))
    });
    let mut others: Vec<(UserIx, Sight)> = Vec::new();
    for (user, probe) in probes {
        others.push((*user, sight(probe, &models, name, progress).await?));
    }

    let keys = snapshot.groups.iter().zip(0..);
    let groups: BTreeMap<String, GroupIx> = keys.map(|(group, at)| (group.key.clone(), GroupIx::new(at))).collect();
    let mut unknown = 0;
    let guard_of = |field: &Field| {
        if !lasting(field.resource) {
            return None;
        }
        let shown = |sight: &Sight| sight.get(&field.resource).and_then(|shown| shown.get(&field.name)).cloned();
        let guard = match shown(&own) {
            Some(groups_of_field) => Some(guard(groups_of_field.as_str(), &groups)),
            None => {
                let told = |sight: &Sight| sight.contains_key(&field.resource);
                let of_others = others.iter().filter(|(_, sight)| told(sight));
                let seen: Vec<_> = of_others.map(|(user, sight)| (*user, shown(sight))).collect();
                observed(&seen, itself.filter(|_| told(&own)), &groups)
            }
        };
        unknown += usize::from(guard.is_none());
        guard
    };
    let guards = snapshot.fields.iter().map(guard_of).collect();
    Ok((guards, unknown))
}

/// Asks as one account. A model of which the server tells nothing is left out.
async fn sight<'s>(
    account: &Account,
    models: &[ResourceIx],
    name: impl Fn(ResourceIx) -> &'s str,
    progress: &dyn Fn(&str),
) -> Result<Sight, ConnectError> {
    const OFTEN: usize = 20;
    let name = &name;
    let mut answers = stream::iter(models)
        .map(|resource| async move { account.shown(name(*resource)).await.map(|shown| (*resource, shown)) })
        .buffered(AT_ONCE);
    let (mut sight, mut done) = (Sight::new(), 0);
    while let Some((resource, shown)) = answers.try_next().await? {
        if done % OFTEN == 0 {
            progress(&format!("fields as {}: {done} of {} models", account.login, models.len()));
        }
        done += 1;
        if let Ok(shown) = shown {
            sight.insert(resource, shown);
        }
    }
    Ok(sight)
}

/// What other accounts' sight tells of a field that the collecting one (`itself`) is not shown; nothing where nobody else
/// was asked. Who sees a field is told its groups too, which is more than that.
fn observed(
    seen: &[(UserIx, Option<String>)],
    itself: Option<UserIx>,
    groups: &BTreeMap<String, GroupIx>,
) -> Option<FieldGuard> {
    if seen.is_empty() {
        return None;
    }
    if let Some(spec) = seen.iter().filter_map(|(_, shown)| shown.as_deref()).find(|spec| !spec.is_empty()) {
        return Some(guard(spec, groups));
    }
    let sorted = |mut users: Vec<UserIx>| {
        users.sort_unstable();
        users.dedup();
        users
    };
    let (seen_by, hidden_from): (Vec<_>, Vec<_>) = seen.iter().partition(|(_, shown)| shown.is_some());
    let seen_by = sorted(seen_by.into_iter().map(|(user, _)| *user).collect());
    let hidden_from = sorted(hidden_from.into_iter().map(|(user, _)| *user).chain(itself).collect());
    Some(FieldGuard::Observed { seen_by, hidden_from })
}

/// The guard that a field's groups make: a comma between names, `!` before those that must not be held, `.` for nobody
/// (`odoo/fields.py`, `groups`; `res.users`, `has_groups`, 16.0 to 19.0).
fn guard(spec: &str, groups: &BTreeMap<String, GroupIx>) -> FieldGuard {
    let words = || spec.split(',').map(str::trim).filter(|word| !word.is_empty());
    let wanted = || words().filter(|word| !word.starts_with('!'));
    // A group that is not there has no members.
    let known = |word: &str| if word == DEBUG_ONLY { None } else { groups.get(word).copied() };
    let sorted = |groups: &mut Vec<GroupIx>| {
        groups.sort_unstable();
        groups.dedup();
    };
    let mut any: Vec<GroupIx> = wanted().filter_map(known).collect();
    let mut none: Vec<GroupIx> = words().filter_map(|word| known(word.strip_prefix('!')?)).collect();
    sorted(&mut any);
    sorted(&mut none);
    let names_some = wanted().next().is_some();
    match (names_some, any.is_empty(), none.is_empty()) {
        (true, true, _) => FieldGuard::Nobody,
        (false, _, true) => FieldGuard::Open,
        _ => FieldGuard::Groups { any, none },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spec: &str) -> FieldGuard {
        let groups = ["a.one", "a.two", DEBUG_ONLY].iter().zip(0..).map(|(name, at)| ((*name).to_owned(), GroupIx(at)));
        guard(spec, &groups.collect())
    }

    fn groups(any: &[u32], none: &[u32]) -> FieldGuard {
        let ixs = |of: &[u32]| of.iter().copied().map(GroupIx).collect();
        FieldGuard::Groups { any: ixs(any), none: ixs(none) }
    }

    #[test]
    fn the_groups_of_a_field_are_alternatives_and_exceptions() {
        assert_eq!(of(""), FieldGuard::Open);
        assert_eq!(of("a.two, a.one"), groups(&[0, 1], &[]));
        assert_eq!(of("a.one,!a.two"), groups(&[0], &[1]));
        assert_eq!(of("!a.two"), groups(&[], &[1]));
    }

    #[test]
    fn a_group_that_nobody_can_hold_opens_nothing() {
        assert_eq!(of("."), FieldGuard::Nobody);
        assert_eq!(of("base.group_no_one"), FieldGuard::Nobody);
        assert_eq!(of("gone.group"), FieldGuard::Nobody);
        assert_eq!(of("gone.group,a.one"), groups(&[0], &[]));
        assert_eq!(of("gone.group,!a.one"), FieldGuard::Nobody);
        assert_eq!(of("!gone.group,!base.group_no_one"), FieldGuard::Open);
    }

    #[test]
    fn a_hidden_field_is_as_others_are_shown_it() {
        let none = BTreeMap::new();
        let user = UserIx;
        assert_eq!(observed(&[], Some(user(9)), &none), None);
        let seen = [(user(4), None), (user(2), None), (user(3), Some(String::new()))];
        let expected = FieldGuard::Observed { seen_by: vec![user(3)], hidden_from: vec![user(2), user(4), user(9)] };
        assert_eq!(observed(&seen, Some(user(9)), &none), Some(expected));
        let told = [(user(2), None), (user(3), Some("!a.b".to_owned()))];
        let groups = BTreeMap::from([("a.b".to_owned(), GroupIx(5))]);
        let expected = FieldGuard::Groups { any: Vec::new(), none: vec![GroupIx(5)] };
        assert_eq!(observed(&told, None, &groups), Some(expected));
    }
}
