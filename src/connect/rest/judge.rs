//! What an answer means by the manifest. A status alone is never enough where the body is something else than it should be:
//! a sign-in page with status 200 allows nothing.

pub(super) use crate::connect::error::no_answer;

use serde_json::Value;

use super::manifest::{Condition, Expect, Rules};
use super::template::{Place, Template};
use super::variables::Values;
use crate::connect::error::one_line;
use crate::net::Answer;

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Allowed,
    Denied,
    Hidden,
    Missing,
    SignedOut,
    /// Nobody can tell, and why.
    Nothing(String),
}

/// An answer with its body read once.
pub(super) struct Read<'a> {
    answer: &'a Answer,
    body: Option<Value>,
}

/// How a condition stands to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    No,
    /// It would hold if the body were of another type.
    WrongType,
    General,
    Specific,
}

impl<'a> Read<'a> {
    pub(super) fn new(answer: &'a Answer) -> Self {
        let type_is_json = answer.content_type == "application/json" || answer.content_type.ends_with("+json");
        let body = if type_is_json { answer.json().ok() } else { None };
        Self { answer, body }
    }

    /// What is at a place of a JSON body.
    pub(super) fn at(&self, pointer: &Template, values: &Values<'_>) -> Option<&Value> {
        self.body.as_ref()?.pointer(&pointer.fill(values, Place::Pointer).ok()?)
    }

    /// A text, a number or a yes-or-no at a place, as text.
    pub(super) fn text_at(&self, pointer: &Template, values: &Values<'_>) -> Option<String> {
        scalar(self.at(pointer, values)?)
    }

    /// What the answer means.
    pub(super) fn meaning(&self, rules: &Rules, values: &Values<'_>) -> Meaning {
        let (mut general, mut specific, mut wrong_type) = (Vec::new(), Vec::new(), false);
        for (name, conditions) in rules.each() {
            let held = conditions.iter().map(|condition| self.held(condition, name == "allowed", values));
            let held: Vec<Held> = held.collect();
            wrong_type |= held.contains(&Held::WrongType);
            if held.contains(&Held::Specific) {
                specific.push(name);
            } else if held.contains(&Held::General) {
                general.push(name);
            }
        }
        let told = if specific.is_empty() { general } else { specific };
        match told.as_slice() {
            ["allowed"] => Meaning::Allowed,
            ["denied"] => Meaning::Denied,
            ["hidden"] => Meaning::Hidden,
            ["missing"] => Meaning::Missing,
            ["signed_out"] => Meaning::SignedOut,
            [] if wrong_type => Meaning::Nothing(format!("{}, where JSON is expected", self.words())),
            [] => Meaning::Nothing(format!("{}, of which the manifest says nothing", self.words())),
            several => {
                Meaning::Nothing(format!("{}, which is {} by the manifest", self.words(), several.join(" and ")))
            }
        }
    }

    /// Whether one of the conditions holds.
    pub(super) fn holds(&self, conditions: &[Condition], values: &Values<'_>) -> bool {
        let holds = |condition| matches!(self.held(condition, false, values), Held::General | Held::Specific);
        conditions.iter().any(holds)
    }

    fn held(&self, condition: &Condition, allows: bool, values: &Values<'_>) -> Held {
        let status = self.answer.status;
        if !condition.status.iter().any(|(from, to)| (*from..=*to).contains(&status)) {
            return Held::No;
        }
        if !self.is_of(&condition.media, allows) {
            return Held::WrongType;
        }
        let tests = condition.tests.iter().all(|(pointer, expect)| self.is_there(pointer, expect, values));
        let contains = condition.contains.as_ref().is_none_or(|text| {
            let body = String::from_utf8_lossy(&self.answer.body);
            text.fill(values, Place::Text).is_ok_and(|text| body.contains(&text))
        });
        match (tests && contains, condition.is_specific()) {
            (false, _) => Held::No,
            (true, true) => Held::Specific,
            (true, false) => Held::General,
        }
    }

    /// Whether the body is of one of the types; without any, JSON that can be read, or nothing.
    fn is_of(&self, media: &[String], allows: bool) -> bool {
        let is_page = self.is_page();
        if media.is_empty() {
            return self.answer.body.is_empty() || self.body.is_some();
        }
        let is = |media: &String| media == &self.answer.content_type || (media == "*" && !(allows && is_page));
        media.iter().any(is)
    }

    /// Whether it is a web page, as a sign-in or a proxy gives it.
    fn is_page(&self) -> bool {
        let first = self.answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
        self.answer.content_type == "text/html" || first == Some(&b'<')
    }

    fn is_there(&self, pointer: &Template, expect: &Expect, values: &Values<'_>) -> bool {
        if self.body.is_none() {
            return false;
        }
        let found = self.at(pointer, values);
        let is_empty = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        let is = |value: &Value, wanted: &Template| {
            scalar(value).zip(wanted.fill(values, Place::Text).ok()).is_some_and(|(found, wanted)| found == wanted)
        };
        match expect {
            Expect::Present => found.is_some(),
            Expect::Absent => found.is_none(),
            Expect::Empty => found.is_none_or(is_empty),
            Expect::NotEmpty => found.is_some_and(|value| !is_empty(value)),
            Expect::Equals(wanted) => found.is_some_and(|value| wanted.iter().any(|wanted| is(value, wanted))),
            Expect::Contains(text) => {
                let text = text.fill(values, Place::Text);
                text.is_ok_and(|text| found.and_then(scalar).is_some_and(|found| found.contains(&text)))
            }
        }
    }

    /// What it is, without repeating any of it.
    pub(super) fn words(&self) -> String {
        let status = self.answer.status;
        if self.is_page() {
            format!("an HTML page (HTTP {status})")
        } else if self.body.is_some() || self.answer.body.is_empty() {
            format!("HTTP {status}")
        } else {
            let media = one_line(&self.answer.content_type);
            let of = if media.is_empty() { "no type".to_owned() } else { format!("type `{media}`") };
            format!("an answer of {of} that is no JSON (HTTP {status})")
        }
    }
}

/// A text, a number, a yes-or-no or nothing as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}
