//! Who asks, and what is asked without any account.

use std::collections::HashMap;

use super::{Asker, Limits, Unprobed};
use crate::access::Access;
use crate::compare::Design;
use crate::connect::live::{Live, SecretKind};
use crate::model::{ResourceIx, UserIx, Verb};
use crate::rolemap::Probe;
use crate::snapshot::{Presence, Snapshot, UserKind};

/// The most resources that are read without a login; each is one request more that the server may log as an intrusion.
const ANONYMOUS: usize = 10;

/// The accounts of a snapshot by login.
pub(super) struct Accounts<'x> {
    snapshot: &'x Snapshot,
    live: &'x dyn Live,
    kind_of: &'x dyn Fn(&Probe) -> SecretKind,
    by_login: HashMap<String, Vec<UserIx>>,
}

impl<'x> Accounts<'x> {
    pub(super) fn of(snapshot: &'x Snapshot, live: &'x dyn Live, kind_of: &'x dyn Fn(&Probe) -> SecretKind) -> Self {
        let mut by_login: HashMap<String, Vec<UserIx>> = HashMap::new();
        for (at, user) in snapshot.users.iter().enumerate() {
            by_login.entry(user.login().to_lowercase()).or_default().push(UserIx::new(at));
        }
        Self { snapshot, live, kind_of, by_login }
    }

    /// The account of a probe login, or why it cannot ask.
    pub(super) fn asker(&self, probe: &Probe) -> Result<Asker, String> {
        let (login, at) = (&probe.login.value, &probe.login.at);
        let found = self.by_login.get(&login.to_lowercase()).map_or(&[][..], Vec::as_slice);
        let user = match found {
            [user] => *user,
            [] => return Err(format!("its login `{login}` ({at}) is no account of the system")),
            _ => return Err(format!("its login `{login}` ({at}) is that of several accounts")),
        };
        let kind = (self.kind_of)(probe);
        self.live.takes(kind).map_err(|reason| format!("its login `{login}` ({at}): {reason}"))?;
        if kind == SecretKind::Password && self.snapshot.user(user).second_factor == Presence::Present {
            return Err(format!(
                "its login `{login}` ({at}) has a second factor and its secret is a password, which such an account is \
                 never signed in with; give a key instead"
            ));
        }
        Ok(Asker { login: login.as_str().into(), user, kind })
    }
}

/// Whether several roles that are probed have the same login.
pub(super) fn is_shared(design: &Design<'_>, limits: &Limits, asker: &Asker) -> bool {
    let login = asker.login.to_lowercase();
    let probed = |name: &str| limits.roles.is_empty() || limits.roles.contains(name);
    let probes = design.roles.iter().filter(|role| probed(role.name())).filter_map(|role| role.role.probe.as_ref());
    probes.filter(|probe| probe.login.value.to_lowercase() == login).count() > 1
}

/// Roles that the probe was asked for and that the map does not have.
pub(super) fn unknown_roles(design: &Design<'_>, limits: &Limits) -> Vec<Unprobed> {
    let known = |name: &&String| !design.roles.iter().any(|role| role.name() == name.as_str());
    let unprobed = |name: &String| Unprobed {
        role: None,
        what: format!("role `{name}`"),
        reason: "the role map has no such role".to_owned(),
        asked_for: true,
    };
    limits.roles.iter().filter(known).map(unprobed).collect()
}

/// Resources that some role must not reach and that nobody should read without a login, those named one by one first.
/// What the configuration opens to everybody is left out: that is told without asking.
pub(super) fn closed_to_outsiders(design: &Design<'_>, access: &Access<'_>) -> Vec<ResourceIx> {
    let snapshot = access.snapshot();
    let Some(read) = snapshot.ops_of(Verb::Read).iter().next() else { return Vec::new() };
    let outsider = snapshot.users.iter().position(|user| user.kind == UserKind::Anonymous).map(UserIx::new);
    let open = |resource| match outsider {
        Some(user) => access.allowed(user, resource, read),
        None => access.everyone().has(resource, read),
    };
    let must_not = || design.roles.iter().flat_map(|role| &role.role.must_not).map(|pattern| &pattern.value);
    let mut found: Vec<(bool, ResourceIx)> = Vec::new();
    for (at, resource) in snapshot.resources.iter().enumerate() {
        let mut patterns = must_not().filter(|pattern| pattern.matches(&resource.key)).peekable();
        if patterns.peek().is_some() && !open(ResourceIx::new(at)) {
            found.push((patterns.all(|pattern| !pattern.is_exact()), ResourceIx::new(at)));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, resource)| resource).take(ANONYMOUS).collect()
}
