//! Outputs: one file a format, all pure, all made from the same [`Report`].
//!
//! Whatever came from an ERP or from a user's file is hostile text and goes through [`escape`] on its way out.

mod catalogue;
mod csv;
mod diff;
pub mod escape;
mod exceptions;
mod format;
mod grid;
mod history;
mod html;
mod json;
mod junit;
mod markdown;
mod ocsf;
mod paths;
mod review;
mod rows;
mod sarif;
mod sheet;
mod terminal;
mod verification;
mod waiver_entry;
mod words;
mod workbook;

use crate::findings::{CheckInfo, Report};

pub use catalogue::{check_detail, check_json, check_list, check_page};
pub use csv::csv_rows;
pub use diff::{DiffPage, DiffSide, diff_json, diff_markdown, diff_table};
pub use format::{Format, UnknownFormat};
pub use history::{HistoryPage, history_csv, history_json, history_table};
pub use paths::{PathRow, path_json, path_table};
pub use review::{review_json, review_table};
pub use rows::access_rows;
pub use sheet::sheet_rows;
pub use verification::{
    ProblemRow, RunRow, SealedReviewRow, SignatureRow, VerificationRows, verification_json, verification_text,
};
pub use waiver_entry::waiver_entry;
pub use words::count;

/// How a report is shown; the formats for programs are complete whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Columns of the terminal, at least 40; `None` where there is none: then 120.
    pub width: Option<usize>,
    /// Whether the table may use colour.
    pub colour: bool,
    /// At most so many findings in the table and in Markdown; `None` shows all.
    pub limit: Option<usize>,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { width: None, colour: false, limit: Some(20) }
    }
}

impl RenderOptions {
    fn columns(self) -> usize {
        self.width.unwrap_or(120).max(40)
    }
}

/// Why a report could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A value that JSON cannot hold.
    #[error("cannot write the report as JSON")]
    Json(#[from] serde_json::Error),
    /// A page that cannot be put together.
    #[error("cannot write the report as HTML")]
    Html(#[from] askama::Error),
    /// A document that was not written to its end.
    #[error("cannot write the report as XML")]
    Xml(#[source] std::io::Error),
    /// A row that CSV cannot hold.
    #[error("cannot write the rows as CSV")]
    Csv(#[source] ::csv::Error),
    /// Where the rows went to took no more.
    #[error("cannot write the rows")]
    Write(#[source] std::io::Error),
    /// A workbook that Excel could not hold.
    #[error("cannot write the rows as a workbook")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
}

/// The report in a format. The same report gives the same bytes. `checks` is the catalogue, for the texts and controls
/// behind a finding's check id.
pub fn render(
    report: &Report,
    checks: &[&CheckInfo],
    format: Format,
    options: &RenderOptions,
) -> Result<Vec<u8>, RenderError> {
    format.render(report, checks, options)
}
