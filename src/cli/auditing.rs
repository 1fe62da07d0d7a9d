//! What an audit is given on the command line, and the audit itself; `audit`, `baseline` and `waiver` share it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;

use super::archiving::Archiving;
use super::bearer::Tokens;
use super::clock::ClockArgs;
use super::default_logins::{DefaultLoginArgs, try_them};
use super::lint::{PoliciesArgs, load_map, told};
use super::output::note;
use super::probe::running;
use super::prober::{ProbeArgs, Prober, Secrets};
use super::source::SnapshotArgs;
use super::tongue::Tongue;
use crate::archive::Settings;
use crate::audit::{self, Inputs};
use crate::findings::Report;
use crate::gate::Baseline;
use crate::model::Severity;
use crate::policy::Policies;
use crate::progress::Progress;
use crate::report::escape::terminal;
use crate::snapshot::{Domain, Snapshot};
use crate::staff::{self, Staff};

/// What an audit is given.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    source: SnapshotArgs,
    /// The role map: YAML, CSV, XLSX or a casbin policy [default: the configured one]
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The list of who works in the company: CSV, XLSX or YAML with login, email or person, and left or until for leavers
    /// [default: the configured one]
    #[arg(long, value_name = "FILE")]
    staff: Option<PathBuf>,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// Try the well-known passwords of `accounts.yaml` against the stored hashes, in the database alone; nobody signs in, and neither
    /// password nor hash is kept. Needs a right that the collector's login does not have: docs/sql/*-default-passwords.sql
    #[arg(long, conflicts_with = "snapshot")]
    check_default_passwords: bool,
    /// Log in as each role of the map, too, and compare what the running system does; changes nothing
    #[arg(long)]
    probe: bool,
    #[command(flatten)]
    asking: ProbeArgs,
    #[command(flatten)]
    default_logins: DefaultLoginArgs,
    #[command(flatten)]
    pub(super) clock: ClockArgs,
}

/// An audit that was made, with what it was made of.
pub(super) struct Audited {
    pub(super) report: Report,
    pub(super) snapshot: Snapshot,
    pub(super) policies: Policies,
    /// How it was asked for.
    pub(super) settings: Settings,
    /// Where the running system answers, if it was asked.
    pub(super) address: Option<String>,
    pub(super) now: Timestamp,
}

/// Which baseline counts.
pub(super) enum Against {
    /// This file.
    File(PathBuf),
    /// The one of the policies folder, if it has one for the system.
    Usual,
    /// None.
    Nothing,
}

impl AuditArgs {
    /// Reads or collects, asks where that is wanted, and audits; `fail_on` is what the command line says. What is read is kept
    /// for the archive, where there is one.
    pub(super) fn audit(
        self,
        fail_on: Option<Severity>,
        against: &Against,
        mut archiving: Option<&mut Archiving>,
    ) -> anyhow::Result<Audited> {
        if self.asking.is_given() && !self.probe {
            bail!("what a probe should ask is given, but no `--probe`");
        }
        if let Some(archiving) = archiving.as_deref_mut() {
            archiving.keep_policies(self.policies.folder()?)?;
        }
        let policies = self.policies.load()?;
        let baseline = self.baseline(against)?;
        let asked = self.asked();
        if self.check_default_passwords {
            self.source.system.try_well_known(&policies)?;
        }
        let configured = if self.map.is_none() { self.source.system.configured_map()? } else { None };
        let map_file = self.map.or(configured);
        if let Some((archiving, file)) = archiving.as_deref_mut().zip(map_file.as_deref()) {
            archiving.keep("role-map", file)?;
        }
        let map = map_file.as_deref().map(|file| load_map(file, &self.policies)).transpose()?;
        let staff = match self.staff {
            Some(file) => Some(file),
            None => self.source.system.configured_staff()?,
        };
        if let Some(archiving) = archiving.as_deref_mut() {
            map.as_ref().map(|map| archiving.note_users(map)).transpose()?;
            staff.as_deref().map(|file| archiving.note_people("staff", file)).transpose()?;
        }
        let staff = staff.as_deref().map(load_staff).transpose()?;
        let (snapshot, probed) = match &map {
            Some(map) if self.probe => {
                let (roles, configured) = (self.asking.roles(map)?, self.source.system.configured_probe()?);
                let mut secrets = Secrets::read(map, &roles, false);
                let manifest = self.source.system.manifest(self.asking.manifest())?;
                let live = running(self.source.system.live()?)?;
                let tokens = Tokens::read(&live)?;
                let snapshot = self.source.get_with(&mut secrets)?;
                let tongue = Tongue::of(&snapshot, manifest)?;
                let limits = self.asking.limits(&configured, roles, &tongue);
                let evidence = match archiving.as_deref_mut() {
                    Some(archiving) => Some(archiving.evidence(self.asking.evidence())?),
                    None => self.asking.evidence().map(Path::to_owned),
                };
                let probed =
                    Prober::ask(&live, (&snapshot, tongue), map, limits, secrets, tokens, evidence.as_deref())?;
                if let Some(archiving) = archiving.as_deref_mut() {
                    archiving.forget_lost_evidence(&probed);
                }
                (snapshot, Some(probed))
            }
            None if self.probe => bail!("a probe needs a design to ask about: give `--map FILE`"),
            _ => (self.source.get()?, None),
        };
        let probed = if self.default_logins.probe_default_logins {
            let live = running(self.source.system.live()?)?;
            Some(try_them(&live, &snapshot, &policies, probed)?)
        } else {
            probed
        };
        let baseline = baseline.map_or(Ok(None), |given| of_this(given, &snapshot, against))?;
        if let Some((archiving, (baseline, file))) = archiving.zip(baseline.as_ref()) {
            archiving.keep("baseline", Path::new(file))?;
            if read_baseline(Path::new(file))? != *baseline {
                bail!("`{file}` was changed while the audit ran");
            }
        }
        let now = self.clock.now();
        let report = {
            let progress = Progress::default();
            progress.step("computing effective access");
            let design = map.as_ref().zip(map_file.as_deref().map(Path::display).map(|file| file.to_string()));
            let inputs = Inputs {
                policies: Some(&policies),
                design: design.as_ref().map(|(map, file)| (*map, file.as_str())),
                probed: probed.as_ref(),
                staff: staff.as_ref(),
                asked: &asked,
                baseline: baseline.as_ref().map(|(baseline, file)| (baseline, file.as_str())),
                now: Some(now),
            };
            audit::audit_with(&inputs, &snapshot, policies.gate.threshold(fail_on))
        };
        Ok(Audited {
            settings: Settings::new("audit", report.fail_on, &asked, probed.is_some()),
            address: self.source.system.opened.get().map(|live| live.address.clone()),
            report,
            snapshot,
            policies,
            now,
        })
    }

    /// The baseline that counts, and its file.
    fn baseline(&self, against: &Against) -> anyhow::Result<Option<(Baseline, String)>> {
        let file = match against {
            Against::Nothing => return Ok(None),
            Against::File(file) => file.clone(),
            Against::Usual => {
                let usual = self.policies.folder()?.join("baseline.json");
                if usual.symlink_metadata().is_err() {
                    return Ok(None);
                }
                usual
            }
        };
        Ok(Some((read_baseline(&file)?, file.display().to_string())))
    }

    /// What the command line asks for beside what every audit looks at.
    fn asked(&self) -> Vec<Domain> {
        let system = &self.source.system;
        let flags = [
            (self.check_default_passwords, Domain::DefaultPasswords),
            (system.server.is_given(), Domain::ServerFiles),
            (system.jwts.is_given(), Domain::Jwts),
        ];
        flags.into_iter().filter(|(given, _)| *given).map(|(_, domain)| domain).collect()
    }
}

/// A list of the staff that an audit can use: warnings are told, errors end the run.
fn load_staff(path: &Path) -> anyhow::Result<Staff> {
    let loaded = staff::load(path)?;
    told(path, &loaded.problems)?;
    Ok(loaded.staff)
}

fn read_baseline(file: &Path) -> anyhow::Result<Baseline> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(Baseline::read(&text, &Arc::from(file.display().to_string()))?)
}

/// The baseline, if it is of the system: the usual one of another is told and left out, one that somebody names is refused.
fn of_this(
    (baseline, file): (Baseline, String),
    snapshot: &Snapshot,
    against: &Against,
) -> anyhow::Result<Option<(Baseline, String)>> {
    let (kind, name) = (&snapshot.system.kind, &snapshot.system.name);
    if baseline.is_of(kind, name) {
        return Ok(Some((baseline, file)));
    }
    let of = format!("`{file}` is the baseline of {} `{}`", baseline.system.kind, baseline.system.name);
    if matches!(against, Against::File(_)) {
        bail!("{of}, not of {kind} `{name}`");
    }
    note(&format!("{}, so it is not used here", terminal(&of, 1000)));
    Ok(None)
}
