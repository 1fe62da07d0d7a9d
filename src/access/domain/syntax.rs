//! Tokens to an expression tree that is never deeper than [`MAX_DEPTH`] and keeps only what a domain can be read from.

use super::expr::{Expr, Join, Step};
use super::lexer::{Token, tokens};
use super::{DomainError, MAX_DEPTH};

/// Words that cannot be names.
const KEYWORDS: [&str; 14] =
    ["and", "or", "not", "in", "is", "if", "else", "for", "lambda", "async", "await", "yield", "from", "import"];

/// Strength of the binary operators; comparisons stand between `not` and `|`.
pub(super) const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
pub(super) const BIT_OR: u8 = 5;
const SIGN: u8 = 11;
const POWER: u8 = 12;

/// Reads a whole text as one expression.
pub(super) fn parse(text: &str) -> Result<Expr, DomainError> {
    let mut parser = Parser { text, tokens: tokens(text)?, next: 0, depth: 0 };
    let first = parser.item()?;
    let whole = if parser.peek() == &Token::Symbol(",") { parser.items(first, "")? } else { first };
    match parser.peek() {
        Token::End => Ok(whole),
        _ => parser.expected("the end of the expression"),
    }
}

pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: Vec<(Token<'t>, usize)>,
    next: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    pub(super) fn peek(&self) -> &Token<'t> {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(name) if *name == word)
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let there = self.at_word(word);
        self.next += usize::from(there);
        there
    }

    pub(super) fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(found) if *found == symbol)
    }

    pub(super) fn eat(&mut self, symbol: &str) -> bool {
        let there = self.at_symbol(symbol);
        self.next += usize::from(there);
        there
    }

    pub(super) fn expect(&mut self, symbol: &str) -> Result<(), DomainError> {
        if self.eat(symbol) { Ok(()) } else { self.expected(&format!("`{symbol}`")) }
    }

    pub(super) fn expected<T>(&self, what: &str) -> Result<T, DomainError> {
        let at = self.tokens.get(self.next).map_or(self.text.len(), |(_, at)| *at);
        let found = match self.peek() {
            Token::Name(name) => format!("`{}`", super::shown(name)),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::Int(_) | Token::Opaque => "a literal".to_owned(),
            Token::End => "the end".to_owned(),
        };
        Err(DomainError::syntax(self.text, at, format!("expected {what}, found {found}")))
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, DomainError>) -> Result<T, DomainError> {
        if self.depth >= MAX_DEPTH {
            return Err(DomainError::TooDeep);
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    /// An expression with `if`/`else` or `lambda`.
    pub(super) fn expr(&mut self) -> Result<Expr, DomainError> {
        self.deeper(|parser| {
            if parser.eat_word("lambda") {
                return parser.lambda();
            }
            let then = parser.binary(OR)?;
            if !parser.eat_word("if") {
                return Ok(then);
            }
            let test = parser.binary(OR)?;
            if !parser.eat_word("else") {
                return parser.expected("`else`");
            }
            let other = parser.expr()?;
            Ok(Expr::Choice { test: Box::new(test), then: Box::new(then), other: Box::new(other) })
        })
    }

    fn lambda(&mut self) -> Result<Expr, DomainError> {
        while !self.eat(":") {
            if !(self.eat("*") || self.eat("**") || self.eat(",") || self.eat("/")) {
                self.name()?;
                if self.eat("=") {
                    self.expr()?;
                }
            }
        }
        self.expr()?;
        Ok(Expr::Opaque)
    }

    fn name(&mut self) -> Result<&'t str, DomainError> {
        match self.peek() {
            Token::Name(name) if !KEYWORDS.contains(name) => {
                let name = *name;
                self.next += 1;
                Ok(name)
            }
            _ => self.expected("a name"),
        }
    }

    /// The binary operator at hand: its sign, its strength, and how many tokens it takes.
    fn operator(&self) -> Option<(&'t str, u8, usize)> {
        let follows = |word| matches!(self.tokens.get(self.next + 1), Some((Token::Name(name), _)) if *name == word);
        Some(match self.peek() {
            Token::Name("or") => ("or", OR, 1),
            Token::Name("and") => ("and", AND, 1),
            Token::Name("is") if follows("not") => ("is", COMPARISON, 2),
            Token::Name("not") if follows("in") => ("in", COMPARISON, 2),
            Token::Name("in" | "is") | Token::Symbol("<" | ">" | "<=" | ">=" | "==" | "!=") => ("in", COMPARISON, 1),
            Token::Symbol("|") => ("|", BIT_OR, 1),
            Token::Symbol("^") => ("^", 6, 1),
            Token::Symbol("&") => ("&", 7, 1),
            Token::Symbol("<<" | ">>") => ("<<", 8, 1),
            Token::Symbol("+") => ("+", 9, 1),
            Token::Symbol("-") => ("-", 9, 1),
            Token::Symbol("*" | "/" | "//" | "%" | "@") => ("*", 10, 1),
            Token::Symbol("**") => ("**", POWER, 1),
            _ => return None,
        })
    }

    pub(super) fn binary(&mut self, least: u8) -> Result<Expr, DomainError> {
        self.deeper(|parser| {
            let mut left = parser.operand()?;
            while let Some((sign, strength, width)) = parser.operator() {
                if strength < least {
                    break;
                }
                parser.next += width;
                // `**` alone leans to the right, and takes a signed operand.
                let right = parser.binary(if strength == POWER { SIGN } else { strength + 1 })?;
                left = match sign {
                    "+" => joined(left, right, Join::Sum),
                    "|" => joined(left, right, Join::Union),
                    "or" => joined(left, right, Join::Either),
                    "and" => Expr::Last(Box::new(right)),
                    _ => Expr::Opaque,
                };
            }
            Ok(left)
        })
    }

    fn operand(&mut self) -> Result<Expr, DomainError> {
        if self.eat_word("not") {
            let inner = self.binary(NOT)?;
            return Ok(if let Expr::Bool(value) = inner { Expr::Bool(!value) } else { Expr::Opaque });
        }
        if self.eat("-") {
            let inner = self.binary(SIGN)?;
            return Ok(match inner {
                Expr::Int(value) => value.checked_neg().map_or(Expr::Opaque, Expr::Int),
                _ => Expr::Opaque,
            });
        }
        if self.eat("+") || self.eat("~") {
            self.binary(SIGN)?;
            return Ok(Expr::Opaque);
        }
        self.eat_word("await");
        let base = self.atom()?;
        let mut steps = Vec::new();
        loop {
            if self.eat(".") {
                steps.push(Step::Attribute(self.name()?.to_owned()));
            } else if self.eat("(") {
                steps.push(Step::Call(self.arguments()?));
            } else if self.eat("[") {
                self.slice()?;
                steps.push(Step::Item);
            } else {
                break;
            }
        }
        Ok(if steps.is_empty() { base } else { Expr::Chain(Box::new(base), steps) })
    }

    fn atom(&mut self) -> Result<Expr, DomainError> {
        let token = self.peek().clone();
        let atom = match token {
            Token::Name("None") => Expr::None,
            Token::Name("True") => Expr::Bool(true),
            Token::Name("False") => Expr::Bool(false),
            Token::Name(name) if !KEYWORDS.contains(&name) => Expr::Name(name.to_owned()),
            Token::Int(value) => Expr::Int(value),
            Token::Text(_) => return Ok(self.text()),
            Token::Opaque => {
                // An f-string may have plain neighbours.
                self.text();
                return Ok(Expr::Opaque);
            }
            Token::Symbol("(") => {
                self.next += 1;
                return self.parenthesis();
            }
            Token::Symbol("[") => {
                self.next += 1;
                if self.eat("]") {
                    return Ok(Expr::Sequence(Vec::new()));
                }
                let first = self.item()?;
                return if self.at_word("for") { self.each(first, "]") } else { self.items(first, "]") };
            }
            Token::Symbol("{") => {
                self.next += 1;
                return self.braces();
            }
            _ => return self.expected("a value"),
        };
        self.next += 1;
        Ok(atom)
    }

    /// Neighbouring texts are one text; with an f-string or bytes among them it is not known.
    fn text(&mut self) -> Expr {
        let mut whole = Some(String::new());
        loop {
            match self.peek() {
                Token::Text(piece) => {
                    if let Some(whole) = &mut whole {
                        whole.push_str(piece);
                    }
                }
                Token::Opaque => whole = None,
                _ => return whole.map_or(Expr::Opaque, Expr::Text),
            }
            self.next += 1;
        }
    }
}

/// Adds an operand to a chain of the same operator, or starts one.
fn joined(left: Expr, right: Expr, join: Join) -> Expr {
    match left {
        Expr::Joined(found, mut parts) if found == join => {
            parts.push(right);
            Expr::Joined(join, parts)
        }
        left => Expr::Joined(join, vec![left, right]),
    }
}
