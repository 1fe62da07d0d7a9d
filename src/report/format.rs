//! The formats of an audit's report, one entry each: its name, the file that it is kept as, whether it is text, and who writes it.

use std::fmt;
use std::str::FromStr;

use super::{
    RenderError, RenderOptions, escape, exceptions, html, json, junit, markdown, ocsf, sarif, terminal, workbook,
};
use crate::findings::{CheckInfo, Report};

/// Who writes a report, with the catalogue for the texts behind a finding's check id.
type Render = fn(&Report, &[&CheckInfo], &RenderOptions) -> Result<Vec<u8>, RenderError>;

struct Entry {
    name: &'static str,
    file: &'static str,
    is_text: bool,
    render: Render,
}

macro_rules! formats {
    ($($(#[$meta:meta])* $format:ident { $($key:ident: $value:expr),+ $(,)? })+) => {
        /// A format of an audit's report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum Format {
            $($(#[$meta])* $format,)+
        }

        impl Format {
            /// All of them, in the order of the help.
            pub const ALL: [Self; [$(Self::$format),+].len()] = [$(Self::$format),+];

            fn entry(self) -> Entry {
                match self {
                    $(Self::$format => Entry { $($key: $value),+ },)+
                }
            }
        }
    };
}

// A new format is one entry here.
formats! {
    /// For people at a terminal.
    #[default]
    Table {
        name: "table",
        file: "report.txt",
        is_text: true,
        render: |report, _, options| Ok(terminal::render(report, *options).into_bytes()),
    }
    /// Everything, as `audit/1` of `docs/schema`.
    Json {
        name: "json",
        file: "report.json",
        is_text: true,
        render: |report, _, _| Ok(json::render(report)?.into_bytes()),
    }
    /// SARIF 2.1.0, for code scanning.
    Sarif {
        name: "sarif",
        file: "report.sarif",
        is_text: true,
        render: |report, checks, _| Ok(sarif::render(report, checks)?.into_bytes()),
    }
    /// `JUnit` XML, for the test pages of CI systems.
    Junit {
        name: "junit",
        file: "report.junit.xml",
        is_text: true,
        render: |report, checks, _| junit::render(report, checks),
    }
    /// Compliance findings of OCSF, for a SIEM.
    Ocsf {
        name: "ocsf",
        file: "report.ocsf.json",
        is_text: true,
        render: |report, checks, _| Ok(json::document(&ocsf::events(report, checks))?.into_bytes()),
    }
    /// For a pull request.
    Markdown {
        name: "markdown",
        file: "report.md",
        is_text: true,
        render: |report, checks, options| Ok(markdown::render(report, checks, *options).into_bytes()),
    }
    /// One page that opens offline, for people who look.
    Html {
        name: "html",
        file: "report.html",
        is_text: true,
        render: |report, checks, _| Ok(html::render(report, checks)?.into_bytes()),
    }
    /// Findings as rows, for spreadsheets and programs.
    Csv {
        name: "csv",
        file: "findings.csv",
        is_text: true,
        render: |report, checks, _| exceptions::csv(report, checks),
    }
    /// The auditors' workbook.
    Xlsx {
        name: "xlsx",
        file: "report.xlsx",
        is_text: false,
        render: |report, checks, _| workbook::render(report, checks),
    }
}

impl Format {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The name of its file in the folder of a run.
    pub fn file(self) -> &'static str {
        self.entry().file
    }

    /// Whether it is UTF-8 text.
    pub fn is_text(self) -> bool {
        self.entry().is_text
    }

    pub(super) fn render(
        self,
        report: &Report,
        checks: &[&CheckInfo],
        options: &RenderOptions,
    ) -> Result<Vec<u8>, RenderError> {
        (self.entry().render)(report, checks, options)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{}`: use {}", escape::terminal(.0, 40), known())]
pub struct UnknownFormat(String);

/// `table, json or sarif`.
fn known() -> String {
    let names = Format::ALL.map(Format::name);
    match names.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}
