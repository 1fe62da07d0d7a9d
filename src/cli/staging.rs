//! Accounts made for a probe on a copy of the system, and removed whatever happens.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;

use super::bearer::Tokens;
use super::live::{Live, unless_interrupted};
use super::output::note;
use super::prober::{Prober, Secrets, erp_of, now};
use super::tongue::Tongue;
use crate::access::Access;
use crate::compare::Design;
use crate::connect::accounts::{Accounts, Thing};
use crate::connect::api::{Account, Erp};
use crate::connect::live::SecretKind;
use crate::connect::odoo::api::{self, OdooAccounts, OdooLive, Rpc, Wire as Dialect};
use crate::findings::Exit;
use crate::probe::{Limits, Logins, Probed, Wire, sign_in_switched_off};
use crate::provision::{self, Cleaned, Journal, Made, Target};
use crate::report::{count, escape::terminal};
use crate::rolemap::RoleMap;
use crate::snapshot::Snapshot;

/// Accounts made for the probe.
#[derive(Debug, Args)]
pub(super) struct StagingArgs {
    /// Make one account per role, probe as these, and remove them; only on a system with `staging = true`
    #[arg(long, conflicts_with_all = ["plan", "cleanup"], help_heading = "Staging")]
    pub(super) provision: bool,
    /// Remove what a `--provision` that was cut short left behind, and do nothing else
    #[arg(long, conflicts_with = "plan", help_heading = "Staging")]
    pub(super) cleanup: bool,
    /// Where `--provision` writes down what it is about to make
    #[arg(long, value_name = "FILE", default_value = "rolecall-provision.journal", help_heading = "Staging")]
    pub(super) journal: PathBuf,
}

/// A copy of the system that may be written to, and the account that writes.
struct Staging {
    accounts: OdooAccounts,
    target: Target,
    /// The ERP's own id of the account.
    maker: String,
}

/// What was probed as accounts made for it: the system and the design with these accounts.
pub(super) struct Provisioned {
    pub(super) snapshot: Snapshot,
    pub(super) map: RoleMap,
    pub(super) probed: Probed,
    /// Everything that was made is gone again.
    pub(super) clean: bool,
}

/// Fails unless the system is a copy that may be written to.
pub(super) fn is_copy(system: &Live) -> anyhow::Result<()> {
    if !system.staging {
        bail!(
            "`{}` is not marked as a copy that may be written to; only a system with `staging = true` in `{}` gets accounts, \
             at the `url` and in the `database` that stand there",
            system.address,
            crate::config::FILE
        );
    }
    Ok(())
}

impl Staging {
    async fn open(system: &Live, name: Option<&str>, series: &str, database: &str) -> anyhow::Result<Self> {
        let Account { login, secret, kind } = system.account(Erp::Odoo)?;
        let uid =
            api::login(&system.client, database, &login, &secret).await.context("cannot sign in to make accounts")?;
        let uid = uid.with_context(|| format!("`{}` refuses login `{login}`", system.address))?;
        let json2 = kind == SecretKind::Key && series == "19.0";
        let wire = if json2 { Dialect::Json2 } else { Dialect::JsonRpc };
        let rpc = Rpc::new(system.client.clone(), database.to_owned(), uid, secret).over(wire);
        let accounts =
            OdooAccounts::new(rpc, series).with_context(|| format!("no accounts are made on Odoo {series}"))?;
        let target = Target {
            system: name.unwrap_or(database).to_owned(),
            base: system.address.clone(),
            database: database.to_owned(),
        };
        Ok(Self { accounts, target, maker: uid.to_string() })
    }

    /// Fails where accounts could be made and would have to stay.
    async fn can_clean_up(&self, system: &Live) -> anyhow::Result<()> {
        let missing = self.accounts.missing_rights().await.context("cannot ask for the rights to make accounts")?;
        let Some((model, op)) = missing.first() else { return Ok(()) };
        bail!(
            "login `{}` has no `{op}` on `{model}`, so accounts made with it could not all be removed; give it the groups \
             `base.group_erp_manager` and `base.group_partner_manager`",
            system.login.as_ref().map_or("", |(login, _)| login)
        )
    }
}

/// The series of an Odoo and its database.
fn odoo(system: &Live) -> anyhow::Result<(String, String)> {
    let found = system.identify(Erp::Odoo)?;
    found.version.zip(found.database).context("the server does not say which Odoo it is")
}

/// Removes what the journal of an earlier run names.
pub(super) fn cleanup(system: &Live, name: Option<&str>, journal: &Path) -> anyhow::Result<Exit> {
    is_copy(system)?;
    let (series, database) = odoo(system)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let cleaned = runtime.block_on(async {
        let staging = Staging::open(system, name, &series, &database).await?;
        let journal = Journal::open(journal, &staging.target)?;
        anyhow::Ok(provision::cleanup(journal, &staging.accounts, Timestamp::now()).await?)
    })?;
    Ok(if told(&cleaned, journal) { Exit::Clean } else { Exit::Incomplete })
}

/// Says what is gone and what is not; whether all is gone.
fn told(cleaned: &Cleaned, journal: &Path) -> bool {
    note(&format!("{} removed", count(cleaned.removed.len(), "account")));
    for left in &cleaned.left {
        note(&format!("left: {}: {}", terminal(&left.login, 200), terminal(&left.what, 500)));
    }
    if !cleaned.left.is_empty() {
        let journal = terminal(&journal.display().to_string(), 300);
        note(&format!("`{journal}` keeps what is left; run `rolecall probe --cleanup` again"));
    }
    cleaned.left.is_empty()
}

/// Makes accounts, probes as them, and removes them.
pub(super) fn probe(
    system: &Live,
    name: Option<&str>,
    (snapshot, map, limits): (&Snapshot, &RoleMap, Limits),
    tokens: Option<Tokens>,
    journal: &Path,
    evidence: Option<&Path>,
) -> anyhow::Result<Provisioned> {
    is_copy(system)?;
    if erp_of(snapshot)? != Erp::Odoo {
        bail!(
            "accounts for a probe are made on Odoo alone; make one account a role by hand, and name it in the role map"
        );
    }
    let (series, database) = odoo(system)?;
    super::prober::same_version(snapshot, Some(&series), &system.address)?;
    let staging = unless_interrupted(async {
        let staging = Staging::open(system, name, &series, &database).await?;
        staging.can_clean_up(system).await?;
        anyhow::Ok(staging)
    })??;
    let wanted = {
        let access = Access::compute(snapshot);
        let (wanted, not_made) = provision::wanted(&Design::of(map, &access), snapshot, &limits.roles);
        for not in &not_made {
            note(&terminal(&not.reason, 500));
        }
        wanted
    };
    let run = provision::run_id();
    // A connection lives in the runtime that opened it, and answers only while that runs: none may outlive its part.
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    let mut book = Journal::create(journal, &staging.target, &staging.maker, &run, Timestamp::now())?;
    let made = runtime()?.block_on(async {
        tokio::select! {
            made = provision::provision(&mut book, &staging.accounts, &wanted, Timestamp::now) => made.map_err(Into::into),
            _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted while making accounts")),
        }
    });
    let asked = made.and_then(|made| {
        for not in &made.not_made {
            note(&terminal(&not.reason, 500));
        }
        note(&format!("{} made on `{}`", count(made.made.len(), "account"), system.address));
        as_made(system, &staging, (snapshot, map, limits), tokens, &made.made, &database, evidence)
    });
    // Whatever came of it.
    let cleaned = runtime()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| Ok(runtime.block_on(provision::cleanup(book, &staging.accounts, Timestamp::now()))?));
    let clean = match &cleaned {
        Ok(cleaned) => told(cleaned, journal),
        Err(error) => {
            note(&format!(
                "the accounts may still be there ({}); run `rolecall probe --cleanup`",
                terminal(&format!("{error:#}"), 300)
            ));
            false
        }
    };
    let (snapshot, map, mut probed) = asked?;
    probed.traces.extend(staging.accounts.traces());
    Ok(Provisioned { snapshot, map, probed, clean })
}

/// Probes as the accounts, then switches each off and tries to sign in once more.
fn as_made(
    system: &Live,
    staging: &Staging,
    (snapshot, map, limits): (&Snapshot, &RoleMap, Limits),
    tokens: Option<Tokens>,
    made: &[Made],
    database: &str,
    evidence: Option<&Path>,
) -> anyhow::Result<(Snapshot, RoleMap, Probed)> {
    let snapshot = provision::with_accounts(snapshot, made);
    let map = provision::with_probes(map, made);
    let secrets = Secrets::of_logins(made.iter().map(|made| (made.login.name.to_string(), made.login.secret.clone())));
    let database = database.to_owned();
    let tongue = Tongue::Own(Erp::Odoo);
    let prober = Prober { snapshot: &snapshot, map: &map, limits, secrets, tokens, tongue, database };
    let mut probed = prober.send(system, evidence)?;
    if !probed.interrupted && prober.limits.sign_in {
        let live = OdooLive::new(&snapshot, &prober.database, Dialect::Json2)?;
        let logins = Logins::default();
        let wire = Wire { live: &live, client: &system.client, logins: &logins, at_once: 1, now: &now };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        for made in made {
            runtime.block_on(async {
                match staging.accounts.deactivate(Thing::Account, &made.login.id).await {
                    Ok(()) => sign_in_switched_off(&mut probed, &wire, &made.login).await,
                    Err(error) => note(&format!("{} could not be switched off: {error}", made.login.name)),
                }
            });
        }
    }
    Ok((snapshot, map, probed))
}
