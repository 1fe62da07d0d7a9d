//! The JSON Schema of the YAML form, for editors; written from the same list of keys that the reader follows.

use serde_json::{Map, Value, json};

use crate::model::{RecordScope, SecretKind};
use crate::rolemap::fields::SCOPES;

use super::keys::{Key, ROOT, Shape};

/// The JSON Schema (draft 2020-12) of a role map, as committed in `role-maps/rolemap.schema.json`.
pub fn schema() -> Value {
    let mut root = keys(ROOT);
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("rolecall role map")),
        ("description", json!("The designed access of every role; `rolecall lint` checks the rest.")),
    ];
    for (name, value) in head {
        root.insert(name.to_owned(), value);
    }
    Value::Object(root)
}

fn keys(list: &[Key]) -> Map<String, Value> {
    let properties: Map<String, Value> = list
        .iter()
        .map(|key| {
            // A key with nothing behind it counts as absent, unless it must be there.
            let shape =
                if key.required { shape(key.shape) } else { json!({"anyOf": [shape(key.shape), {"type": "null"}]}) };
            (key.name.to_owned(), with_doc(shape, key.doc))
        })
        .collect();
    let required: Vec<&str> = list.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("additionalProperties".to_owned(), json!(false));
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object
}

fn with_doc(mut schema: Value, doc: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), json!(doc));
    }
    schema
}

fn shape(shape_of: Shape) -> Value {
    // Unquoted numbers and yes-or-no are read as the text that was written.
    let text = json!({"type": ["string", "number", "boolean"]});
    match shape_of {
        Shape::Text => text,
        Shape::Names => json!({"anyOf": [text, {"type": "array", "items": text}]}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Days => json!({"type": "string", "pattern": "^[0-9]+ ?[dwy]$"}),
        Shape::Secret => json!({"type": "string", "pattern": "^(env:.+|file:.+|stdin)$"}),
        Shape::SecretKind => json!({"enum": SecretKind::ALL.map(|(word, _)| word)}),
        Shape::Scope => json!({"enum": SCOPES.map(RecordScope::word)}),
        Shape::Cell => {
            json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]})
        }
        Shape::Keys(list) => Value::Object(keys(list)),
        Shape::Named(Shape::Keys(list)) => {
            // `employee:` with nothing behind it is a role that says nothing yet.
            json!({"type": "object", "additionalProperties": {"anyOf": [Value::Object(keys(list)), {"type": "null"}]}})
        }
        Shape::Named(value) => json!({"type": "object", "additionalProperties": shape(*value)}),
        Shape::Many(item) => json!({"type": "array", "items": shape(*item)}),
        Shape::Either(shapes) => json!({"anyOf": shapes.iter().copied().map(shape).collect::<Vec<_>>()}),
    }
}
