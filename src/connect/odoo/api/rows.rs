//! Records that a lookup brought, without what nobody asked for.

use serde_json::Value;

use super::Fault;
use crate::connect::live::LiveRow;

/// The records of a result. Of a link to a record, `[7, "Azure Interior"]`, the id stays and the name, a business value, goes.
pub(super) fn rows(result: Value) -> Result<Vec<LiveRow>, Fault> {
    let Value::Array(rows) = result else { return Err(alien()) };
    rows.into_iter().map(row).collect()
}

fn row(row: Value) -> Result<LiveRow, Fault> {
    let Value::Object(fields) = row else { return Err(alien()) };
    if fields.get("id").and_then(Value::as_i64).is_none_or(|id| id <= 0) {
        return Err(alien());
    }
    fields.into_iter().map(|(name, value)| Ok((name.into_boxed_str(), plain(value)?))).collect()
}

fn plain(value: Value) -> Result<Value, Fault> {
    match value {
        Value::Array(items) => match items.as_slice() {
            [id @ Value::Number(_), Value::String(_)] => Ok(id.clone()),
            items if items.iter().all(Value::is_number) => Ok(Value::Array(items.to_vec())),
            _ => Err(alien()),
        },
        Value::Object(_) => Err(alien()),
        plain => Ok(plain),
    }
}

fn alien() -> Fault {
    Fault::alien("records of another shape")
}
