//! The language of Odoo's record rules: a Python expression that gives a list of conditions in prefix notation.
//!
//! `ir_rule.domain_force` (Odoo 16 to 19) holds text such as
//! `['|', ('user_id', '=', user.id), ('user_id', '=', False)]`. Odoo evaluates it as Python; here it is read without
//! being run, in three steps: `lexer` and `syntax` read the expression, `terms` the list, `value` the right
//! sides. [`Domain::scope`] says what it means. A text is hostile until read: its size and depth are bounded, and no
//! step recurses deeper than [`MAX_DEPTH`].

mod brackets;
mod expr;
mod holds;
mod lexer;
pub mod pyson;
mod scope;
mod syntax;
mod terms;
mod value;

pub use holds::{Cell, Who};
pub(super) use holds::{any, every};
pub use value::Value;

/// Longest text that is read, in bytes; the longest in stock databases of Odoo 16 to 19 has 1,100.
pub const MAX_TEXT: usize = 256 * 1024;

/// How deep an expression or a domain may be nested; a bracket costs two or more, and stock rules have
/// at most four inside each other.
pub const MAX_DEPTH: usize = 200;

/// A condition on records. The order of parts carries no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain {
    /// Every record.
    True,
    /// No record.
    False,
    /// All parts hold.
    And(Vec<Domain>),
    /// At least one part holds.
    Or(Vec<Domain>),
    /// The inner one does not hold.
    Not(Box<Domain>),
    /// A field compared with a value.
    Leaf(Leaf),
    /// A record linked through a field fulfils the inner domain (`any`), or none does (`not any`).
    Linked {
        /// The field, with dots where it is reached through others.
        path: String,
        /// `not any`.
        negated: bool,
        /// What the linked record is asked.
        inner: Box<Domain>,
    },
    /// One of these, by an `if … else …` that cannot be decided here.
    OneOf(Vec<Domain>),
    /// Any condition: made by a function, or by something else that cannot be evaluated here.
    Unknown,
}

impl Domain {
    fn of(everything: bool) -> Self {
        if everything { Self::True } else { Self::False }
    }
}

/// A field compared with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The field, with dots where it is reached through others.
    pub path: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub value: Value,
    /// Whether the value is exactly that, rather than perhaps a part of it or nothing (`a or b`, `a and b`, `a[0]`).
    pub exact: bool,
}

/// How a field is compared; what Odoo treats alike is one operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `in`, `=`: Odoo takes `=` with a list for `in`, and `in` with one value for `=`.
    In,
    /// `not in`, `!=`, `<>`.
    NotIn,
    /// The value or something below it in a tree.
    ChildOf,
    /// The value or something above it in a tree.
    ParentOf,
    /// `=?`: everything when the value is empty, else `=`.
    EqualOrUnset,
    /// An order.
    Compare(Order),
    /// One of the `like` family.
    Like,
}

/// The order that a comparison asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Operator {
    /// Reads an operator in small letters.
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "=" | "==" | "in" => Self::In,
            "!=" | "<>" | "not in" => Self::NotIn,
            "child_of" => Self::ChildOf,
            "parent_of" => Self::ParentOf,
            "=?" => Self::EqualOrUnset,
            "<" => Self::Compare(Order::Less),
            "<=" => Self::Compare(Order::AtMost),
            ">" => Self::Compare(Order::Greater),
            ">=" => Self::Compare(Order::AtLeast),
            "like" | "ilike" | "=like" | "=ilike" | "not like" | "not ilike" | "not =like" | "not =ilike" => Self::Like,
            _ => return None,
        })
    }
}

impl Leaf {
    /// The leaf, or the constant that it always is.
    fn folded(self) -> Domain {
        let no_value = self.value == Value::List(Vec::new());
        match self.operator {
            Operator::In | Operator::ChildOf if no_value => Domain::False,
            Operator::NotIn if no_value => Domain::True,
            Operator::EqualOrUnset if self.value.is_falsy() => Domain::True,
            // Everything, or every row with a value: that depends on the version and on the field's type.
            Operator::Like if self.value.is_falsy() => Domain::Unknown,
            _ if self.path == "id" => match self.of_every_id() {
                Some(everything) => Domain::of(everything),
                None => Domain::Leaf(self),
            },
            _ => Domain::Leaf(self),
        }
    }

    /// Whether the condition holds for all ids or for none: they are 1 and above in every table of Odoo.
    fn of_every_id(&self) -> Option<bool> {
        let impossible = |value: &Value| value.is_empty() || matches!(value, Value::Int(..=0));
        let all_impossible = match &self.value {
            Value::List(items) => items.iter().all(impossible),
            value => impossible(value),
        };
        match (self.operator, &self.value) {
            (Operator::In, _) if all_impossible => Some(false),
            (Operator::NotIn, _) if all_impossible => Some(true),
            (Operator::Compare(order), Value::Int(bound)) => match order {
                Order::Greater if *bound < 1 => Some(true),
                Order::AtLeast if *bound <= 1 => Some(true),
                Order::Less if *bound <= 1 => Some(false),
                Order::AtMost if *bound < 1 => Some(false),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Why a text is no domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// Not read at all.
    #[error("the rule has {0} bytes, at most {MAX_TEXT} are read")]
    TooLong(usize),
    /// More nesting than any rule needs.
    #[error("the rule is nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// No expression.
    #[error("line {line}, column {column}: {what}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What stands there, and what should.
        what: String,
    },
    /// An expression, but no list.
    #[error("a rule is a list of conditions such as `[('user_id', '=', user.id)]`, this is a single value")]
    NotAList,
    /// An item of the list that is neither an operator nor a condition.
    #[error("`{0}` is neither `&`, `|`, `!` nor a condition of three parts")]
    Term(String),
    /// A condition without three parts.
    #[error("a condition has three parts (field, operator, value), this one has {0}")]
    Parts(usize),
    /// An operator without what it joins.
    #[error("`{0}` lacks a condition behind it")]
    Operand(&'static str),
    /// The left side of a condition.
    #[error("`{0}` is no field name")]
    Field(String),
    /// The middle of a condition.
    #[error("`{0}` is no operator that Odoo knows")]
    Operator(String),
    /// The middle of a condition is no text.
    #[error("the operator of a condition is a text such as `'='`")]
    OperatorType,
}

impl DomainError {
    fn syntax(text: &str, at: usize, what: impl Into<String>) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Self::Syntax { line, column, what: what.into() }
    }
}

/// A piece of the rule for a message: on one line, without control characters, and short.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut piece: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST).is_some() {
        piece.push('…');
    }
    piece
}

/// Reads the text of a rule; an empty one lets everything through.
pub fn parse(text: &str) -> Result<Domain, DomainError> {
    if text.len() > MAX_TEXT {
        return Err(DomainError::TooLong(text.len()));
    }
    if text.trim().is_empty() {
        return Ok(Domain::True);
    }
    terms::domain(&syntax::parse(text.trim())?)
}
