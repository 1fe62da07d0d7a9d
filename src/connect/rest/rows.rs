//! The records in an answer to a lookup, without what nobody asked for.

use serde_json::Value;

use super::judge::Read;
use super::manifest::List;
use super::template::{Place, Template};
use super::variables::Values;
use crate::connect::live::{LiveRow, Lookup};

/// The most rows of an answer that are looked at.
const MOST: usize = 1000;

impl List {
    /// The records of a lookup; nothing where the answer has no list of records.
    pub(super) fn records(&self, lookup: &Lookup, read: &Read<'_>, values: &Values<'_>) -> Option<Vec<LiveRow>> {
        let rows = read.at(&self.rows, values)?.as_array()?;
        let rows: Vec<LiveRow> =
            rows.iter().take(MOST).map(|row| self.row(lookup, row, values)).collect::<Option<_>>()?;
        Some(rows.into_iter().filter(|row| !row.is_empty()).collect())
    }

    /// A record; an empty one where it is not what was asked for, and nothing where it has no id.
    fn row(&self, lookup: &Lookup, row: &Value, values: &Values<'_>) -> Option<LiveRow> {
        let at = |template: &Template, values: &Values<'_>| {
            template.fill(values, Place::Pointer).ok().and_then(|pointer| row.pointer(&pointer)).map(plain)
        };
        let id = at(&self.id, values).filter(|id| id.is_string() || id.is_number())?;
        let mut found = LiveRow::new();
        match lookup {
            Lookup::Account { .. } => {}
            Lookup::Rows { fields, .. } => {
                for field in fields {
                    let values = Values { field: Some(field), ..values.clone() };
                    found.extend(at(&self.value, &values).map(|value| (field.clone(), value)));
                }
            }
            Lookup::Stamps { account, .. } | Lookup::NewestBy { account, .. } => {
                let by = self.by.as_ref().and_then(|by| at(by, values)).map(|by| text(&by));
                let wanted = match lookup {
                    Lookup::Stamps { records, .. } => records.iter().any(|record| *record.0 == *text(&id)),
                    _ => true,
                };
                if by.as_deref() != Some(account) || !wanted {
                    return Some(found);
                }
                found.extend(
                    self.moment.as_ref().and_then(|at_| at(at_, values)).map(|moment| ("moment".into(), moment)),
                );
            }
        }
        found.insert("id".into(), id);
        Some(found)
    }
}

/// Of a link to a record the id stays, and everything else goes.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.get("id").filter(|id| !id.is_object() && !id.is_array()).cloned().unwrap_or_default()
        }
        Value::Array(items) => match items.as_slice() {
            [id @ Value::Number(_), Value::String(_)] => id.clone(),
            items => items.iter().map(plain).filter(|item| item.is_number() || item.is_string()).collect(),
        },
        other => other.clone(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
