//! Signing in once as accounts whose passwords everybody can read up, where somebody asks for it.

use std::collections::BTreeSet;

use clap::Args;

use super::live::Live;
use super::output::note;
use super::prober::now;
use super::tongue::Tongue;
use crate::model::UserIx;
use crate::policy::Policies;
use crate::probe::{Logins, Probed, Tries, Wire, try_default_logins};
use crate::report::count;
use crate::snapshot::Snapshot;

/// Whether to try public default passwords.
#[derive(Debug, Args)]
pub(super) struct DefaultLoginArgs {
    /// Sign in once, with its public default password, as each account that has one in `accounts.yaml` of the policies; not where the
    /// system locks accounts behind three failures or fewer, or nobody knows; ends with the first that is let in
    #[arg(long, help_heading = "Probe")]
    pub(super) probe_default_logins: bool,
}

/// Sends the sign-ins to the running system of a snapshot, and adds what came of them to what a probe found out.
pub(super) fn try_them(
    system: &Live,
    snapshot: &Snapshot,
    policies: &Policies,
    probed: Option<Probed>,
) -> anyhow::Result<Probed> {
    let mut probed = probed.unwrap_or_else(|| Probed { only_default_logins: true, ..Probed::default() });
    let tongue = Tongue::of(snapshot, None)?;
    let database = tongue.meet(system, snapshot)?;
    let live = tongue.live(snapshot, &database, &[])?;
    let tries = Tries::of(snapshot, live.as_ref(), policies, &who_asks(system, snapshot, &probed));
    note(&format!("`{}`: {} with a public default password", system.address, count(tries.len(), "sign-in")));
    let logins = Logins::default();
    let wire = Wire { live: live.as_ref(), client: &system.client, logins: &logins, at_once: 1, now: &now };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut interrupted = std::pin::pin!(async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        });
        try_default_logins(&mut probed, snapshot, tries, &wire, interrupted.as_mut()).await;
    });
    Ok(probed)
}

/// Accounts that sign in with their own secrets in this run.
fn who_asks(system: &Live, snapshot: &Snapshot, probed: &Probed) -> BTreeSet<UserIx> {
    let collector = system.login.iter().flat_map(|(login, _)| {
        let users = snapshot.users.iter().enumerate();
        users.filter(move |(_, user)| user.login().eq_ignore_ascii_case(login)).map(|(at, _)| UserIx::new(at))
    });
    probed.roles.iter().map(|role| role.asker.user).chain(collector).collect()
}
