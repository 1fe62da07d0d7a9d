//! Tokens as statements, calls and arguments.

use super::lexer::{Kind, Token};

/// The tokens of one argument, with its name where it has one.
pub(super) type Argument<'t> = (Option<&'t str>, &'t [Token]);

/// A name; nothing for another token.
pub(super) fn name(token: &Token) -> Option<&str> {
    match &token.kind {
        Kind::Name(name) => Some(name),
        _ => None,
    }
}

/// Whether a token is a character.
pub(super) fn is(token: Option<&Token>, c: char) -> bool {
    token.is_some_and(|token| token.kind == Kind::Op(c))
}

/// The text that tokens write out: one text, or several beside each other.
pub(super) fn text(tokens: &[Token]) -> Option<String> {
    let pieces: Option<Vec<&str>> = tokens
        .iter()
        .map(|token| match &token.kind {
            Kind::Text(Some(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    pieces.filter(|pieces| !pieces.is_empty()).map(|pieces| pieces.concat())
}

/// The texts that a list or a tuple writes out.
pub(super) fn texts(tokens: &[Token]) -> Option<Vec<String>> {
    let [open, inner @ .., close] = tokens else { return None };
    let list = is(Some(open), '[') && is(Some(close), ']');
    let tuple = is(Some(open), '(') && is(Some(close), ')');
    if !(list || tuple) {
        return None;
    }
    let items: Vec<&[Token]> = parts(inner).into_iter().filter(|part| !part.is_empty()).collect();
    // One text in round brackets is no tuple.
    if tuple && items.len() == 1 && !is(inner.last(), ',') {
        return None;
    }
    items.into_iter().map(text).collect()
}

/// Tokens taken apart at the commas that stand in no bracket.
fn parts(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Op('(' | '[' | '{') => depth += 1,
            Kind::Op(')' | ']' | '}') => depth -= 1,
            Kind::Op(',') if depth == 0 => {
                parts.extend(tokens.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(tokens.get(start..));
    parts
}

/// The arguments inside the brackets of a call.
pub(super) fn arguments(tokens: &[Token]) -> Vec<Argument<'_>> {
    parts(tokens)
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| match part {
            [first, equals, value @ ..] if is(Some(equals), '=') && !is(value.first(), '=') => match name(first) {
                Some(name) => (Some(name), value),
                None => (None, part),
            },
            _ => (None, part),
        })
        .collect()
}

/// A call `a.b.c(…)` that begins with the tokens: the last name, what is in the brackets, and what stands behind.
pub(super) fn call(tokens: &[Token]) -> Option<(&str, &[Token], &[Token])> {
    let mut called = name(tokens.first()?)?;
    let mut at = 1;
    while is(tokens.get(at), '.') {
        called = name(tokens.get(at + 1)?)?;
        at += 2;
    }
    if !is(tokens.get(at), '(') {
        return None;
    }
    let end = closing(tokens, at)?;
    Some((called, tokens.get(at + 1..end)?, tokens.get(end + 1..)?))
}

/// Where the bracket at a position is closed.
pub(super) fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Op('(' | '[' | '{') => depth += 1,
            Kind::Op(')' | ']' | '}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// A statement: its own line, and the block below it where it has one.
pub(super) struct Statement<'t> {
    pub(super) line: &'t [Token],
    pub(super) block: &'t [Token],
}

/// The statements of a block.
pub(super) fn statements(mut tokens: &[Token]) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    while !tokens.is_empty() {
        let end = tokens.iter().position(|token| token.kind == Kind::Newline).unwrap_or(tokens.len());
        let line = tokens.get(..end).unwrap_or_default();
        let rest = tokens.get(end + 1..).unwrap_or_default();
        let (block, rest) = block(rest);
        tokens = rest;
        found.push(Statement { line, block });
    }
    found
}

/// The block that tokens begin with, and what stands behind it.
fn block(tokens: &[Token]) -> (&[Token], &[Token]) {
    if tokens.first().is_none_or(|token| token.kind != Kind::Indent) {
        return (&[], tokens);
    }
    let mut depth = 0_i32;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Indent => depth += 1,
            Kind::Dedent => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (tokens.get(1..at).unwrap_or_default(), tokens.get(at + 1..).unwrap_or_default());
        }
    }
    (tokens.get(1..).unwrap_or_default(), &[])
}
