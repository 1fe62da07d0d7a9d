//! The rows that a model's records give to a question.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::account::{Records, alien};
use super::asks::{Ask, STAMP, Shape, field};
use super::cells::{Kind, cell, changed};
use crate::connect::ConnectError;
use crate::connect::odoo::schema::Gap;
use crate::connect::odoo::series::Series;

/// Rows, or why there are none.
pub(super) type Answer = Result<Records, Gap>;

/// A model as the account sees it.
pub(super) struct Table {
    /// The fields that were read.
    pub(super) fields: Vec<&'static str>,
    pub(super) records: Records,
}

/// Puts one column in the place of the last three of a field's row (stored, translated, by company): whether it is kept,
/// and the same for every reader. A file may lie in an attachment, and JSON may be anything, so neither counts.
///
/// SQL looks for the column in the model's table, which the API does not show; the two differ for files kept in a column and
/// for models that have no table or one of another name.
pub(super) fn kept(row: &mut Vec<Value>) {
    const ELSEWHERE: [&str; 4] = ["binary", "json", "properties", "properties_definition"];
    let [.., stored, translated, by_company] = row.as_slice() else { return };
    let kind = row.get(3).and_then(Value::as_str).unwrap_or_default();
    let no = Value::Bool(false);
    let kept = *stored == Value::Bool(true) && *translated == no && *by_company == no && !ELSEWHERE.contains(&kind);
    row.truncate(row.len() - 3);
    row.push(Value::Bool(kept));
}

pub(super) fn column(model: &str, field: &str, kind: Kind, value: &Value) -> Result<Option<Value>, ConnectError> {
    cell(kind, value).map_err(|expected| alien(model, &format!("its field `{field}` is not {expected}")))
}

/// The rows that the records of a table give.
pub(super) fn rows(ask: &Ask, series: Series, table: &Table) -> Result<Answer, ConnectError> {
    let stamp: &[_] = if ask.shape == Shape::Stamped { &STAMP } else { &[] };
    let mut places = Vec::new();
    for (name, kind) in ask.columns.iter().chain(stamp) {
        let name = field(series, name);
        let place = table.fields.iter().position(|field| *field == name);
        if place.is_none() && !matches!(kind, Kind::Model | Kind::Set) {
            return Ok(Err(Gap::Denied(format!("{}.{name}", ask.model))));
        }
        places.push((name, *kind, place));
    }
    let mut rows = Records::new();
    'records: for record in &table.records {
        let mut row = Vec::with_capacity(places.len() + 1);
        for (name, kind, place) in &places {
            match place.and_then(|place| record.get(place)) {
                None if *kind == Kind::Set => row.push(Value::Bool(false)),
                None => row.push(Value::from(ask.model)),
                Some(value) => match column(ask.model, name, *kind, value)? {
                    Some(value) => row.push(value),
                    None => continue 'records,
                },
            }
        }
        if ask.shape == Shape::Stamped {
            let changed = changed(row.get(ask.columns.len()..).unwrap_or_default());
            row.push(Value::Bool(changed));
        }
        rows.push(row);
    }
    Ok(Ok(match ask.shape {
        Shape::Rows | Shape::Stamped => rows,
        Shape::Pairs => pairs(&rows).map(|(one, other)| vec![one.clone(), other.clone()]).collect(),
        Shape::Grouped => grouped(&rows),
        Shape::Flagged => {
            let flagged = rows.iter().filter(|row| row.get(1) == Some(&Value::Bool(true)));
            vec![vec![flagged.filter_map(|row| row.first().cloned()).collect()]]
        }
    }))
}

/// Each id with each of the others that it lists, once.
fn pairs(rows: &[Vec<Value>]) -> impl Iterator<Item = (&Value, &Value)> {
    rows.iter().filter_map(|row| Some((row.first()?, row.get(1)?.as_array()?))).flat_map(|(one, others)| {
        let mut seen = HashSet::new();
        others.iter().filter(move |other| seen.insert(other.as_i64())).map(move |other| (one, other))
    })
}

/// Each of the others with the ids that list it.
fn grouped(rows: &[Vec<Value>]) -> Records {
    let mut by_other: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for (one, other) in pairs(rows) {
        by_other.entry(other.as_i64().unwrap_or_default()).or_default().push(one.clone());
    }
    by_other.into_iter().map(|(other, ones)| vec![Value::from(other), Value::from(ones)]).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::asks::asks;
    use super::*;
    use crate::connect::odoo::queries::{
        GROUP_CATEGORIES, GROUPS, LAST_LOGINS, MEMBERSHIPS, Query, RULE_GROUPS, SECOND_FACTORS,
    };

    fn table(fields: &[&'static str], records: Value) -> Table {
        let Value::Array(records) = records else { panic!("no records") };
        let record = |record: Value| record.as_array().unwrap().clone();
        Table { fields: fields.to_vec(), records: records.into_iter().map(record).collect() }
    }

    fn of(query: &'static Query, series: Series, table: &Table) -> Result<Value, String> {
        let answer = rows(asks(query).next().unwrap(), series, table).map_err(|error| error.to_string())?;
        answer.map(Value::from).map_err(|gap| gap.words())
    }

    #[test]
    fn memberships_are_the_users_of_each_group_by_the_name_of_the_field_in_the_series() {
        let records = json!([[7, [1, 2, 2]], [8, [2]]]);
        let expected = Ok(json!([[1, [7]], [2, [7, 8]]]));
        for (series, name) in [(Series::V16, "groups_id"), (Series::V18, "groups_id"), (Series::V19, "group_ids")] {
            assert_eq!(of(&MEMBERSHIPS, series, &table(&["id", name], records.clone())), expected, "{series:?}");
        }
        let wrong = of(&MEMBERSHIPS, Series::V19, &table(&["id", "groups_id"], records));
        assert_eq!(wrong, Err("no right to read `res.users.group_ids`".to_owned()));
    }

    #[test]
    fn lists_become_pairs_and_flags_become_a_list() {
        let rules = table(&["id", "groups"], json!([[3, [9, 8]], [4, []]]));
        assert_eq!(of(&RULE_GROUPS, Series::V18, &rules), Ok(json!([[3, 9], [3, 8]])));
        let users = table(&["id", "totp_enabled"], json!([[1, false], [2, true], [5, true]]));
        assert_eq!(of(&SECOND_FACTORS, Series::V18, &users), Ok(json!([[[2, 5]]])));
        let groups = table(&["id", "category_id"], json!([[1, [4, "Sales"]], [2, false]]));
        assert_eq!(of(&GROUP_CATEGORIES, Series::V16, &groups), Ok(json!([[1, "Sales"]])));
    }

    #[test]
    fn a_record_of_the_wrong_shape_names_its_model_and_field() {
        let users = table(&["id", "login_date"], json!([[2, "soon"]]));
        let error = of(&LAST_LOGINS, Series::V18, &users).unwrap_err();
        assert!(error.contains("`res.users`: its field `login_date` is not a moment"), "{error}");
    }

    #[test]
    fn what_a_person_changed_later_is_marked() {
        let fields = ["create_date", "create_uid", "id", "name", "write_date", "write_uid"];
        let row = json!(["2026-01-01 00:00:00", [1, "Bot"], 3, "Sales", "2026-01-02 00:00:00", [2, "Ada"]]);
        let expected = json!([[3, "Sales", 1, "2026-01-01T00:00:00Z", 2, "2026-01-02T00:00:00Z", true]]);
        assert_eq!(of(&GROUPS, Series::V18, &table(&fields, json!([row]))), Ok(expected));
    }

    #[test]
    fn a_field_is_kept_unless_it_is_worked_out_translated_or_by_company() {
        let field = |kind: &str, stored: bool, translated: bool, by_company: bool| {
            let mut row =
                json!([1, 2, "f", kind, null, false, stored, translated, by_company]).as_array().unwrap().clone();
            kept(&mut row);
            (row.len(), row.last().cloned())
        };
        assert_eq!(field("char", true, false, false), (7, Some(json!(true))));
        for (kind, stored, translated, by_company) in [
            ("char", false, false, false),
            ("char", true, true, false),
            ("float", true, false, true),
            ("binary", true, false, false),
        ] {
            assert_eq!(field(kind, stored, translated, by_company), (7, Some(json!(false))), "{kind}");
        }
    }
}
