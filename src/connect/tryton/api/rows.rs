//! Records that a lookup brought, without what nobody asked for.

use serde_json::Value;

use super::fault::Fault;
use super::wire::plain;
use crate::connect::live::LiveRow;

/// The records of a result.
pub(super) fn rows(result: Value) -> Result<Vec<LiveRow>, Fault> {
    match result {
        Value::Array(rows) => rows.into_iter().map(row).collect(),
        _ => Err(alien()),
    }
}

/// One record: its id, and values without Tryton's own types.
pub(super) fn row(row: Value) -> Result<LiveRow, Fault> {
    let Value::Object(fields) = row else { return Err(alien()) };
    if fields.get("id").and_then(Value::as_i64).is_none() {
        return Err(alien());
    }
    Ok(fields.into_iter().map(|(name, value)| (name.into_boxed_str(), plain(value))).collect())
}

/// What an account's own preferences say of it, by the names that a lookup of an account gives: `company` and `companies` are
/// there where the module `company` is (`modules/company/res.py`).
pub(super) fn account(result: &Value, id: &str) -> Result<Vec<LiveRow>, Fault> {
    let Value::Object(told) = result else { return Err(alien()) };
    let mut row = LiveRow::from([("id".into(), id.parse::<i64>().map_or(Value::Null, Value::from))]);
    for (name, known) in [("company", "company_id"), ("companies", "company_ids")] {
        if let Some(value) = told.get(name) {
            row.insert(known.into(), plain(value.clone()));
        }
    }
    Ok(vec![row])
}

fn alien() -> Fault {
    Fault::alien("records of another shape")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_records_with_plain_values() {
        let moment = json!({"__class__": "datetime", "year": 2026, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5, "microsecond": 0});
        let found = rows(json!([{"id": 3, "company": 1, "write_date": moment}])).unwrap();
        assert_eq!(found[0].get("write_date"), Some(&json!("2026-01-02 03:04:05")));
        for alien in [json!(null), json!([{"name": "x"}]), json!([3]), json!({"id": 3})] {
            assert!(rows(alien).is_err());
        }
    }

    #[test]
    fn preferences_tell_the_companies() {
        let found = account(&json!({"company": 2, "companies": [2, 3], "language": "en"}), "7").unwrap();
        let expected = [("id", json!(7)), ("company_id", json!(2)), ("company_ids", json!([2, 3]))];
        assert_eq!(found, [LiveRow::from(expected.map(|(name, value)| (name.into(), value)))]);
        assert!(account(&json!([]), "7").is_err());
    }
}
