//! What stands between brackets: sequences, comprehensions, arguments, indexes.

use super::DomainError;
use super::expr::Expr;
use super::lexer::Token;
use super::syntax::{BIT_OR, OR, Parser};

impl Parser<'_> {
    pub(super) fn parenthesis(&mut self) -> Result<Expr, DomainError> {
        if self.eat(")") {
            return Ok(Expr::Sequence(Vec::new()));
        }
        let first = self.item()?;
        if self.at_word("for") {
            return self.each(first, ")");
        }
        if self.eat(")") { Ok(first) } else { self.items(first, ")") }
    }

    pub(super) fn item(&mut self) -> Result<Expr, DomainError> {
        if self.eat("*") {
            return Ok(Expr::Spread(Box::new(self.binary(BIT_OR)?)));
        }
        self.expr()
    }

    /// The items after the first, up to and with the closing bracket (the end of the text where there is none).
    pub(super) fn items(&mut self, first: Expr, close: &str) -> Result<Expr, DomainError> {
        let mut items = vec![first];
        loop {
            let comma = self.eat(",");
            if (close.is_empty() && self.peek() == &Token::End) || self.eat(close) {
                return Ok(Expr::Sequence(items));
            }
            if !comma {
                return self.expected(if close.is_empty() { "`,`" } else { "`,` or the closing bracket" });
            }
            items.push(self.item()?);
        }
    }

    /// The `for` clauses after an element, up to and with the closing bracket.
    pub(super) fn each(&mut self, element: Expr, close: &str) -> Result<Expr, DomainError> {
        let mut clauses = Vec::new();
        while self.eat_word("for") {
            let mut targets = vec![self.binary(BIT_OR)?];
            while self.eat(",") && !self.at_word("in") {
                targets.push(self.binary(BIT_OR)?);
            }
            if !self.eat_word("in") {
                return self.expected("`in`");
            }
            clauses.push((targets, self.binary(OR)?));
            while self.eat_word("if") {
                self.binary(OR)?;
            }
        }
        self.expect(close)?;
        if clauses.len() == 1
            && let Some((mut targets, source)) = clauses.pop()
            && targets.len() == 1
            && let Some(Expr::Name(name)) = targets.pop()
        {
            return Ok(Expr::Each { element: Box::new(element), name, source: Box::new(source) });
        }
        Ok(Expr::Opaque)
    }

    /// A set or a dictionary; neither is a domain.
    pub(super) fn braces(&mut self) -> Result<Expr, DomainError> {
        while !self.eat("}") {
            if self.eat("**") {
                self.binary(BIT_OR)?;
            } else {
                let key = self.item()?;
                if self.eat(":") {
                    self.expr()?;
                }
                if self.at_word("for") {
                    return self.each(key, "}").map(|_| Expr::Opaque);
                }
            }
            if !self.eat(",") && !self.at_symbol("}") {
                return self.expected("`,` or `}`");
            }
        }
        Ok(Expr::Opaque)
    }

    /// Arguments of a call; those with a name are opaque.
    pub(super) fn arguments(&mut self) -> Result<Vec<Expr>, DomainError> {
        let mut arguments = Vec::new();
        while !self.eat(")") {
            if self.eat("**") {
                self.expr()?;
                arguments.push(Expr::Opaque);
            } else {
                let value = self.item()?;
                if self.at_word("for") {
                    arguments.push(self.each(value, ")")?);
                    return Ok(arguments);
                }
                if self.eat("=") {
                    self.expr()?;
                    arguments.push(Expr::Opaque);
                } else {
                    arguments.push(value);
                }
            }
            if !self.eat(",") && !self.at_symbol(")") {
                return self.expected("`,` or `)`");
            }
        }
        Ok(arguments)
    }

    pub(super) fn slice(&mut self) -> Result<(), DomainError> {
        if self.at_symbol("]") {
            return self.expected("an index");
        }
        while !self.eat("]") {
            if !(self.eat(":") || self.eat(",")) {
                self.item()?;
            }
        }
        Ok(())
    }
}
