//! Which rows a domain lets through, in the five words of [`RecordScope`].

use std::collections::BTreeSet;

use super::{Domain, Leaf, Operator, Value};
use crate::model::RecordScope;

impl Domain {
    /// Which rows the domain lets through.
    ///
    /// `all` and `none` are exact: they come from constants alone (`[]`, `(1, '=', 1)`, `in []`, `id != False`) and from
    /// what follows from them. The words between say what a row must be tied to:
    ///
    /// * a condition on the user's person (`=`, `in`, `child_of`, `parent_of`) is `own`, on the user's companies
    ///   `company`, whatever the field; every other condition, negated ones included, is `restricted`: it lets some rows
    ///   through, and ties them to nobody. So is one whose value is not known here (a date, a method), because a value
    ///   on the right side can only narrow;
    /// * `&` takes the narrower side, `|` the wider; beside a condition on the same field (or on a field behind it) that
    ///   is `own` or `company`, `(field, '=', False)` adds nothing: rows that belong to nobody are nobody else's;
    /// * `any` takes the scope of the linked rows, `restricted` where those are all, because the link must exist;
    /// * `unknown` where something other than a value is not known: an item, a field or an operator that a function
    ///   makes, or an `if … else …` whose two sides differ.
    pub fn scope(&self) -> RecordScope {
        match self {
            Self::True => RecordScope::All,
            Self::False => RecordScope::None,
            Self::And(parts) => parts.iter().map(Self::scope).fold(RecordScope::All, RecordScope::and),
            Self::Or(parts) => either(parts),
            Self::Not(inner) => opposite(inner.scope()),
            Self::Leaf(leaf) => leaf.scope(),
            Self::Linked { negated: false, inner, .. } => match inner.scope() {
                RecordScope::All => RecordScope::Restricted,
                narrower => narrower,
            },
            Self::Linked { negated: true, inner, .. } => match inner.scope() {
                RecordScope::None => RecordScope::All,
                RecordScope::Unknown => RecordScope::Unknown,
                _ => RecordScope::Restricted,
            },
            Self::OneOf(ways) => {
                let mut scopes = ways.iter().map(Self::scope);
                let first = scopes.next().unwrap_or(RecordScope::Unknown);
                if scopes.all(|scope| scope == first) { first } else { RecordScope::Unknown }
            }
            Self::Unknown => RecordScope::Unknown,
        }
    }
}

fn opposite(scope: RecordScope) -> RecordScope {
    match scope {
        RecordScope::None => RecordScope::All,
        RecordScope::All => RecordScope::None,
        RecordScope::Unknown => RecordScope::Unknown,
        RecordScope::Own | RecordScope::Restricted | RecordScope::Company => RecordScope::Restricted,
    }
}

/// The scope of alternatives; `(field, '=', False)` is left out where another of them speaks for the field.
fn either(parts: &[Domain]) -> RecordScope {
    let mut spoken_for = BTreeSet::new();
    for part in parts {
        if let Domain::Leaf(leaf) = part
            && matches!(leaf.scope(), RecordScope::Own | RecordScope::Company)
        {
            let path = leaf.path.as_str();
            spoken_for.insert(path);
            spoken_for.extend(path.match_indices('.').filter_map(|(dot, _)| path.get(..dot)));
        }
    }
    parts
        .iter()
        .filter(
            |part| !matches!(part, Domain::Leaf(leaf) if leaf.is_absence() && spoken_for.contains(leaf.path.as_str())),
        )
        .map(Domain::scope)
        .fold(RecordScope::None, RecordScope::or)
}

impl Leaf {
    fn scope(&self) -> RecordScope {
        match self.operator {
            Operator::In | Operator::ChildOf | Operator::ParentOf => self.value.scope(),
            // Lets everything through when its value turns out empty.
            Operator::EqualOrUnset => match self.value {
                Value::Int(_) | Value::Text(_) | Value::Bool(_) => RecordScope::Restricted,
                _ => RecordScope::Unknown,
            },
            Operator::NotIn | Operator::Compare(_) | Operator::Like => RecordScope::Restricted,
        }
    }

    /// Whether the condition asks for an empty field.
    fn is_absence(&self) -> bool {
        self.operator == Operator::In
            && match &self.value {
                Value::List(items) => items.iter().all(Value::is_empty),
                value => value.is_empty(),
            }
    }
}
