//! Which rows a domain lets through, in the five words of [`RecordScope`].

use std::collections::HashSet;

use super::{Domain, Leaf, Operator, Value};
use crate::model::RecordScope;

impl Domain {
    /// Which rows the domain lets through.
    ///
    /// `all` and `none` are exact: they come from constants (`[]`, `(1, '=', 1)`, `in []`, `id != False`) and from
    /// what follows by logic alone. The words between say what a row must be tied to:
    ///
    /// * a condition on the user's person (`=`, `in`, `child_of`, `parent_of`) is `own`, on the user's companies
    ///   `company`, whatever the field; every other condition, negated ones included, is `restricted`: it lets some rows
    ///   through, and ties them to nobody. So is one whose value is not known here (a date, a method), because a value
    ///   on the right side can only narrow;
    /// * `&` takes the narrower side, `|` the wider; `|` lets everything through where a condition stands beside its own
    ///   negation (`type = x`, `type != x`), and `(field, '=', False)` adds nothing beside a condition on that field, or
    ///   on a field behind it, that is `own` or `company`: rows that belong to nobody are nobody else's;
    /// * `any` takes the scope of the linked rows, `restricted` where those are all, because the link must exist;
    /// * `unknown` where something other than a value is not known: an item, a field or an operator that a function
    ///   makes, or an `if … else …` whose two sides differ.
    pub fn scope(&self) -> RecordScope {
        match self {
            Self::True => RecordScope::All,
            Self::False => RecordScope::None,
            Self::And(parts) => parts.iter().map(Self::scope).fold(RecordScope::All, RecordScope::and),
            Self::Or(parts) => Self::any_of(parts),
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

    /// Which rows at least one of several domains lets through, as if they were written as one.
    pub fn any_of<'d>(domains: impl IntoIterator<Item = &'d Self>) -> RecordScope {
        let mut parts = Vec::new();
        for domain in domains {
            match domain {
                Self::Or(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        let leaves = || parts.iter().filter_map(|part| if let Self::Leaf(leaf) = part { Some(leaf) } else { None });
        let asked: HashSet<_> =
            leaves().filter(|leaf| leaf.operator == Operator::In).filter_map(Leaf::simple).collect();
        if leaves().any(|leaf| leaf.operator == Operator::NotIn && leaf.simple().is_some_and(|it| asked.contains(&it)))
        {
            return RecordScope::All;
        }
        // Fields, and the relations that lead to them, of which another part says whose they are.
        let mut spoken_for = HashSet::new();
        for leaf in leaves().filter(|leaf| matches!(leaf.scope(), RecordScope::Own | RecordScope::Company)) {
            let path = leaf.path.as_str();
            spoken_for.insert(path);
            spoken_for.extend(path.match_indices('.').filter_map(|(dot, _)| path.get(..dot)));
        }
        let adds = |part: &&&Self| match part {
            Self::Leaf(leaf) => !(leaf.is_absence() && spoken_for.contains(leaf.path.as_str())),
            _ => true,
        };
        parts.iter().filter(adds).map(|part| part.scope()).fold(RecordScope::None, RecordScope::or)
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

    /// Field and value, where `in` and `not in` are each other's opposite: not behind a relation, whose rows may lack the
    /// link, and not for a value that may be another one each time.
    fn simple(&self) -> Option<(&str, &Value)> {
        let value = match &self.value {
            Value::List(items) if items.len() == 1 => items.first()?,
            value => value,
        };
        (!self.path.contains('.') && value.is_known()).then_some((self.path.as_str(), value))
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
