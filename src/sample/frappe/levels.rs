//! Permission levels and masks: which fields of a document an account reads and writes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Flavour;
use super::meta::{Meta, MetaField, number, text};
use super::rights::Env;
use super::site::Site;
use super::table::{Row, is_set};

impl Meta {
    /// The levels at which rows of an account's roles give `read`, `write` or `mask`; whose documents they are does not count.
    pub(super) fn levels(&self, env: &Env, operation: &str) -> BTreeSet<i64> {
        let rows = self.perms.iter().filter(|row| env.holds(text(row, "role")));
        let given = rows.filter(|row| row.get(operation).is_some_and(is_set));
        let mut levels: BTreeSet<i64> = given.map(|row| number(row.get("permlevel").unwrap_or(&Value::Null))).collect();
        levels.insert(0);
        levels
    }

    /// Whether an account sees a field's value only in part (17).
    pub(super) fn is_masked(&self, env: &Env, field: &MetaField) -> bool {
        if !field.masked || env.is_administrator() {
            return false;
        }
        let unmasks = |row: &&Row| {
            env.holds(text(row, "role"))
                && row.get("mask").is_some_and(is_set)
                && number(row.get("permlevel").unwrap_or(&Value::Null)) == field.level
        };
        self.perms.iter().filter(unmasks).count() == 0
    }
}

impl Site {
    /// Whether levels are looked at when documents are read: in 14 only where the settings say so.
    pub(super) fn levels_count(&self) -> bool {
        self.flavour() > Flavour::V14
            || self.store.is("System Settings", "System Settings", "apply_perm_level_on_api_calls")
    }

    /// Whether an account reads a field. Fields of rows have the levels of the document.
    pub(super) fn reads_field(&self, env: &Env, parent: &Meta, levels: &BTreeSet<i64>, field: &MetaField) -> bool {
        env.is_administrator()
            || !self.levels_count()
            || levels.contains(&field.level)
            || self.faults.shows(&parent.name, &field.name, &|role| env.holds(role))
    }
}

/// A value as it is shown to whom it is masked.
pub(super) fn masked(field: &MetaField, value: &Value) -> Value {
    let text = match value {
        Value::Null => return Value::Null,
        Value::String(text) if text.is_empty() => return value.clone(),
        Value::String(text) => text.as_str(),
        _ => "",
    };
    match field.options.as_str() {
        "Phone" => json!(format!("{}XXXXXX", text.chars().take(3).collect::<String>())),
        "Email" => json!(text.split_once('@').map_or("XXXXXXXX".to_owned(), |(_, domain)| format!("XXXXXX@{domain}"))),
        _ => json!("XXXXXXXX"),
    }
}
