//! JSON: the report itself, as `docs/schema/audit-1.schema.json` describes it.

use serde::Serialize;

use super::escape;
use crate::findings::Report;

/// The whole report; the order of keys is the order of the types' fields.
pub(super) fn render(report: &Report) -> Result<String, serde_json::Error> {
    document(report)
}

/// Any value as an indented document that is safe to show on a terminal.
pub(super) fn document(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = escape::json(&serde_json::to_string_pretty(value)?);
    text.push('\n');
    Ok(text)
}
