//! Which rows a domain lets through: a list of conditions and operators in prefix notation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::erp::Erp;
use super::exception::Exception;
use super::store::{link, links};

/// The longest domain that is read.
const LONGEST: usize = 1000;

/// The fields that a domain asks about, first steps of paths alone.
pub(super) fn fields(domain: &Value) -> impl Iterator<Item = &str> {
    let leaves = domain.as_array().into_iter().flatten().filter_map(Value::as_array);
    leaves.filter_map(|leaf| leaf.first()?.as_str()?.split('.').next())
}

impl Erp {
    /// Whether a domain lets a row through.
    pub(super) fn matches(&self, model: &str, id: i64, domain: &Value) -> Result<bool, Exception> {
        let bad = || Exception::value(format!("Invalid domain: {domain}"));
        let items = domain.as_array().filter(|items| items.len() <= LONGEST).ok_or_else(bad)?;
        let mut stack: Vec<bool> = Vec::new();
        for item in items.iter().rev() {
            let value = match item.as_str() {
                Some("!") => !stack.pop().ok_or_else(bad)?,
                Some(operator @ ("&" | "|")) => {
                    let (left, right) = (stack.pop().ok_or_else(bad)?, stack.pop().ok_or_else(bad)?);
                    if operator == "&" { left && right } else { left || right }
                }
                Some(_) => return Err(bad()),
                None => match item.as_array().map(Vec::as_slice) {
                    Some([left, operator, right]) => {
                        self.compare(model, id, left, operator.as_str().unwrap_or_default(), right)?
                    }
                    _ => return Err(bad()),
                },
            };
            stack.push(value);
        }
        Ok(stack.into_iter().all(|value| value))
    }

    fn compare(&self, model: &str, id: i64, left: &Value, operator: &str, right: &Value) -> Result<bool, Exception> {
        let Some(path) = left.as_str() else { return Ok(left == right) };
        let found = self.along(model, id, path)?;
        let wanted: Vec<&Value> = right.as_array().map_or_else(|| vec![right], |values| values.iter().collect());
        // A link is compared by its id; an empty set of links is the same as nothing.
        let is_in = || {
            wanted
                .iter()
                .any(|value| found.contains(value) || (**value == json!(false) && found.iter().all(is_nothing)))
        };
        let compare =
            |test: fn(std::cmp::Ordering) -> bool| found.iter().any(|value| order(value, right).is_some_and(test));
        let like = || {
            let part = right.as_str().unwrap_or_default().to_lowercase();
            found.iter().any(|value| value.as_str().is_some_and(|text| text.to_lowercase().contains(&part)))
        };
        Ok(match operator {
            "=" | "in" => is_in(),
            "!=" | "not in" => !is_in(),
            "<" => compare(std::cmp::Ordering::is_lt),
            "<=" => compare(std::cmp::Ordering::is_le),
            ">" => compare(std::cmp::Ordering::is_gt),
            ">=" => compare(std::cmp::Ordering::is_ge),
            "like" | "ilike" => like(),
            "not like" | "not ilike" => !like(),
            "child_of" => {
                let relation = self.relation(model, path);
                let tops: BTreeSet<i64> = wanted.iter().filter_map(|value| link(value)).collect();
                found.iter().filter_map(link).any(|id| self.ancestors(&relation, id).any(|id| tops.contains(&id)))
            }
            "parent_of" => {
                let relation = self.relation(model, path);
                let mut above =
                    wanted.iter().filter_map(|value| link(value)).flat_map(|id| self.ancestors(&relation, id));
                above.any(|id| found.contains(&json!(id)))
            }
            _ => return Err(Exception::value(format!("Invalid operator `{operator}`"))),
        })
    }

    /// The values at the end of a path of links.
    fn along(&self, model: &str, id: i64, path: &str) -> Result<Vec<Value>, Exception> {
        let (mut model, mut values) = (model.to_owned(), vec![json!(id)]);
        for step in path.split('.') {
            let field = self.field(&model, step);
            let field = field.ok_or_else(|| Exception::value(format!("Invalid field {model}.{step} in condition")))?;
            let next = values.iter().filter_map(link).flat_map(|id| {
                let value = self.read_value(&model, id, step);
                if field.is_many() { links(&value).into_iter().map(|id| json!(id)).collect() } else { vec![value] }
            });
            values = next.collect();
            model = field.relation.unwrap_or(&model).to_owned();
        }
        Ok(values)
    }

    fn relation(&self, model: &str, path: &str) -> String {
        path.split('.').fold(model.to_owned(), |model, step| {
            self.field(&model, step).and_then(|field| field.relation).map_or(model, str::to_owned)
        })
    }

    /// A row and those above it by `parent_id`.
    fn ancestors(&self, model: &str, id: i64) -> impl Iterator<Item = i64> {
        let mut above = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| !above.contains(id)) {
            above.push(id);
            next = link(self.store.get(model, id, "parent_id"));
        }
        above.into_iter()
    }
}

fn is_nothing(value: &Value) -> bool {
    *value == json!(false)
}

/// Numbers by size, texts by letters; anything else has no order.
pub(super) fn order(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (left, right) => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}
