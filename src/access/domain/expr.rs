//! The expression tree: what a domain can be read from, and nothing else.

/// A Python expression. What nothing can be read from (arithmetic, dictionaries, functions …) is [`Expr::Opaque`];
/// chains are flat, so that a long one is no deep one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    None,
    Bool(bool),
    Int(i64),
    Text(String),
    Name(String),
    /// A list or a tuple.
    Sequence(Vec<Expr>),
    /// `*x` among the items of a sequence.
    Spread(Box<Expr>),
    /// Several operands of one operator.
    Joined(Join, Vec<Expr>),
    /// `a and b`: the last operand, or something empty.
    Last(Box<Expr>),
    /// A value and what is taken from it step by step.
    Chain(Box<Expr>, Vec<Step>),
    /// `then if test else other`
    Choice {
        test: Box<Expr>,
        then: Box<Expr>,
        other: Box<Expr>,
    },
    /// `[element for name in source if …]`
    Each {
        element: Box<Expr>,
        name: String,
        source: Box<Expr>,
    },
    Opaque,
}

/// How operands are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// `a + b + …`: all of them, one behind the other.
    Sum,
    /// `a | b | …` of record sets: all of them together.
    Union,
    /// `a or b or …`: one of them.
    Either,
}

/// What is taken from a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Attribute(String),
    Call(Vec<Expr>),
    /// One item or a slice.
    Item,
}
