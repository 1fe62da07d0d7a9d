//! Records that a lookup brought, without what nobody asked for.

use serde_json::Value;

use super::fault::Fault;
use crate::connect::live::LiveRow;

/// The records of a result; each is known by its name, which stands as `id` beside it.
pub(super) fn rows(result: Value) -> Result<Vec<LiveRow>, Fault> {
    match result {
        Value::Array(rows) => rows.into_iter().map(row).collect(),
        // The document of a single doctype, without what it holds.
        Value::Object(fields) => {
            let name = fields.get("name").and_then(name).ok_or_else(alien)?;
            Ok(vec![LiveRow::from([("id".into(), name.into())])])
        }
        // Whose the secret is.
        Value::String(account) => Ok(vec![LiveRow::from([("id".into(), account.into())])]),
        _ => Err(alien()),
    }
}

fn row(row: Value) -> Result<LiveRow, Fault> {
    let Value::Object(fields) = row else { return Err(alien()) };
    let id = fields.get("name").and_then(name).ok_or_else(alien)?;
    let nested = |value: &Value| value.is_object() || value.is_array();
    if fields.values().any(nested) {
        return Err(alien());
    }
    let mut row: LiveRow = fields.into_iter().map(|(name, value)| (name.into_boxed_str(), value)).collect();
    row.insert("id".into(), id.into());
    Ok(row)
}

/// The name of a document: a text, or a number where the doctype counts its documents.
pub(super) fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(name) if !name.is_empty() => Some(name.clone()),
        Value::Number(number) => number.as_u64().filter(|number| *number > 0).map(|number| number.to_string()),
        _ => None,
    }
}

fn alien() -> Fault {
    Fault::alien("records of another shape")
}
