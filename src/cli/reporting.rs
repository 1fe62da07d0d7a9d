//! The report of a command: which format, where to, how much of it, and when it is NO-GO.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::output::{deliver, deliver_binary, file, note, options};
use crate::checks::catalogue;
use crate::findings::{Exit, Persona, Report};
use crate::model::Severity;
use crate::report::escape::terminal;
use crate::report::{Format, count, render};

/// How a report is shown.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Output format
    #[arg(long, default_value = "table", value_parser = format())]
    format: Format,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The lowest severity that makes the verdict NO-GO [default: what gate.yaml says, else high]
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    pub(super) fail_on: Option<Severity>,
    /// Who reads it: `go-live` is shown what must be decided, each cause once; `pedantic` everything but guesses and notes;
    /// `auditor` everything. The verdict is the same for all
    #[arg(long, default_value = "go-live", value_parser = persona())]
    persona: Persona,
    /// Show at most so many findings in the table and in Markdown; 0 shows all
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>())
}

pub(super) fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::word))
        .try_map(|word| Severity::ALL.into_iter().find(|severity| severity.word() == word).ok_or("unknown severity"))
}

fn persona() -> impl TypedValueParser<Value = Persona> {
    PossibleValuesParser::new(Persona::ALL.map(Persona::name))
        .try_map(|name| Persona::ALL.into_iter().find(|persona| persona.name() == name).ok_or("unknown persona"))
}

impl ReportArgs {
    /// The file to write, if not stdout.
    pub(super) fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Writes the report and gives its exit code.
    pub(super) fn show(&self, report: Report) -> anyhow::Result<Exit> {
        let report = report.seen_by(self.persona);
        let limit = if self.limit == 0 { None } else { Some(self.limit) };
        let bytes = render(&report, &catalogue(), self.format, &options(limit, self.output()))?;
        let write = if self.format.is_text() { deliver } else { deliver_binary };
        write(&bytes, self.output())?;
        if let Some(file) = file(self.output()) {
            note(&format!(
                "{}: {}, written to {}",
                report.verdict.words(),
                count(report.findings.len(), "finding"),
                terminal(&file.display().to_string(), 1000)
            ));
        }
        Ok(report.exit())
    }
}
