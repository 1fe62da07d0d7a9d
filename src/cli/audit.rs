//! `rolecall audit`: compare, check, verdict.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::bearer::Tokens;
use super::clock::ClockArgs;
use super::default_logins::{DefaultLoginArgs, try_them};
use super::lint::{PoliciesArgs, load_map, told};
use super::output::has_room;
use super::probe::running;
use super::prober::{ProbeArgs, Prober, Secrets};
use super::reporting::ReportArgs;
use super::source::SnapshotArgs;
use super::tongue::Tongue;
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
}

impl Audit {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if self.asking.is_given() && !self.probe {
            bail!("what a probe should ask is given, but no `--probe`");
        }
        has_room(self.report.output())?;
        let policies = self.policies.load()?;
        let asked = self.asked();
        if self.check_default_passwords {
            self.source.system.try_well_known(&policies)?;
        }
        let configured = if self.map.is_none() { self.source.system.configured_map()? } else { None };
        let map_file = self.map.or(configured);
        let map = map_file.as_deref().map(|file| load_map(file, &self.policies)).transpose()?;
        let staff = match self.staff {
            Some(file) => Some(file),
            None => self.source.system.configured_staff()?,
        };
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
                let probed =
                    Prober::ask(&live, (&snapshot, tongue), map, limits, secrets, tokens, self.asking.evidence())?;
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
                now: Some(self.clock.now()),
            };
            audit::audit_with(&inputs, &snapshot, self.report.fail_on)
        };
        self.report.show(report)
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
