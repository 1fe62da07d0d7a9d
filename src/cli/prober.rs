//! Asking a running system, for `probe`, `audit --probe` and `demo`: limits, secrets, plan, evidence, interruption.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use secrecy::SecretString;

use super::bearer::{self, Tokens};
use super::live::Live;
use super::output::{note, stream};
use super::tongue::Tongue;
use crate::access::{Access, scope::Scopes};
use crate::compare::Design;
use crate::config;
use crate::connect::api::{Account, Erp};
use crate::connect::live::{Live as Dialect, Login, SecretKind};
use crate::model::{Pattern, nearest};
use crate::probe::{self, Limits, Logins, Plan, Probed, Sent, Unprobed, Watch, Wire, evidence};
use crate::progress::Progress;
use crate::report::escape::terminal;
use crate::rolemap::{Probe, RoleMap};
use crate::secret;
use crate::snapshot::Snapshot;

/// Questions of one role, if nothing else is said: every cell of a large system once, and half as many records.
const PER_ROLE: usize = 3000;
/// Questions of one run, if nothing else is said: a quarter of an hour at a hundred a second.
const PER_RUN: usize = 100_000;

/// How much is asked.
#[derive(Debug, Default, Args)]
pub(super) struct ProbeArgs {
    /// Ask as this role alone; may be given several times
    #[arg(long, value_name = "ROLE", help_heading = "Probe")]
    role: Vec<String>,
    /// The most questions of one role [default: 3000, or `per_role` of the configuration]
    #[arg(long, value_name = "N", help_heading = "Probe")]
    budget: Option<usize>,
    /// The most questions of the run [default: 100000, or `per_run` of the configuration]
    #[arg(long, value_name = "N", help_heading = "Probe")]
    ceiling: Option<usize>,
    /// Never send a write or a create to this model, not even one that is refused; may be given several times
    #[arg(long, value_name = "MODEL", help_heading = "Probe")]
    never: Vec<Pattern>,
    /// Do not try to sign in, right or wrong; collecting over the API signs in all the same
    #[arg(long, help_heading = "Probe")]
    no_sign_in: bool,
    /// Ask as this manifest says instead of in the dialect of the system's kind; docs/probing-any-rest.md
    #[arg(long, value_name = "FILE", help_heading = "Probe")]
    probe_manifest: Option<PathBuf>,
    /// Write one JSON line for each request to this file
    #[arg(long, value_name = "FILE", help_heading = "Probe")]
    evidence: Option<PathBuf>,
}

impl ProbeArgs {
    /// The roles that are asked for; none means all.
    ///
    /// Fails for a role that the map does not have, before anything is sent.
    pub(super) fn roles(&self, map: &RoleMap) -> anyhow::Result<BTreeSet<String>> {
        let names = || map.roles.iter().map(|role| role.name.value.as_str());
        if let Some(unknown) = self.role.iter().find(|role| !names().any(|name| name == role.as_str())) {
            let known = match nearest(unknown, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            bail!("the role map has no role `{unknown}`; {known}");
        }
        Ok(self.role.iter().cloned().collect())
    }

    /// The limits of the command line, else of the configuration, else built in for the kind of system.
    pub(super) fn limits(&self, configured: &config::Probe, roles: BTreeSet<String>, tongue: &Tongue) -> Limits {
        let (attempts, never) = tongue.touches();
        Limits {
            per_role: self.budget.or(configured.per_role).unwrap_or(PER_ROLE),
            per_run: self.ceiling.or(configured.per_run).unwrap_or(PER_RUN),
            attempts: configured.attempts.clone().unwrap_or(attempts),
            never: never.into_iter().chain(configured.never.clone()).chain(self.never.clone()).collect(),
            sign_in: !self.no_sign_in,
            roles,
        }
    }

    /// Whether any of it was written on the command line.
    pub(super) fn is_given(&self) -> bool {
        let Self { role, budget, ceiling, never, no_sign_in, probe_manifest, evidence } = self;
        let file = probe_manifest.as_ref().or(evidence.as_ref());
        !role.is_empty() || budget.or(*ceiling).is_some() || !never.is_empty() || *no_sign_in || file.is_some()
    }

    /// The manifest that says how to ask.
    pub(super) fn manifest(&self) -> Option<&Path> {
        self.probe_manifest.as_deref()
    }

    /// Where evidence goes.
    pub(super) fn evidence(&self) -> Option<&Path> {
        self.evidence.as_deref()
    }
}

/// The secrets of a map's probe logins, each reference read once.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    by_reference: BTreeMap<String, SecretString>,
    /// Secrets that no reference leads to.
    by_login: BTreeMap<String, SecretString>,
    /// Login and reference of each role.
    logins: Vec<(String, String)>,
    /// Logins that were refused once; no secret of theirs is given out again.
    refused: BTreeSet<String>,
}

impl Secrets {
    /// Reads them; a secret that is not there is told, and its role is not probed. `peek` leaves `stdin` alone.
    pub(super) fn read(map: &RoleMap, roles: &BTreeSet<String>, peek: bool) -> Self {
        let (mut by_reference, mut logins) = (BTreeMap::new(), Vec::new());
        let wanted = |role: &&crate::rolemap::Role| roles.is_empty() || roles.contains(&role.name.value);
        for role in map.roles.iter().filter(wanted) {
            let Some(probe) = &role.probe else { continue };
            let reference = &probe.secret.value;
            logins.push((probe.login.value.clone(), reference.clone()));
            if by_reference.contains_key(reference) || (peek && reference == "stdin") {
                continue;
            }
            match secret::resolve(reference) {
                Ok(found) => {
                    by_reference.insert(reference.clone(), found);
                }
                Err(error) => note(&format!(
                    "{}: role {} cannot be asked as: {}",
                    terminal(&probe.secret.at.to_string(), 300),
                    terminal(&role.name.value, 100),
                    terminal(&error.to_string(), 300)
                )),
            }
        }
        Self { by_reference, logins, ..Self::default() }
    }

    /// Secrets of logins, whatever the map says about them.
    pub(super) fn of_logins(logins: impl Iterator<Item = (String, SecretString)>) -> Self {
        Self { by_login: logins.collect(), ..Self::default() }
    }

    /// Leaves out logins that were refused once already, and says so.
    pub(super) fn forget(&mut self, refused: &[String]) {
        for login in refused {
            note(&format!("login {} was refused; it is not tried again", terminal(login, 200)));
            self.refused.insert(login.to_lowercase());
        }
    }

    /// Whether a login was refused once already.
    pub(super) fn is_refused(&self, login: &str) -> bool {
        self.refused.contains(&login.to_lowercase())
    }

    /// The logins whose secrets are known.
    pub(super) fn logins(&self) -> Vec<(String, SecretString)> {
        let found =
            |(login, reference): &(String, String)| Some((login.clone(), self.by_reference.get(reference)?.clone()));
        let known = self.by_login.iter().map(|(login, secret)| (login.clone(), secret.clone()));
        let all = self.logins.iter().filter_map(found).chain(known);
        all.filter(|(login, _)| !self.is_refused(login)).collect()
    }

    fn get(&self, probe: &Probe) -> Option<&SecretString> {
        if self.is_refused(&probe.login.value) {
            return None;
        }
        self.by_login.get(&probe.login.value).or_else(|| self.by_reference.get(&probe.secret.value))
    }

    /// What a probe's secret is: as written, else by its form.
    fn kind(&self, probe: &Probe, tongue: &Tongue) -> SecretKind {
        let by_form = |secret| tongue.kind_of(secret);
        probe.kind.unwrap_or_else(|| self.get(probe).map_or_else(|| tongue.usual_kind(), by_form))
    }
}

/// Everything that a plan is made of and sent with.
pub(super) struct Prober<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) map: &'s RoleMap,
    pub(super) limits: Limits,
    pub(super) secrets: Secrets,
    /// What an API of the system is shown tokens with.
    pub(super) tokens: Option<Tokens>,
    /// How the system is asked.
    pub(super) tongue: Tongue,
    /// The database's name as the running system knows it.
    pub(super) database: String,
}

/// The kind of a snapshot's system, which must be one that can be spoken to.
pub(super) fn erp_of(snapshot: &Snapshot) -> anyhow::Result<Erp> {
    let kind = &snapshot.system.kind;
    Erp::of(kind).with_context(|| format!("a system of kind `{}` cannot be probed", terminal(kind, 100)))
}

/// What is not assessed where evidence was asked for and cannot be written.
pub(super) const EVIDENCE: &str = "evidence of each request";

/// Whether what a probe was to keep of each request was written.
pub(super) fn has_evidence(probed: &Probed) -> bool {
    !probed.unprobed.iter().any(|one| one.what == EVIDENCE)
}

impl Prober<'_> {
    /// Asks a running system, if it is of the snapshot's series.
    pub(super) fn ask(
        system: &Live,
        (snapshot, tongue): (&Snapshot, Tongue),
        map: &RoleMap,
        limits: Limits,
        secrets: Secrets,
        tokens: Option<Tokens>,
        evidence_to: Option<&Path>,
    ) -> anyhow::Result<Probed> {
        let database = tongue.meet(system, snapshot)?;
        Prober { snapshot, map, limits, secrets, tokens, tongue, database }.send(system, evidence_to)
    }

    /// Makes the plan and hands it over with what it was made of.
    fn with_plan<T>(
        &self,
        use_it: impl FnOnce(&Plan, &Design<'_>, &Access<'_>, &Scopes<'_>, &dyn Dialect) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let access = Access::compute(self.snapshot);
        let scopes = Scopes::new(self.snapshot);
        let design = Design::of(self.map, &access);
        let live = self.tongue.live(self.snapshot, &self.database, &self.limits.never)?;
        let live = live.as_ref();
        let kind = |probe: &Probe| self.secrets.kind(probe, &self.tongue);
        let plan = Plan::of(&design, &access, &scopes, live, &self.limits, &kind);
        use_it(&plan, &design, &access, &scopes, live)
    }

    /// Prints every request of the plan and sends none.
    pub(super) fn show(&self, system: Option<&Live>, to: Option<&Path>) -> anyhow::Result<()> {
        let tokens = system.map(bearer::plan).transpose()?.unwrap_or_default();
        let auditor = system.and_then(|system| system.login_kind(&|secret| self.tongue.kind_of(secret)));
        self.with_plan(|plan, design, access, scopes, live| {
            stream(to, |out| {
                super::plan::print_sessions(out, &plan.sessions(access, live, auditor))?;
                let auditor = auditor.map(|(login, _)| login);
                super::plan::print_requests(out, plan, design, access, scopes, live, auditor)?;
                super::plan::print_tokens(out, &tokens)?;
                super::plan::print_rest(out, plan, design, tokens.len(), &plan.summary(access, scopes, live))
            })
        })
    }

    /// Sends the plan.
    pub(super) fn send(&self, system: &Live, evidence_to: Option<&Path>) -> anyhow::Result<Probed> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let auditor = self.auditor(system)?;
        self.with_plan(|plan, design, access, scopes, live| {
            let mut secrets = BTreeMap::new();
            for role in &plan.roles {
                let probe = design.role(role.role).role.probe.as_ref();
                if let Some(secret) = probe.and_then(|probe| self.secrets.get(probe)) {
                    secrets.insert(role.role, secret.clone());
                }
            }
            let logins = Logins { roles: secrets, auditor };
            let progress = Progress::default();
            let mut probed = None;
            let mut run = |out: &mut dyn Write| -> anyhow::Result<()> {
                let mut failed = None;
                let mut keep = |sent: Sent<'_>| {
                    let Some(line) = evidence::line(&sent, plan, design, self.snapshot) else { return };
                    if let Err(error) = out.write_all(line.as_bytes()) {
                        failed.get_or_insert(error);
                    }
                };
                let wire =
                    Wire { live, client: &system.client, logins: &logins, at_once: system.concurrency, now: &now };
                let mut interrupted = std::pin::pin!(async {
                    // Without a way to hear of Ctrl-C the run goes on to its end.
                    if tokio::signal::ctrl_c().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                });
                let watch = Watch {
                    evidence: &mut keep,
                    progress: &|done, total, role| progress.count(done, total, role),
                    stop: interrupted.as_mut(),
                };
                let mut done = runtime.block_on(probe::send(plan, design, access, scopes, &wire, watch));
                if let Some(tokens) = &self.tokens {
                    let watch = Watch {
                        evidence: &mut keep,
                        progress: &|done, total, what| progress.count(done, total, what),
                        stop: interrupted.as_mut(),
                    };
                    runtime.block_on(tokens.show(&mut done, &system.client, watch));
                }
                probed = Some(done);
                failed.map_or(Ok(()), |error| Err(error.into()))
            };
            let kept = match evidence_to {
                Some(path) => stream(Some(path), run),
                None => run(&mut std::io::sink()),
            };
            let Some(mut probed) = probed else {
                return Err(kept.err().unwrap_or_else(|| anyhow::anyhow!("nothing was asked")));
            };
            // What was observed is worth more than the file.
            if let Err(error) = kept {
                let (what, reason) = (EVIDENCE.to_owned(), format!("{error:#}"));
                probed.unprobed.push(Unprobed { role: None, what, reason, asked_for: true });
            }
            Ok(probed)
        })
    }

    /// The system's own login, if it has one and the snapshot knows it.
    fn auditor(&self, system: &Live) -> anyhow::Result<Option<Login>> {
        let Some((login, _)) = &system.login else { return Ok(None) };
        if self.secrets.is_refused(login) {
            note(&format!("login {} was refused: it looks nothing up", terminal(login, 200)));
            return Ok(None);
        }
        let Some(user) = self.snapshot.users.iter().find(|user| user.login().eq_ignore_ascii_case(login)) else {
            note(&format!("login {} is no account of the snapshot: it looks nothing up", terminal(login, 200)));
            return Ok(None);
        };
        let Account { login, secret, kind } = system.account_by(&|secret| self.tongue.kind_of(secret))?;
        Ok(Some(Login { name: login.into(), id: user.id.clone(), secret, kind, session: None }))
    }
}

/// The moment, ISO 8601 UTC with milliseconds.
pub(super) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

/// Fails unless the running system is of the snapshot's version, where it says its own.
pub(super) fn same_version(snapshot: &Snapshot, running: Option<&str>, address: &str) -> anyhow::Result<()> {
    let Some(running) = running else {
        note(&format!(
            "`{address}` tells its version to nobody without a login, and the system has none: it is taken for the snapshot's, {}",
            terminal(&snapshot.system.version, 100)
        ));
        return Ok(());
    };
    let erp = erp_of(snapshot)?;
    if !erp.is_same_version(&snapshot.system.version, running) {
        bail!(
            "the snapshot is of {erp} {} and `{address}` runs {running}; collect again from the system that is to be probed",
            snapshot.system.version
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Located, Position};

    #[test]
    fn a_refused_login_takes_no_secret_from_another_that_shares_it() {
        let position = || Position::file(&"map.yaml".into());
        let probe = |login: &str| Probe {
            login: Located::new(login.to_owned(), position()),
            secret: Located::new("env:SHARED".to_owned(), position()),
            kind: None,
        };
        let logins = ["ann", "bob"].map(|login| (login.to_owned(), "env:SHARED".to_owned()));
        let by_reference = BTreeMap::from([("env:SHARED".to_owned(), "staging".to_owned().into())]);
        let mut secrets = Secrets { by_reference, logins: logins.into(), ..Secrets::default() };
        secrets.forget(&["ann".to_owned()]);
        assert!(secrets.get(&probe("ann")).is_none() && secrets.get(&probe("bob")).is_some());
        assert_eq!(secrets.logins().len(), 1);
    }
}
