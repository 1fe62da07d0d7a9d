//! Texts with gaps, such as `/api/{resource|dash}/{id}`, and what fills them. What comes from the ERP or from an account is
//! escaped for the place where it stands, so that no name of a record and no login can change what is asked.

use serde_json::Value;

use super::variables::{Filled, Values, Variable};
use crate::net::percent;

/// The longest value that a gap takes, in bytes.
const LONGEST: usize = 500;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A segment of a path.
    Path,
    /// A query or a form.
    Query,
    /// A header.
    Header,
    /// A JSON pointer (RFC 6901).
    Pointer,
    /// A text in JSON, which is escaped when it is written, or one that is only compared.
    Text,
    /// The words of a plan, where no secret is shown.
    Words,
}

/// What is done to a value before it is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// `sale.order` becomes `sale-order`.
    Dash,
    /// `Sale Order` becomes `sale_order`.
    Underscore,
    /// Small letters.
    Lower,
    /// `sale.order` becomes `order`.
    Last,
    /// A number stays text in JSON.
    Text,
}

impl Filter {
    pub(super) const ALL: [(&'static str, Self); 5] = [
        ("dash", Self::Dash),
        ("underscore", Self::Underscore),
        ("lower", Self::Lower),
        ("last", Self::Last),
        ("text", Self::Text),
    ];

    fn apply(self, text: &str) -> String {
        let joined = |with: char| {
            let swap = |c: char| if matches!(c, '.' | '_' | '-' | ' ') { with } else { c };
            text.chars().map(swap).collect::<String>().to_lowercase()
        };
        match self {
            Self::Dash => joined('-'),
            Self::Underscore => joined('_'),
            Self::Lower => text.to_lowercase(),
            Self::Last => text.rsplit('.').next().unwrap_or_default().to_owned(),
            Self::Text => text.to_owned(),
        }
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(String),
    Gap(Gap),
}

/// A gap with its filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) variable: Variable,
    pub(super) filters: Vec<Filter>,
    /// `{fields...}`: one element for each, in the list around it.
    pub(super) spread: bool,
}

/// A text with gaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template(pub(super) Vec<Piece>);

impl Template {
    /// The gaps.
    pub(super) fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Gap(gap) => Some(gap),
            Piece::Literal(_) => None,
        })
    }

    /// The gap that is all of it.
    pub(super) fn only(&self) -> Option<&Gap> {
        match self.0.as_slice() {
            [Piece::Gap(gap)] => Some(gap),
            _ => None,
        }
    }

    /// The text, filled for a place; the error is why that is not possible.
    pub(super) fn fill(&self, values: &Values<'_>, place: Place) -> Result<String, String> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Gap(gap) => text.push_str(&gap.fill(values, place)?),
            }
        }
        Ok(text)
    }

    /// The same as JSON: a gap that is all of the text gives a number or a list, where that is what it holds.
    pub(super) fn json(&self, values: &Values<'_>, shown: bool) -> Result<Value, String> {
        let place = if shown { Place::Words } else { Place::Text };
        let Some(gap) = self.only() else { return self.fill(values, place).map(Value::String) };
        let typed = |text: String| match text.parse::<i64>() {
            Ok(number) if number.to_string() == text && !gap.filters.contains(&Filter::Text) => Value::from(number),
            _ => Value::String(text),
        };
        if gap.variable.is_secret() {
            return gap.fill(values, place).map(Value::String);
        }
        match gap.value(values)? {
            Filled::One(text) => Ok(typed(gap.escaped(&text, place)?)),
            Filled::Many(texts) => texts
                .iter()
                .map(|text| Ok(typed(gap.escaped(text, place)?)))
                .collect::<Result<_, _>>()
                .map(Value::Array),
        }
    }
}

impl Gap {
    fn value(&self, values: &Values<'_>) -> Result<Filled, String> {
        values.get(self.variable).ok_or_else(|| self.variable.missing())
    }

    fn fill(&self, values: &Values<'_>, place: Place) -> Result<String, String> {
        if self.variable.is_secret() && place == Place::Words {
            return Ok(format!("<{}>", self.variable.name()));
        }
        match self.value(values)? {
            Filled::One(text) => self.escaped(&text, place),
            Filled::Many(texts) => {
                let texts: Vec<String> =
                    texts.iter().map(|text| self.escaped(text, place)).collect::<Result<_, _>>()?;
                Ok(texts.join(","))
            }
        }
    }

    /// A value as it stands in a place.
    fn escaped(&self, text: &str, place: Place) -> Result<String, String> {
        if self.variable.is_secret() {
            return match place {
                Place::Words => Ok(format!("<{}>", self.variable.name())),
                Place::Header => header(text, self.variable),
                Place::Query | Place::Path => Ok(percent(text)),
                Place::Pointer | Place::Text => Ok(text.to_owned()),
            };
        }
        let text = self.filters.iter().fold(text.to_owned(), |text, filter| filter.apply(&text));
        if text.len() > LONGEST {
            return Err(format!("{} is longer than {LONGEST} bytes", self.variable.words()));
        }
        match place {
            Place::Path if self.variable == Variable::Path => Ok(text),
            Place::Path if is_segment(&text) => Ok(percent(&text)),
            Place::Path => Err(format!("no path can carry {} safely", self.variable.words())),
            Place::Query => Ok(percent(&text)),
            Place::Header => header(&text, self.variable),
            Place::Pointer => Ok(text.replace('~', "~0").replace('/', "~1")),
            Place::Text | Place::Words => Ok(text),
        }
    }
}

/// Whether a text can be one segment of a path. Servers differ in what they make of an escaped slash: some take it for a
/// slash, and then a record named `7/delete` would be something else than a record.
pub(super) fn is_segment(text: &str) -> bool {
    !text.is_empty() && !matches!(text, "." | "..") && !text.contains(['/', '\\']) && !text.contains(char::is_control)
}

/// A text in a header: what can be seen in ASCII, and nothing that ends the header.
fn header(text: &str, variable: Variable) -> Result<String, String> {
    if !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(text.to_owned());
    }
    Err(format!("no header can carry {}", variable.words()))
}
