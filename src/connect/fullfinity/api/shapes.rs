//! Links as the API may write them. Which of the forms it uses is not documented, so each that says one thing is read:
//! an id, a name, `[id, name]`, `["L", name]`, an object with `id` or `identifier`, and lists of these.

use serde_json::Value;

/// What a link says of its target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
}

/// An id as text.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        Value::String(text) if !text.is_empty() && text.len() <= 200 => Some(text.clone()),
        Value::Object(object) => object.get("id").filter(|id| !id.is_object()).and_then(id),
        _ => None,
    }
}

/// A link to one record; nothing where there is none.
pub(super) fn one(value: &Value) -> Result<Option<Link>, &'static str> {
    match value {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::Number(_) => Ok(id(value).map(|id| Link { id: Some(id), name: None })),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => Ok(Some(Link { id: None, name: Some(text.clone()) })),
        Value::Object(object) => {
            let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
            let name = text("identifier").or_else(|| text("name")).or_else(|| text("display_name"));
            let id = object.get("id").filter(|id| !id.is_object()).and_then(id);
            if id.is_none() && name.is_none() {
                return Err("an object without `id` and `identifier`");
            }
            Ok(Some(Link { id, name: name.map(str::to_owned) }))
        }
        Value::Array(parts) => match parts.as_slice() {
            [] => Ok(None),
            [only] if !only.is_array() => one(only),
            [Value::String(link), target] if link == "L" && !target.is_array() => one(target),
            [number @ Value::Number(_), Value::String(name)] => {
                Ok(Some(Link { id: id(number), name: Some(name.clone()) }))
            }
            _ => Err("a list where one link was expected"),
        },
        Value::Bool(true) => Err("`true` where a link was expected"),
    }
}

/// Links to several records.
pub(super) fn many(value: &Value) -> Result<Vec<Link>, &'static str> {
    let items = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items,
        Value::Object(object) => match object.get("data").or_else(|| object.get("ids")) {
            Some(Value::Array(items)) => items,
            _ => return Err("an object where a list of links was expected"),
        },
        _ => return Err("no list of links"),
    };
    // One command or one pair without the list around it would be read as two links.
    if let [Value::String(link), _] = items.as_slice()
        && link == "L"
    {
        return Ok(one(value)?.into_iter().collect());
    }
    items.iter().filter_map(|item| one(item).transpose()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn show(link: &Link) -> String {
        format!("{}/{}", link.id.as_deref().unwrap_or("-"), link.name.as_deref().unwrap_or("-"))
    }

    #[test]
    fn every_form_of_a_link_to_one_record_is_read() {
        let told = [
            json!(7),
            json!("crm_user"),
            json!([7, "CRM / User"]),
            json!({"id": 7, "name": "User"}),
            json!(["L", "crm_user"]),
            json!({"id": 7, "identifier": "crm_user", "name": "User"}),
            json!([7]),
            json!({"display_name": "User"}),
        ]
        .map(|value| show(&one(&value).unwrap().unwrap()));
        assert_eq!(told, ["7/-", "-/crm_user", "7/CRM / User", "7/User", "-/crm_user", "7/crm_user", "7/-", "-/User"]);
        for nothing in [json!(null), json!(false), json!(""), json!([])] {
            assert_eq!(one(&nothing), Ok(None));
        }
        for wrong in [json!(true), json!({}), json!([1, 2]), json!([[1, 2]]), json!({"id": {"id": 1}})] {
            assert!(one(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_form_of_links_to_several_records_is_read() {
        let told = |value: Value| many(&value).map(|links| links.iter().map(show).collect::<Vec<_>>().join(" "));
        assert_eq!(told(json!([1, 2])).unwrap(), "1/- 2/-");
        assert_eq!(told(json!(["a", {"id": 2}, [3, "c"], ["L", "d"]])).unwrap(), "-/a 2/- 3/c -/d");
        assert_eq!(told(json!(["L", "a"])).unwrap(), "-/a");
        assert_eq!(told(json!({"data": [1]})).unwrap(), "1/-");
        assert_eq!(told(json!(null)).unwrap(), "");
        for wrong in [json!(7), json!("a,b"), json!({"x": 1}), json!([true]), json!([{}])] {
            assert!(many(&wrong).is_err(), "{wrong}");
        }
    }
}
