//! Which model leans on which (`_inherits`), from the traces that it leaves among the fields.
//!
//! Over the API `ir.model.inherit` is nobody's to read (no access row in 16.0 to 19.0).

use std::collections::HashMap;

use serde_json::Value;

use super::account::Records;

/// A field as its row tells it.
struct Field<'r> {
    name: &'r str,
    many2one: bool,
    relation: &'r str,
    related: &'r str,
    required: bool,
    stored: bool,
    copied: bool,
}

impl<'r> Field<'r> {
    fn of(row: &'r [Value]) -> Option<(i64, Self)> {
        let [model, name, kind, relation, related, required, stored, copied] = row else { return None };
        let field = Self {
            name: name.as_str()?,
            many2one: kind == "many2one",
            relation: relation.as_str()?,
            related: related.as_str()?,
            required: required.as_bool()?,
            stored: stored.as_bool()?,
            copied: copied.as_bool()?,
        };
        Some((model.as_i64()?, field))
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
        for link in own.values().filter(|field| field.many2one && field.stored && field.required) {
            let Some(parent) = ids.get(link.relation) else { continue };
            let through =
                |field: &Field<'_>| field.copied && field.related.split_once('.') == Some((link.name, field.name));
            let theirs = by_model.get(parent);
            if own.values().any(through) && theirs.is_none_or(|theirs| theirs.keys().all(|name| own.contains_key(name)))
            {
                found.push((*model, *parent, link.name));
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
