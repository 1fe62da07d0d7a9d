//! Filters, sorting and fields of a list, as clients write them.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::exception::{Exception, Outcome, VALIDATION};
use super::table::Row;

/// One condition on a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub(super) field: String,
    operator: String,
    value: Value,
}

/// Reads filters: a map of fields, or a list of `[field, operator, value]`, with the doctype before it or without.
pub(super) fn conditions(filters: Option<&Value>) -> Outcome<Vec<Condition>> {
    let condition = |field: &str, operator: &str, value: &Value| Condition {
        field: column(field),
        operator: operator.to_lowercase(),
        value: value.clone(),
    };
    let odd = |value: &Value| Exception::throw(VALIDATION, format!("Invalid filter: {value}"));
    let one = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([Value::String(field), Value::String(operator), value]) => Ok(condition(field, operator, value)),
        Some([Value::String(_), Value::String(field), Value::String(operator), value]) => {
            Ok(condition(field, operator, value))
        }
        Some([Value::String(field), value]) => Ok(condition(field, "=", value)),
        _ => Err(odd(value)),
    };
    match filters {
        Some(Value::Object(map)) => map
            .iter()
            .map(|(field, value)| match value.as_array().map(Vec::as_slice) {
                Some([Value::String(operator), value]) => Ok(condition(field, operator, value)),
                Some(_) => Err(odd(value)),
                None => Ok(condition(field, "=", value)),
            })
            .collect(),
        Some(Value::Array(list)) if list.first().is_some_and(Value::is_string) => Ok(vec![one(&json!(list))?]),
        Some(Value::Array(list)) => list.iter().map(one).collect(),
        Some(Value::String(name)) if !name.is_empty() => Ok(vec![condition("name", "=", &json!(name))]),
        None | Some(Value::Null | Value::String(_)) => Ok(Vec::new()),
        Some(other) => Err(odd(other)),
    }
}

/// The column of ``` `tabItem`.`name` ```, `tabItem.name` or `name`.
pub(super) fn column(text: &str) -> String {
    text.rsplit('.').next().unwrap_or(text).trim().trim_matches('`').to_owned()
}

impl Condition {
    /// Whether a row fulfils it.
    pub(super) fn holds(&self, row: &Row) -> bool {
        let stored = row.get(&self.field).unwrap_or(&Value::Null);
        let several = || match &self.value {
            Value::Array(values) => values.clone(),
            Value::String(text) => text.split(',').map(|part| json!(part.trim())).collect(),
            other => vec![other.clone()],
        };
        match self.operator.as_str() {
            "=" => same(stored, &self.value),
            "!=" => !same(stored, &self.value),
            "in" => several().iter().any(|value| same(stored, value)),
            "not in" => !several().iter().any(|value| same(stored, value)),
            "like" => like(&shown(stored), &shown(&self.value)),
            "not like" => !like(&shown(stored), &shown(&self.value)),
            "is" => (shown(&self.value) == "set") != shown(stored).is_empty(),
            "between" => match several().as_slice() {
                [from, to] => compare(stored, from).is_ge() && compare(stored, to).is_le(),
                _ => false,
            },
            ">" => !stored.is_null() && compare(stored, &self.value).is_gt(),
            "<" => !stored.is_null() && compare(stored, &self.value).is_lt(),
            ">=" => !stored.is_null() && compare(stored, &self.value).is_ge(),
            "<=" => !stored.is_null() && compare(stored, &self.value).is_le(),
            _ => false,
        }
    }
}

fn same(stored: &Value, wanted: &Value) -> bool {
    compare(stored, wanted).is_eq()
}

/// As the database compares: numbers as numbers where a column holds them, text without regard to case, nothing as empty.
pub(super) fn compare(left: &Value, right: &Value) -> Ordering {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    if (left.is_number() || right.is_number())
        && let (Some(left), Some(right)) = (number(left), number(right))
    {
        return left.total_cmp(&right);
    }
    shown(left).cmp(&shown(right))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.to_lowercase(),
        Value::Bool(yes) => u8::from(*yes).to_string(),
        other => other.to_string(),
    }
}

/// `LIKE` with `%` alone.
fn like(text: &str, pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.split('%').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return text == pattern };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

/// Columns to sort by, each with whether it falls.
pub(super) fn order(text: Option<&str>, usual: &str) -> Vec<(String, bool)> {
    let text = text.filter(|text| !text.trim().is_empty()).unwrap_or(usual);
    let part = |part: &str| {
        let (field, falls) = match part.trim().rsplit_once(' ') {
            Some((field, way)) if way.eq_ignore_ascii_case("desc") => (field, true),
            Some((field, way)) if way.eq_ignore_ascii_case("asc") => (field, false),
            _ => (part, false),
        };
        (column(field), falls)
    };
    text.split(',').map(part).collect()
}
