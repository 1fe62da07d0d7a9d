//! `rolecall audit`: compare, check, verdict.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::archiving::{ArchiveArgs, Done};
use super::bearer::Tokens;
use super::clock::{ClockArgs, machine};
use super::default_logins::{DefaultLoginArgs, try_them};
use super::lint::{PoliciesArgs, load_map, told};
use super::output::has_room;
use super::probe::running;
use super::prober::{ProbeArgs, Prober, Secrets};
use super::reporting::ReportArgs;
use super::source::SnapshotArgs;
use super::tongue::Tongue;
use crate::archive::{Clocks, Settings};
use crate::audit::{self, Inputs};
use crate::findings::Exit;
use crate::progress::Progress;
use crate::snapshot::Domain;
use crate::staff::{self, Staff};

/// Compare a system with its design and say what differs, with the reason for every difference
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall audit --snapshot prod.snapshot --map role-map.yaml
  rolecall audit prod --map role-map.yaml --format sarif -o audit.sarif
  rolecall audit prod --map role-map.yaml --probe    # also logs in as each role; docs/probing-odoo.md
  rolecall audit --snapshot prod.snapshot            # checks that need no design

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 failed, 3 something asked for was not assessed.")]
pub(super) struct Audit {
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
    clock: ClockArgs,
    #[command(flatten)]
    report: ReportArgs,
    #[command(flatten)]
    archive: ArchiveArgs,
}

impl Audit {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if self.asking.is_given() && !self.probe {
            bail!("what a probe should ask is given, but no `--probe`");
        }
        has_room(self.report.output())?;
        let mut archiving = self.archive.begin();
        if let Some(archiving) = &mut archiving {
            archiving.keep_policies(self.policies.folder()?)?;
        }
        let policies = self.policies.load()?;
        let asked = self.asked();
        if self.check_default_passwords {
            self.source.system.try_well_known(&policies)?;
        }
        let configured = if self.map.is_none() { self.source.system.configured_map()? } else { None };
        let map_file = self.map.or(configured);
        if let Some((archiving, file)) = archiving.as_mut().zip(map_file.as_deref()) {
            archiving.keep("role-map", file)?;
        }
        let map = map_file.as_deref().map(|file| load_map(file, &self.policies)).transpose()?;
        let staff = match self.staff {
            Some(file) => Some(file),
            None => self.source.system.configured_staff()?,
        };
        if let Some(archiving) = &mut archiving {
            map.as_ref().map(|map| archiving.keep_lists(map)).transpose()?;
            staff.as_deref().map(|file| archiving.keep("staff", file)).transpose()?;
        }
        let staff = staff.as_deref().map(load_staff).transpose()?;
        let before = machine();
        let (snapshot, after, probed) = match &map {
            Some(map) if self.probe => {
                let (roles, configured) = (self.asking.roles(map)?, self.source.system.configured_probe()?);
                let mut secrets = Secrets::read(map, &roles, false);
                let manifest = self.source.system.manifest(self.asking.manifest())?;
                let live = running(self.source.system.live()?)?;
                let tokens = Tokens::read(&live)?;
                let (snapshot, after) = (self.source.get_with(&mut secrets)?, machine());
                let tongue = Tongue::of(&snapshot, manifest)?;
                let limits = self.asking.limits(&configured, roles, &tongue);
                let evidence = match &mut archiving {
                    Some(archiving) => Some(archiving.evidence(self.asking.evidence())?),
                    None => self.asking.evidence().map(Path::to_owned),
                };
                let probed =
                    Prober::ask(&live, (&snapshot, tongue), map, limits, secrets, tokens, evidence.as_deref())?;
                (snapshot, after, Some(probed))
            }
            None if self.probe => bail!("a probe needs a design to ask about: give `--map FILE`"),
            _ => (self.source.get()?, machine(), None),
        };
        let probed = if self.default_logins.probe_default_logins {
            let live = running(self.source.system.live()?)?;
            Some(try_them(&live, &snapshot, &policies, probed)?)
        } else {
            probed
        };
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
                now: Some(now),
            };
            audit::audit_with(&inputs, &snapshot, self.report.fail_on)
        };
        let exit = self.report.show(report.clone())?;
        if let Some(archiving) = archiving {
            archiving.finish(&Done {
                report: &report,
                snapshot: &snapshot,
                settings: Settings::new("audit", self.report.fail_on, &asked, probed.is_some()),
                address: self.source.system.opened.get().map(|live| live.address.clone()),
                clocks: match self.source.snapshot {
                    Some(_) => Clocks::FROM_FILE,
                    None => Clocks::between(&snapshot, before, after),
                },
                judged_at: now,
            })?;
        }
        Ok(exit)
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
