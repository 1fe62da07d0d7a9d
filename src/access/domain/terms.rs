//! An expression to a tree of conditions: prefix notation with an implicit `&`, as Odoo's `normalize_domain` reads it.

use super::expr::{Expr, Join};
use super::value::value;
use super::{Domain, DomainError, Leaf, MAX_DEPTH, Operator, Value, shown};

/// How many ways a rule may turn out by `if … else …`, nested ones multiplied, before they are no longer followed one
/// by one.
const MAX_CHOICES: usize = 16;

/// Longest field path in bytes; names end at 63 in PostgreSQL, and nobody goes through more than a few relations.
pub(super) const MAX_PATH: usize = 512;

enum Term<'e> {
    And,
    Or,
    Not,
    /// A condition, not read yet.
    Condition(&'e [Expr]),
}

/// The terms of a list, or nothing where it cannot be said how many there are.
type Terms<'e> = Option<Vec<&'e Expr>>;

/// Reads a whole domain.
pub(super) fn domain(expr: &Expr) -> Result<Domain, DomainError> {
    Ok(measured(expr, 0, MAX_CHOICES)?.0)
}

/// A domain, and how deep it reaches when it stands at `depth`.
type Measured = (Domain, usize);

fn measured(expr: &Expr, depth: usize, choices: usize) -> Result<Measured, DomainError> {
    let alternatives = alternatives(expr, choices)?;
    let choices = choices / alternatives.len().max(1);
    let ways = alternatives.into_iter().map(|terms| match terms {
        Some(terms) => tree(&terms, depth, choices),
        None => Ok((Domain::Unknown, depth)),
    });
    Ok(gathered(ways.collect::<Result<_, _>>()?, depth, Domain::Unknown, Domain::OneOf))
}

/// One domain as it is, several under one roof.
fn gathered(parts: Vec<Measured>, depth: usize, none: Domain, roof: fn(Vec<Domain>) -> Domain) -> Measured {
    let deepest = parts.iter().map(|(_, depth)| *depth).max().unwrap_or(depth);
    let mut parts: Vec<Domain> = parts.into_iter().map(|(domain, _)| domain).collect();
    match parts.pop() {
        None => (none, depth),
        Some(only) if parts.is_empty() => (only, deepest),
        Some(last) => {
            parts.push(last);
            (roof(parts), deepest + 1)
        }
    }
}

/// The lists that an expression may turn out as.
fn alternatives(expr: &Expr, most: usize) -> Result<Vec<Terms<'_>>, DomainError> {
    match expr {
        Expr::Sequence(items) => Ok(vec![Some(items.iter().collect())]),
        Expr::Joined(Join::Sum, parts) => {
            let mut ways: Vec<Terms<'_>> = vec![Some(Vec::new())];
            for part in parts {
                let tails = alternatives(part, most)?;
                if ways.len() * tails.len() > most {
                    return Ok(vec![None]);
                }
                // Nearly always there is one way, which is then extended in place: a long sum costs no copies.
                ways = match <[Terms<'_>; 1]>::try_from(tails) {
                    Ok([tail]) => ways.into_iter().map(|head| together(head, tail.as_deref())).collect(),
                    Err(tails) => ways
                        .iter()
                        .flat_map(|head| tails.iter().map(|tail| together(head.clone(), tail.as_deref())))
                        .collect(),
                };
            }
            Ok(ways)
        }
        Expr::Choice { test, then, other } => match &**test {
            Expr::Bool(true) => alternatives(then, most),
            Expr::Bool(false) => alternatives(other, most),
            _ => {
                let mut ways = alternatives(then, most)?;
                ways.extend(alternatives(other, most)?);
                Ok(if ways.len() > most { vec![None] } else { ways })
            }
        },
        Expr::None | Expr::Bool(_) | Expr::Int(_) | Expr::Text(_) => Err(DomainError::NotAList),
        _ => Ok(vec![None]),
    }
}

fn together<'e>(head: Terms<'e>, tail: Option<&[&'e Expr]>) -> Terms<'e> {
    let mut whole = head?;
    whole.extend(tail?);
    Some(whole)
}

/// What an item of the list is; nothing where it could be an operator or a condition.
fn term(item: &Expr) -> Result<Option<Term<'_>>, DomainError> {
    Ok(Some(match item {
        Expr::Text(text) => match text.as_str() {
            "&" => Term::And,
            "|" => Term::Or,
            "!" => Term::Not,
            _ => return Err(DomainError::Term(shown(text))),
        },
        Expr::Sequence(parts) if parts.iter().any(|part| matches!(part, Expr::Spread(_))) => return Ok(None),
        Expr::Sequence(parts) => Term::Condition(parts),
        Expr::None => return Err(DomainError::Term("None".to_owned())),
        Expr::Bool(value) => return Err(DomainError::Term(if *value { "True" } else { "False" }.to_owned())),
        Expr::Int(value) => return Err(DomainError::Term(value.to_string())),
        _ => return Ok(None),
    }))
}

/// Reads terms from the last to the first, so that the operands of an operator always lie ready.
fn tree(items: &[&Expr], depth: usize, choices: usize) -> Result<Measured, DomainError> {
    let mut stack: Vec<Measured> = Vec::new();
    let mut known = true;
    for item in items.iter().rev() {
        let Some(term) = term(item)? else {
            known = false;
            continue;
        };
        let built = match term {
            Term::Condition(parts) => condition(parts, depth, choices)?,
            // Behind an item that may be anything, operands cannot be told from it; conditions are still read, for
            // their errors.
            Term::And | Term::Or | Term::Not if !known => continue,
            Term::Not => {
                let (inner, depth) = stack.pop().ok_or(DomainError::Operand("!"))?;
                (Domain::Not(Box::new(inner)), depth + 1)
            }
            Term::And => both(&mut stack, true)?,
            Term::Or => both(&mut stack, false)?,
        };
        if built.1 > MAX_DEPTH {
            return Err(DomainError::TooDeep);
        }
        stack.push(built);
    }
    if !known {
        return Ok((Domain::Unknown, depth));
    }
    stack.reverse();
    Ok(gathered(stack, depth, Domain::True, Domain::And))
}

/// Joins the two topmost domains; one that is joined by the same operator takes the other in, so that `'|', '|', '|'`
/// stays flat.
fn both(stack: &mut Vec<Measured>, and: bool) -> Result<Measured, DomainError> {
    let sign = if and { "&" } else { "|" };
    let (first, first_depth) = stack.pop().ok_or(DomainError::Operand(sign))?;
    let (second, second_depth) = stack.pop().ok_or(DomainError::Operand(sign))?;
    let parts = |domain: Domain| match domain {
        Domain::And(parts) if and => Ok(parts),
        Domain::Or(parts) if !and => Ok(parts),
        other => Err(other),
    };
    let (parts, depth) = match (parts(first), parts(second)) {
        // The shorter goes into the longer: a long chain costs one step a term, whichever side it grows on.
        (Ok(mut one), Ok(mut other)) => {
            if one.len() < other.len() {
                std::mem::swap(&mut one, &mut other);
            }
            one.append(&mut other);
            (one, first_depth.max(second_depth))
        }
        (Ok(mut parts), Err(more)) => {
            parts.push(more);
            (parts, first_depth.max(second_depth + 1))
        }
        (Err(more), Ok(mut parts)) => {
            parts.push(more);
            (parts, second_depth.max(first_depth + 1))
        }
        (Err(first), Err(second)) => (vec![first, second], first_depth.max(second_depth) + 1),
    };
    Ok((if and { Domain::And(parts) } else { Domain::Or(parts) }, depth))
}

/// Whether a text is a field, with dots where it is reached through others.
pub(super) fn is_path(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

/// Reads `(field, operator, value)`.
fn condition(parts: &[Expr], depth: usize, choices: usize) -> Result<Measured, DomainError> {
    let [left, operator, right] = parts else {
        return Err(DomainError::Parts(parts.len()));
    };
    let (left, operator) = match (value(left).0, value(operator).0) {
        (left, Value::Text(operator)) => (left, operator.to_lowercase()),
        (_, Value::Unknown | Value::User(_) | Value::List(_) | Value::OneOf(_)) => return Ok((Domain::Unknown, depth)),
        (_, Value::None | Value::Bool(_) | Value::Int(_)) => return Err(DomainError::OperatorType),
    };
    let path = match left {
        Value::Text(path) => path,
        Value::Int(_) | Value::Bool(_) => {
            return constant(&left, &operator, &value(right).0).map(|domain| (domain, depth));
        }
        Value::None => return Err(DomainError::Field("None".to_owned())),
        Value::List(_) | Value::OneOf(_) | Value::User(_) | Value::Unknown => return Ok((Domain::Unknown, depth)),
    };
    if path.len() > MAX_PATH || !is_path(&path) {
        return Err(DomainError::Field(shown(&path)));
    }
    if let "any" | "any!" | "not any" | "not any!" = operator.as_str() {
        let (inner, depth) = measured(right, depth + 1, choices)?;
        let inner = Box::new(inner);
        return Ok((Domain::Linked { path, negated: operator.starts_with("not"), inner }, depth));
    }
    let operator = Operator::read(&operator).ok_or_else(|| DomainError::Operator(shown(&operator)))?;
    let (value, exact) = value(right);
    Ok((Leaf { path, operator, value, exact }.folded(), depth))
}

/// A condition between two literals: `(1, '=', 1)` lets everything through, `(0, '=', 1)` nothing.
fn constant(left: &Value, operator: &str, right: &Value) -> Result<Domain, DomainError> {
    // In Python `True` equals 1.
    let number = |value: &Value| match value {
        Value::Int(number) => Some(*number),
        Value::Bool(value) => Some(i64::from(*value)),
        _ => None,
    };
    let (Some(left), Some(right)) = (number(left), number(right)) else { return Ok(Domain::Unknown) };
    match operator {
        "=" | "==" => Ok(Domain::of(left == right)),
        "!=" | "<>" => Ok(Domain::of(left != right)),
        other => Err(DomainError::Operator(shown(other))),
    }
}
