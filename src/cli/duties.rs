//! `rolecall duties`: who performs which functions, and which risks follow.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::completeness::{ANSWERS, completeness};
use super::lint::PoliciesArgs;
use super::output::{deliver, options, stream};
use super::source::SnapshotArgs;
use crate::access::{Access, scope::Scopes};
use crate::duties::{Doing, Survey};
use crate::findings::Exit;
use crate::model::Glob;
use crate::report::{access_rows, csv_rows, escape};

/// Print who performs which functions of policies/sod, and the risks that follow: each group alone, then each person
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall duties --snapshot prod.snapshot
  rolecall duties --snapshot prod.snapshot --who 'account.*'
  rolecall duties --snapshot prod.snapshot --risk SOD-P2P-01 --format csv -o who-can-pay-whom.csv

Functions that reach some records alone have them in brackets: own, restricted, company or unknown.

Exit codes: 0 answered, 2 failed, 3 answered from a snapshot that lacks something asked for.")]
pub(super) struct DutiesArgs {
    #[command(flatten)]
    source: SnapshotArgs,
    /// Only these groups and accounts; `*` stands for any characters
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// Only those that have this risk
    #[arg(long, value_name = "ID")]
    risk: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: DutiesFormat,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    policies: PoliciesArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DutiesFormat {
    /// For people
    Table,
    /// RFC 4180
    Csv,
    /// One JSON object a line
    Jsonl,
}

const HEADER: [&str; 4] = ["kind", "who", "functions", "risks"];

impl DutiesArgs {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.source.get()?;
        let policies = self.policies.load()?;
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let survey = Survey::of(&policies.duties, &access, &scopes, []);
        let risks = survey.performers.rules.risks.iter().map(|(risk, _)| risk.id.value.as_str());
        if let Some(asked) = self.risk.as_deref().filter(|asked| risks.clone().all(|known| known != *asked)) {
            let near = crate::model::nearest(asked, risks).map(|near| format!("; did you mean `{near}`?"));
            anyhow::bail!("no risk `{asked}` for {}{}", snapshot.system.kind, near.unwrap_or_default());
        }
        let who = self.who.as_deref().map(Glob::new);
        let asked = |doing: &Doing| {
            who.as_ref().is_none_or(|who| doing.who.iter().any(|name| who.matches(name)))
                && self.risk.as_ref().is_none_or(|risk| doing.risks.contains(risk))
        };
        let doings = survey.overview().filter(asked);
        let to = self.output.as_deref();
        match self.format {
            DutiesFormat::Table => {
                deliver(access_rows(&HEADER, doings.map(|doing| row(&doing)), &options(None, to)).as_bytes(), to)?;
            }
            DutiesFormat::Csv => stream(to, |out| Ok(csv_rows(out, &HEADER, doings.map(|doing| row(&doing)))?))?,
            DutiesFormat::Jsonl => stream(to, |out| {
                for doing in doings {
                    writeln!(out, "{}", escape::json(&serde_json::to_string(&doing)?))?;
                }
                Ok(())
            })?,
        }
        Ok(completeness(&snapshot, &ANSWERS))
    }
}

fn row(doing: &Doing) -> Vec<String> {
    let functions = doing.functions.iter().map(|done| match done.scope.word() {
        "all" => done.function.clone(),
        scope => format!("{} ({scope})", done.function),
    });
    let kind = if doing.administrator {
        format!("{}, administrator", doing.kind.word())
    } else {
        doing.kind.word().to_owned()
    };
    vec![kind, doing.who.join(", "), functions.collect::<Vec<_>>().join(", "), doing.risks.join(", ")]
}
