//! `rolecall lint`: the design alone, or against what a system knows.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::output::note;
use crate::compare::known;
use crate::duties;
use crate::findings::Exit;
use crate::policy::Policies;
use crate::report::{count, escape::terminal};
use crate::rolemap::{self, Known, Level, Problem, RoleMap, casbin::Guardrails};
use crate::snapshot;

/// Check a role map: every problem at once, each with its line or cell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall lint role-map.yaml
  rolecall lint matrix.xlsx --snapshot prod.snapshot     # also knows the system's groups and models

Exit codes: 0 clean or warnings only, 1 errors, 2 the file cannot be read.")]
pub(super) struct Lint {
    /// The role map: YAML, CSV, XLSX or a casbin policy
    map: PathBuf,
    /// A snapshot to check names against, and what the groups of roles give
    #[arg(long, value_name = "FILE")]
    snapshot: Option<PathBuf>,
    #[command(flatten)]
    policies: PoliciesArgs,
}

/// The organisation's rules.
#[derive(Debug, Default, Args)]
pub(super) struct PoliciesArgs {
    /// The folder with the organisation's policies [default: policies, where it exists, else the built-in ones]
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
}

impl PoliciesArgs {
    /// The folder, whether it is there or not.
    pub(super) fn folder(&self) -> anyhow::Result<&Path> {
        if let Some(missing) = self.policies.as_deref().filter(|folder| !folder.is_dir()) {
            bail!("no policies folder `{}`", missing.display());
        }
        Ok(self.policies.as_deref().unwrap_or(Path::new("policies")))
    }

    fn guardrails(&self) -> anyhow::Result<Guardrails> {
        Ok(Guardrails::load(Some(self.folder()?))?)
    }

    /// What the organisation asks of every system.
    pub(super) fn load(&self) -> anyhow::Result<Policies> {
        Ok(Policies::load(self.folder()?)?)
    }
}

impl Lint {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.snapshot.as_deref().map(snapshot::read).transpose()?;
        let known = snapshot.as_ref().map(known);
        let (map, mut problems) = load(&self.map, known.as_ref(), &self.policies)?;
        problems.extend(duties::lint(&self.policies.load()?.duties, &map, snapshot.as_ref()));
        Problem::sort(&mut problems);
        for problem in &problems {
            note(&shown(problem));
        }
        let errors = problems.iter().filter(|problem| problem.level == Level::Error).count();
        let warnings = count(problems.len() - errors, "warning");
        let map = terminal(&self.map.display().to_string(), 1000);
        note(&format!("{map}: {}, {warnings}", count(errors, "error")));
        Ok(if errors == 0 { Exit::Clean } else { Exit::Findings })
    }
}

/// A map that an audit can use: warnings are told, errors end the run.
pub(super) fn load_map(path: &Path, policies: &PoliciesArgs) -> anyhow::Result<RoleMap> {
    let (map, problems) = load(path, None, policies)?;
    told(path, &problems)?;
    Ok(map)
}

/// Tells what is wrong with a file; errors end the run.
pub(super) fn told(path: &Path, problems: &[Problem]) -> anyhow::Result<()> {
    let mut errors = 0;
    for problem in problems {
        note(&shown(problem));
        errors += usize::from(problem.level == Level::Error);
    }
    if errors > 0 {
        bail!("`{}` has {}; nothing was done", path.display(), count(errors, "error"));
    }
    Ok(())
}

fn load(path: &Path, known: Option<&Known>, policies: &PoliciesArgs) -> anyhow::Result<(RoleMap, Vec<Problem>)> {
    let loaded = rolemap::load(path)?;
    let mut problems = loaded.problems;
    // Both lists are in the order of the text; together they should be too.
    problems.extend(rolemap::lint(&loaded.map, known, &policies.guardrails()?));
    Problem::sort(&mut problems);
    Ok((loaded.map, problems))
}

pub(super) fn shown(problem: &Problem) -> String {
    terminal(&problem.to_string(), 1000)
}
