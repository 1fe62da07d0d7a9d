//! Values of records as columns of rows. Everything here came from the server, so nothing is taken for granted.

use serde_json::Value;

/// The longest text of a column, in characters, and that of a rule's filter; the SQL texts cut there too.
const TEXT: usize = 4_000;
const LONG: usize = 300_000;

/// What a field holds and how it becomes a column. Odoo writes `false` for whatever is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The record's id.
    Id,
    /// An id of a record of any model; without one the row is left out.
    Number,
    /// Text, empty if need be.
    Text,
    /// Text or nothing.
    Optional,
    /// The text of a rule.
    Long,
    /// Yes or no.
    Flag,
    /// The id of a linked record, or nothing.
    Link,
    /// The name of a linked record; without one the row is left out, as in a join.
    Name,
    /// A moment in UTC, or nothing.
    Moment,
    /// A moment in UTC; without one the row is left out.
    Until,
    /// Whether it is this text.
    Is(&'static str),
    /// Whether it is anything at all; no where the series has no such field.
    Set,
    /// A list of ids.
    Many,
    /// No field: the model that was asked.
    Model,
}

/// The column for a value; nothing where the row is left out. The error says what was expected.
pub(super) fn cell(kind: Kind, value: &Value) -> Result<Option<Value>, &'static str> {
    let empty = matches!(value, Value::Null | Value::Bool(false));
    let text = |limit: usize| value.as_str().map(|text| Value::from(cut(text, limit))).ok_or("a text");
    let cell = match kind {
        Kind::Number if empty || value == &Value::from(0) => return Ok(None),
        Kind::Name | Kind::Until if empty => return Ok(None),
        Kind::Text | Kind::Long if empty => Value::from(""),
        Kind::Optional | Kind::Link | Kind::Moment if empty => Value::Null,
        Kind::Is(_) if empty => Value::Bool(false),
        Kind::Id | Kind::Number => Value::from(id(value).ok_or("an id")?),
        Kind::Text | Kind::Optional => text(TEXT)?,
        Kind::Long => text(LONG)?,
        Kind::Flag => Value::Bool(value.as_bool().ok_or("true or false")?),
        Kind::Link => Value::from(link(value).ok_or("an id with a name")?.0),
        Kind::Name => Value::from(cut(link(value).ok_or("an id with a name")?.1, TEXT)),
        Kind::Moment | Kind::Until => Value::from(moment(value).ok_or("a moment such as `2026-11-20 08:00:00`")?),
        Kind::Is(expected) => Value::Bool(value.as_str().ok_or("a text")? == expected),
        Kind::Set => Value::Bool(!empty),
        Kind::Many => Value::from(ids(value).ok_or("a list of ids")?),
        Kind::Model => return Err("a field"),
    };
    Ok(Some(cell))
}

/// An id: a whole number above zero.
pub(super) fn id(value: &Value) -> Option<i64> {
    value.as_i64().filter(|id| *id > 0)
}

fn ids(value: &Value) -> Option<Vec<i64>> {
    value.as_array()?.iter().map(id).collect()
}

/// A linked record as Odoo writes it: `[7, "Sales / User"]`.
fn link(value: &Value) -> Option<(i64, &str)> {
    match value.as_array()?.as_slice() {
        [linked, name] => Some((id(linked)?, name.as_str()?)),
        _ => None,
    }
}

/// `2026-11-20 08:00:00` as ISO 8601; Odoo's moments are UTC and have no fractions of a second.
fn moment(value: &Value) -> Option<String> {
    let time: jiff::civil::DateTime = value.as_str()?.parse().ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Whether a person wrote to a record more than a second after it was made, from the columns of a stamp.
pub(super) fn changed(stamp: &[Value]) -> bool {
    let [_, created, written_by, written] = stamp else { return false };
    let time = |at: &Value| at.as_str()?.parse::<jiff::Timestamp>().ok();
    let (Some(created), Some(written)) = (time(created), time(written)) else { return false };
    written_by.as_i64() != Some(1) && written.duration_since(created).as_secs() > 1
}

fn cut(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn false_is_how_odoo_writes_nothing() {
        let empty = |kind| cell(kind, &json!(false));
        assert_eq!(empty(Kind::Text), Ok(Some(json!(""))));
        assert_eq!(empty(Kind::Optional), Ok(Some(Value::Null)));
        assert_eq!(empty(Kind::Link), Ok(Some(Value::Null)));
        assert_eq!(empty(Kind::Flag), Ok(Some(json!(false))));
        assert_eq!(empty(Kind::Name), Ok(None));
        assert_eq!(empty(Kind::Until), Ok(None));
        assert!(empty(Kind::Many).is_err());
        assert!(empty(Kind::Id).is_err());
    }

    #[test]
    fn values_become_the_columns_that_sql_gives() {
        assert_eq!(cell(Kind::Link, &json!([7, "Sales"])), Ok(Some(json!(7))));
        assert_eq!(cell(Kind::Name, &json!([7, "Sales"])), Ok(Some(json!("Sales"))));
        assert_eq!(cell(Kind::Moment, &json!("2026-11-20 08:00:00")), Ok(Some(json!("2026-11-20T08:00:00Z"))));
        assert_eq!(cell(Kind::Is("manual"), &json!("base")), Ok(Some(json!(false))));
        let long = "x".repeat(TEXT + 1);
        assert_eq!(cell(Kind::Text, &json!(long)), Ok(Some(json!(long[1..]))));
    }

    #[test]
    fn what_is_no_value_of_its_kind_is_refused() {
        for (kind, value) in [
            (Kind::Id, json!(0)),
            (Kind::Id, json!(1.5)),
            (Kind::Id, json!("7")),
            (Kind::Text, json!(7)),
            (Kind::Flag, json!(1)),
            (Kind::Link, json!(7)),
            (Kind::Link, json!([-7, "x"])),
            (Kind::Link, json!([7, "x", 8])),
            (Kind::Moment, json!("yesterday")),
            (Kind::Many, json!([1, [2]])),
        ] {
            assert!(cell(kind, &value).is_err(), "{kind:?} {value}");
        }
    }

    #[test]
    fn a_person_who_writes_later_changes_a_record() {
        let stamp = |by: i64, at: &str| changed(&[json!(1), json!("2026-01-01T00:00:00Z"), json!(by), json!(at)]);
        assert!(stamp(2, "2026-01-01T00:00:02Z"));
        assert!(!stamp(2, "2026-01-01T00:00:01Z"), "the row's own making");
        assert!(!stamp(1, "2026-02-01T00:00:00Z"), "an upgrade");
    }
}
