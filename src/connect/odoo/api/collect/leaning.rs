//! Which model leans on which (`_inherits`), from the traces that it leaves among the fields.
//!
//! Over the API `ir.model.inherit` is nobody's to read (no access row in 16.0 to 19.0).

use std::collections::HashMap;

use serde_json::Value;

use super::account::Records;

/// A field as its row tells it.
struct Field<'r> {
    name: &'r str,
    /// The model that a stored, required link points at.
    link: Option<&'r str>,
    /// What it shows of another record, if it is copied with its own.
    related: Option<&'r str>,
}

impl<'r> Field<'r> {
    fn of(row: &'r [Value]) -> Option<(i64, Self)> {
        let [model, name, kind, relation, related, required, stored, copied] = row else { return None };
        let links = kind == "many2one" && stored.as_bool()? && required.as_bool()?;
        let link = if links { relation.as_str() } else { None };
        let related = if copied.as_bool()? { related.as_str() } else { None };
        Some((model.as_i64()?, Self { name: name.as_str()?, link, related }))
    }
}

/// Rows of leaning model, model leaned on and link: a stored, required link to a model all of whose fields the leaning
/// model has too, at least one of them through the link and copied with the record. (A field that is merely `related` is
/// not copied unless someone asks for it.) The same is asked in `queries/inherits_from_fields.sql`.
pub(super) fn rows(models: &[Vec<Value>], fields: &[Vec<Value>]) -> Records {
    let named = |model: &'_ Vec<Value>| Some((model.get(1)?.as_str()?.to_owned(), model.first()?.as_i64()?));
    let ids: HashMap<String, i64> = models.iter().filter_map(named).collect();
    let mut by_model: HashMap<i64, HashMap<&str, Field<'_>>> = HashMap::new();
    for (model, field) in fields.iter().filter_map(|row| Field::of(row)) {
        by_model.entry(model).or_default().insert(field.name, field);
    }
    let mut found: Vec<(i64, i64, &str)> = Vec::new();
    for (model, own) in &by_model {
        for (link, parent) in own.values().filter_map(|field| Some((field.name, ids.get(field.link?)?))) {
            let through =
                |field: &Field<'_>| field.related.and_then(|path| path.split_once('.')) == Some((link, field.name));
            let shows_all = |theirs: &HashMap<&str, _>| theirs.keys().all(|name| own.contains_key(name));
            if own.values().any(through) && by_model.get(parent).is_none_or(shows_all) {
                found.push((*model, *parent, link));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(model, parent, link)| vec![model.into(), parent.into(), link.into()]).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_model_that_shows_all_fields_of_another_through_a_link_leans_on_it() {
        let models = [json!([1, "res.users"]), json!([2, "res.partner"]), json!([3, "sale.order"])];
        let fields = [
            json!([2, "name", "char", "", "", true, true, true]),
            json!([1, "partner_id", "many2one", "res.partner", "", true, true, true]),
            json!([1, "name", "char", "", "partner_id.name", true, false, true]),
            json!([3, "partner_id", "many2one", "res.partner", "", true, true, true]),
            json!([3, "name", "char", "", "", true, true, true]),
        ];
        let rows_of = |rows: &[Value]| rows.iter().map(|row| row.as_array().unwrap().clone()).collect::<Vec<_>>();
        assert_eq!(rows(&rows_of(&models), &rows_of(&fields)), [[json!(1), json!(2), json!("partner_id")]]);
    }
}
