//! `rolecall checks`: the catalogue.

use anyhow::bail;
use clap::Args;

use super::output::{deliver, options};
use crate::checks::catalogue;
use crate::findings::Exit;
use crate::model::nearest;
use crate::report::{check_detail, check_list};

/// List the checks, or tell one: what it looks for, why it matters, what to do, which controls it serves
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall checks
  rolecall checks RM-004
  rolecall checks membership-beyond-role")]
pub(super) struct Checks {
    /// An id or a name
    #[arg(value_name = "ID")]
    check: Option<String>,
}

impl Checks {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let checks = catalogue();
        let text = match self.check {
            None => check_list(&checks, &options(None, None)),
            Some(asked) => {
                let is_it = |name: &str| name.eq_ignore_ascii_case(&asked);
                let Some(check) = checks.iter().find(|check| is_it(check.id) || is_it(check.name)) else {
                    match nearest(&asked, checks.iter().flat_map(|check| [check.id, check.name])) {
                        Some(near) => bail!("no check is called `{asked}`; did you mean `{near}`?"),
                        None => bail!("no check is called `{asked}`; `rolecall checks` lists them all"),
                    }
                };
                check_detail(check, &options(None, None))
            }
        };
        deliver(text.as_bytes(), None)?;
        Ok(Exit::Clean)
    }
}
