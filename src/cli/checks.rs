//! `rolecall checks`: the catalogue.

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::output::{deliver, options};
use super::reporting::severity;
use crate::checks::catalogue;
use crate::findings::{Area, CheckInfo, Exit};
use crate::model::{Severity, nearest};
use crate::report::{check_detail, check_json, check_list};

/// List the checks, or tell one: what it looks for, why it matters, what to do, which controls it serves
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall checks
  rolecall checks RM-004
  rolecall checks membership-beyond-role
  rolecall checks --area accounts --severity high
  rolecall checks --about AC-5                       # in any text, or a control
  rolecall checks --format json")]
pub(super) struct Checks {
    /// An id or a name
    #[arg(value_name = "ID")]
    check: Option<String>,
    /// Only the checks of an area
    #[arg(long, value_parser = area(), conflicts_with = "check")]
    area: Option<Area>,
    /// Only checks whose findings can be as bad as this, or worse
    #[arg(long, value_parser = severity(), conflicts_with = "check")]
    severity: Option<Severity>,
    /// Only checks that speak of something, such as a word or a control
    #[arg(long, value_name = "TEXT", conflicts_with = "check")]
    about: Option<String>,
    /// Output format
    #[arg(long, default_value = "table", value_parser = ["table", "json"])]
    format: String,
}

fn area() -> impl TypedValueParser<Value = Area> {
    PossibleValuesParser::new(Area::ALL.map(|area| area.name))
        .try_map(|name| Area::ALL.into_iter().find(|area| area.name == name).ok_or("unknown area"))
}

impl Checks {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let all = catalogue();
        let chosen = match &self.check {
            Some(asked) => vec![called(&all, asked)?],
            None => all.into_iter().filter(|check| self.wants(check)).collect(),
        };
        if chosen.is_empty() {
            bail!("no check is like that; `rolecall checks` lists them all");
        }
        let text = match (chosen.as_slice(), &self.check) {
            (chosen, _) if self.format == "json" => check_json(chosen)?,
            ([check], Some(_)) => check_detail(check, &options(None, None)),
            (chosen, _) => check_list(chosen, &options(None, None)),
        };
        deliver(text.as_bytes(), None)?;
        Ok(Exit::Clean)
    }

    fn wants(&self, check: &CheckInfo) -> bool {
        self.area.is_none_or(|area| check.is_of(area))
            && self.severity.is_none_or(|severity| check.severity >= severity)
            && self.about.as_deref().is_none_or(|about| check.speaks_of(about))
    }
}

fn called(all: &[&'static CheckInfo], asked: &str) -> anyhow::Result<&'static CheckInfo> {
    let is_it = |name: &str| name.eq_ignore_ascii_case(asked);
    if let Some(check) = all.iter().find(|check| is_it(check.id) || is_it(check.name)) {
        return Ok(check);
    }
    match nearest(asked, all.iter().flat_map(|check| [check.id, check.name])) {
        Some(near) => bail!("no check is called `{asked}`; did you mean `{near}`?"),
        None => bail!("no check is called `{asked}`; `rolecall checks` lists them all"),
    }
}
