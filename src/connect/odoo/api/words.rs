//! A call in words, as Python would write it: `has_access([7], 'write') on sale.order`. No secret is part of a method.

use serde_json::Value;

use super::wire::Method;
use crate::connect::error::one_line;

impl Method<'_> {
    /// The call in words. A text that begins with `<` stands for a record that is chosen later and is not quoted.
    pub(super) fn words(&self) -> String {
        let positional = self.args.iter().map(python);
        let named = self.kwargs.iter().map(|(name, value)| format!("{name}={}", python(value)));
        let args: Vec<String> = positional.chain(named).collect();
        format!("{}({}) on {}", self.name, args.join(", "), self.model)
    }
}

fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.starts_with('<') => text.clone(),
        Value::String(text) => format!("'{}'", one_line(text)),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| format!("'{key}': {}", python(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
