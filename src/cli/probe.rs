//! `rolecall probe`: the live probe alone.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::bearer::Tokens;
use super::lint::{PoliciesArgs, load_map};
use super::live::Live;
use super::output::has_room;
use super::prober::{ProbeArgs, Prober, Secrets};
use super::reporting::ReportArgs;
use super::source::SnapshotArgs;
use super::staging::{self, StagingArgs};
use super::tongue::Tongue;
use crate::audit::probe_report;
use crate::findings::Exit;
use crate::probe::Probed;
use crate::rolemap::RoleMap;
use crate::snapshot::Snapshot;

/// Log in as each role and see what the running system really lets it do; changes nothing
///
/// Each role of the map that names a probe login is asked what the design demands and what it forbids. docs/probing-odoo.md
/// and docs/probing-frappe.md tell which logins to make, what is sent and why nothing changes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall probe prod --map role-map.yaml --plan             # prints every request, sends none
  rolecall probe prod --map role-map.yaml
  rolecall probe prod --map role-map.yaml --role sales-rep --evidence evidence.jsonl
  rolecall probe --snapshot prod.snapshot --url https://erp.acme.example --map role-map.yaml
  rolecall probe staging --map role-map.yaml --provision     # makes one account per role, removes them afterwards

Exit codes: 0 as designed, 1 findings at or above --fail-on, 2 failed, 3 incomplete: something could not be asked, or
nobody can tell what the answer means.")]
pub(super) struct ProbeCommand {
    #[command(flatten)]
    source: SnapshotArgs,
    /// The role map [default: the configured one]
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// Print every request that would be sent, with the expected answer, and send none
    #[arg(long)]
    plan: bool,
    #[command(flatten)]
    probe: ProbeArgs,
    #[command(flatten)]
    staging: StagingArgs,
    #[command(flatten)]
    report: ReportArgs,
}

impl ProbeCommand {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        has_room(self.report.output())?;
        let live = self.source.system.live()?;
        let name = self.source.system.called();
        if self.staging.cleanup {
            return staging::cleanup(&running(live)?, name.as_deref(), &self.staging.journal);
        }
        let Some(map_file) =
            self.map.clone().map_or_else(|| self.source.system.configured_map(), |map| Ok(Some(map)))?
        else {
            bail!("a probe needs a design to ask about: give `--map FILE`");
        };
        let map = load_map(&map_file, &self.policies)?;
        let roles = self.probe.roles(&map)?;
        let configured = self.source.system.configured_probe()?;
        let evidence = self.probe.evidence();
        let manifest = self.source.system.manifest(self.probe.manifest())?;
        if self.staging.provision {
            if manifest.is_some() {
                bail!(
                    "accounts are made in a system's own dialect alone: `--provision` takes no `--probe-manifest` and no key \
                     `probe_manifest` of the system"
                );
            }
            let live = running(live)?;
            staging::is_copy(&live)?;
            let tokens = Tokens::read(&live)?;
            let mut nobody = Secrets::default();
            let snapshot = self.source.get_with(&mut nobody)?;
            if let Some((login, _)) = live.login.as_ref().filter(|(login, _)| nobody.is_refused(login)) {
                bail!("`{}` refuses login `{login}`; it was tried once and is not tried again", live.address);
            }
            let limits = self.probe.limits(&configured, roles, &Tongue::of(&snapshot, None)?);
            let on = (&snapshot, &map, limits);
            let done = staging::probe(&live, name.as_deref(), on, tokens, &self.staging.journal, evidence)?;
            let exit = self.report(&done.snapshot, &done.map, &map_file, &done.probed)?;
            return Ok(if done.clean { exit } else { Exit::Incomplete });
        }
        if !map.roles.iter().any(|role| role.probe.is_some()) {
            bail!(
                "no role of `{}` says how to log in as it; add `probe: {{ login: …, secret: \"env:NAME\" }}` to a role",
                map_file.display()
            );
        }
        let mut secrets = Secrets::read(&map, &roles, self.plan);
        if self.plan {
            let snapshot = self.source.get()?;
            let named = live.as_ref().and_then(|live| live.database.clone());
            let database = named.unwrap_or_else(|| snapshot.system.database.clone());
            let tongue = Tongue::of(&snapshot, manifest)?;
            let limits = self.probe.limits(&configured, roles, &tongue);
            let prober = Prober { snapshot: &snapshot, map: &map, limits, secrets, tokens: None, tongue, database };
            prober.show(live.as_ref(), self.report.output())?;
            return Ok(Exit::Clean);
        }
        let live = running(live)?;
        let tokens = Tokens::read(&live)?;
        let snapshot = self.source.get_with(&mut secrets)?;
        let tongue = Tongue::of(&snapshot, manifest)?;
        let limits = self.probe.limits(&configured, roles, &tongue);
        let probed = Prober::ask(&live, (&snapshot, tongue), &map, limits, secrets, tokens, evidence)?;
        self.report(&snapshot, &map, &map_file, &probed)
    }

    fn report(&self, snapshot: &Snapshot, map: &RoleMap, map_file: &Path, probed: &Probed) -> anyhow::Result<Exit> {
        let file = map_file.display().to_string();
        let fail_on = self.policies.load()?.gate.threshold(self.report.fail_on);
        self.report.show(probe_report(snapshot, (map, &file), fail_on, probed))
    }
}

/// The running system that a probe cannot do without.
pub(super) fn running(live: Option<Live>) -> anyhow::Result<Live> {
    live.with_context(|| {
        format!("no running system: give `--url URL`, or the key `url` of the system in `{}`", crate::config::FILE)
    })
}
