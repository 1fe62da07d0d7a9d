//! The language of Tryton's record rules: a list of conditions in JSON, in which objects with a `__class__` are worked out
//! when the rule is asked.
//!
//! `ir_rule.domain` (Tryton 8.2) holds text such as `[["user", "=", {"__class__": "Eval", "v": "user_id", "d": -1}]]`. The
//! words that `Eval` may ask for are those of `ir/rule.py` and the modules that add to it (`_get_context`): `user_id`,
//! `groups`, `is_administrator`, `companies`, `employees`. A list begins with `AND`, `OR` or with its first condition, and `AND`
//! is meant (`model/fields/field.py`, `domain_validate`; `tools/misc.py`).

use serde_json::Value as Json;

use super::terms::{MAX_PATH, is_path};
use super::value::Value;
use super::{Domain, DomainError, Leaf, MAX_DEPTH, MAX_TEXT, Operator, shown};

/// Reads the text of a rule, as it is for accounts that bypass the rows or for all others; an empty list lets everything
/// through.
pub fn parse(text: &str, administrator: bool) -> Result<Domain, DomainError> {
    if text.len() > MAX_TEXT {
        return Err(DomainError::TooLong(text.len()));
    }
    // serde_json refuses what is nested more than 128 deep.
    let json: Json = serde_json::from_str(text).map_err(|error| DomainError::Syntax {
        line: error.line(),
        column: error.column(),
        what: "this is no JSON".to_owned(),
    })?;
    Reader { administrator }.domain(&json, 0)
}

/// Who asks, as far as it decides how a rule reads.
struct Reader {
    administrator: bool,
}

impl Reader {
    /// A list of conditions, or what turns out as one.
    fn domain(&self, json: &Json, depth: usize) -> Result<Domain, DomainError> {
        if depth > MAX_DEPTH {
            return Err(DomainError::TooDeep);
        }
        match json {
            Json::Array(items) => self.list(items, depth),
            Json::Object(_) => self.choice(json, depth),
            _ => Err(DomainError::NotAList),
        }
    }

    fn list(&self, items: &[Json], depth: usize) -> Result<Domain, DomainError> {
        let (any, rest) = match items.first() {
            None => return Ok(Domain::True),
            Some(Json::String(word)) if word == "OR" => (true, items.get(1..).unwrap_or_default()),
            Some(Json::String(word)) if word == "AND" => (false, items.get(1..).unwrap_or_default()),
            _ if is_condition(items) => return self.condition(items, depth),
            _ => (false, items),
        };
        let mut parts = rest.iter().map(|part| self.domain(part, depth + 1)).collect::<Result<Vec<_>, _>>()?;
        Ok(match (parts.len(), any) {
            // Tryton takes an empty alternative for one that lets everything through, as it does an empty list.
            (0, _) => Domain::True,
            (1, _) => parts.remove(0),
            (_, true) if parts.contains(&Domain::True) => Domain::True,
            (_, true) => Domain::Or(parts),
            (_, false) => Domain::And(parts),
        })
    }

    /// `If(c, t, e)`, of which one side is the list.
    fn choice(&self, json: &Json, depth: usize) -> Result<Domain, DomainError> {
        let Some(("If", parts)) = class(json) else { return Ok(Domain::Unknown) };
        let side = |name: &str| parts.get(name).map_or(Ok(Domain::Unknown), |side| self.domain(side, depth + 1));
        match parts.get("c").and_then(|test| self.truth(test, depth + 1)) {
            Some(true) => side("t"),
            Some(false) => side("e"),
            None => Ok(Domain::OneOf(vec![side("t")?, side("e")?])),
        }
    }

    /// Whether a test holds; nothing where that is not known in advance.
    fn truth(&self, json: &Json, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        if let Json::Bool(yes) = json {
            return Some(*yes);
        }
        let (class, parts) = class(json)?;
        let of = |name: &str| self.truth(parts.get(name)?, depth + 1);
        let all = |wanted: bool| {
            let parts = parts.get("s")?.as_array()?;
            let mut answers = parts.iter().map(|part| self.truth(part, depth + 1));
            if answers.clone().any(|answer| answer == Some(wanted)) {
                return Some(wanted);
            }
            answers.all(|answer| answer.is_some()).then_some(!wanted)
        };
        match class {
            "Eval" if parts.get("v").and_then(Json::as_str) == Some("is_administrator") => Some(self.administrator),
            "Not" => of("v").map(|yes| !yes),
            "Bool" => of("v"),
            "And" => all(false),
            "Or" => all(true),
            _ => None,
        }
    }

    /// `[field, operator, value]`; a fourth part names the model of a reference.
    fn condition(&self, items: &[Json], depth: usize) -> Result<Domain, DomainError> {
        let [field, operator, value, ..] = items else { return Err(DomainError::Parts(items.len())) };
        let (Some(path), Some(operator)) = (field.as_str(), operator.as_str()) else {
            return Err(DomainError::OperatorType);
        };
        if path.len() > MAX_PATH || !is_path(path) {
            return Err(DomainError::Field(shown(path)));
        }
        let path = path.to_owned();
        if let "where" | "not where" = operator {
            let inner = Box::new(self.domain(value, depth + 1)?);
            return Ok(Domain::Linked { path, negated: operator == "not where", inner });
        }
        let (operator, negated) = match operator {
            "not child_of" => ("child_of", true),
            "not parent_of" => ("parent_of", true),
            other => (other, false),
        };
        let operator = Operator::read(operator).ok_or_else(|| DomainError::Operator(shown(operator)))?;
        let (value, exact) = self.value(value, depth + 1);
        // The fourth part narrows a reference to one model, which the value alone does not tell.
        let exact = exact && items.len() == 3;
        let leaf = Leaf { path, operator, value, exact };
        // Ids begin at 0 here: the account of the server itself.
        let domain = if leaf.path == "id" { Domain::Leaf(leaf) } else { leaf.folded() };
        Ok(if negated { Domain::Not(Box::new(domain)) } else { domain })
    }

    /// The right side of a condition, and whether it is exactly that.
    fn value(&self, json: &Json, depth: usize) -> (Value, bool) {
        if depth > MAX_DEPTH {
            return (Value::Unknown, true);
        }
        match json {
            Json::Null => (Value::None, true),
            Json::Bool(yes) => (Value::Bool(*yes), true),
            Json::Number(number) => (number.as_i64().map_or(Value::Unknown, Value::Int), true),
            Json::String(text) => (Value::Text(text.clone()), true),
            Json::Array(items) => {
                let items: Vec<(Value, bool)> = items.iter().map(|item| self.value(item, depth + 1)).collect();
                let exact = items.iter().all(|(_, exact)| *exact);
                (Value::List(items.into_iter().map(|(value, _)| value).collect()), exact)
            }
            Json::Object(_) => match class(json) {
                Some(("Eval", parts)) => (parts.get("v").and_then(Json::as_str).map_or(Value::Unknown, asked), true),
                Some(("If", parts)) => {
                    let side =
                        |name: &str| parts.get(name).map_or(Value::Unknown, |side| self.value(side, depth + 1).0);
                    match parts.get("c").and_then(|test| self.truth(test, depth + 1)) {
                        Some(true) => (side("t"), true),
                        Some(false) => (side("e"), true),
                        None => (Value::OneOf(vec![side("t"), side("e")]), false),
                    }
                }
                _ => (Value::Unknown, true),
            },
        }
    }
}

/// What a word asks for, as the same thing is called of a user elsewhere.
fn asked(word: &str) -> Value {
    match word {
        "user_id" => Value::User(String::new()),
        "company" => Value::User("company_id".to_owned()),
        "companies" => Value::User("company_ids".to_owned()),
        "employee" => Value::User("employee_id".to_owned()),
        "employees" => Value::User("employee_ids".to_owned()),
        "groups" => Value::User("groups".to_owned()),
        _ => Value::Unknown,
    }
}

/// The class of an object that is worked out, and its parts.
fn class(json: &Json) -> Option<(&str, &serde_json::Map<String, Json>)> {
    let parts = json.as_object()?;
    Some((parts.get("__class__")?.as_str()?, parts))
}

/// Whether a list is one condition rather than a list of them (`tools/misc.py`, `is_leaf`).
fn is_condition(items: &[Json]) -> bool {
    items.len() > 2 && items.get(1).is_some_and(Json::is_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RecordScope;

    fn scope(text: &str) -> RecordScope {
        parse(text, false).unwrap().scope()
    }

    #[test]
    fn shipped_rules_are_read() {
        let own = r#"[["user", "=", {"__class__": "Eval", "d": -1, "v": "user_id"}]]"#;
        assert_eq!(scope(own), RecordScope::Own);
        let company = r#"[["company", "in", {"__class__": "Eval", "d": [], "v": "companies"}]]"#;
        assert_eq!(scope(company), RecordScope::Company);
        assert_eq!(
            scope(
                r#"["OR", [["company", "=", null]], [["company", "in", {"__class__": "Eval", "d": [], "v": "companies"}]]]"#
            ),
            RecordScope::Company
        );
        assert_eq!(scope(r#"[["accounting", "=", false]]"#), RecordScope::Restricted);
        assert_eq!(scope("[]"), RecordScope::All);
        assert_eq!(scope(r#"["OR", [["a", "=", 1]], []]"#), RecordScope::All);
    }

    #[test]
    fn who_asks_decides_a_choice() {
        let text = r#"{"__class__": "If", "c": {"__class__": "Not", "v": {"__class__": "Eval", "d": false, "v": "is_administrator"}}, "e": [], "t": [["groups", "in", {"__class__": "Eval", "d": [], "v": "groups"}]]}"#;
        assert_eq!(parse(text, false).unwrap().scope(), RecordScope::Restricted);
        assert_eq!(parse(text, true).unwrap(), Domain::True);
        let open = r#"{"__class__": "If", "c": {"__class__": "Eval", "v": "x"}, "e": [], "t": [["a", "=", 1]]}"#;
        assert_eq!(scope(open), RecordScope::Unknown);
    }

    #[test]
    fn negation_and_links_are_kept() {
        assert_eq!(scope(r#"[["a", "where", []]]"#), RecordScope::Restricted);
        assert_eq!(scope(r#"[["sequence.groups", "not in", [1]]]"#), RecordScope::Restricted);
        assert_eq!(scope(r#"[["company", "not child_of", [1], "parent"]]"#), RecordScope::Restricted);
    }

    #[test]
    fn hostile_text_is_told() {
        for text in ["", " ", "{", "1", r#""x""#, r#"[["a b", "=", 1]]"#, r#"[["a", "?", 1]]"#, &"[".repeat(5000)] {
            assert!(parse(text, false).is_err(), "{text}");
        }
        assert_eq!(parse(r#"{"__class__": "Eval", "v": "domain"}"#, false).unwrap(), Domain::Unknown);
    }
}
