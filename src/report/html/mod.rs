//! HTML: one file for people who would rather look than read. It fetches nothing, and runs and styles itself by nothing but the
//! two blocks whose hashes its policy names.
//!
//! What must be read stands in the page itself ([`page`]); what is filtered, sorted and drawn comes from blocks of JSON that
//! the script reads.

mod csp;
mod data;
mod findings;
mod matrix;
mod page;
mod tables;
mod text;

use askama::Template as _;

use super::RenderError;
use crate::findings::{CheckInfo, Report};

/// All of the page's style.
const STYLE: &str =
    concat!(include_str!("page/base.css"), include_str!("page/parts.css"), include_str!("page/print.css"));
/// All of the page's script.
const SCRIPT: &str = concat!(
    include_str!("page/core.js"),
    include_str!("page/listing.js"),
    include_str!("page/findings.js"),
    include_str!("page/tables.js"),
    include_str!("page/heat.js"),
    include_str!("page/start.js"),
);

/// The whole report.
pub(super) fn render(report: &Report, checks: &[&CheckInfo]) -> Result<String, RenderError> {
    let blocks = [
        data::block(&findings::findings(report, checks))?,
        data::block(&matrix::matrix(&report.annex))?,
        data::block(&tables::accounts(report))?,
        data::block(&tables::tokens(report))?,
        data::block(&tables::answers(report))?,
    ];
    Ok(page::Page::new(report, checks, blocks).render()?)
}
