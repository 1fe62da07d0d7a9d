//! What an expression is worth, as far as that can be said without the database.

use super::expr::{Expr, Join, Step};
use crate::model::RecordScope;

/// The right side of a condition, symbolically.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// `None`, which Odoo treats as it treats `False`: the field is empty.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Several values: a list or tuple. Without items it is surely empty.
    List(Vec<Value>),
    /// One or more of several values, and nobody can say which: the sides of a choice.
    OneOf(Vec<Value>),
    /// What is reached from the user who asks: `partner_id.id` for `user.partner_id.id`. The other names that Odoo 16
    /// to 19 offer to a rule (`ir.rule`, `_eval_context`) are the same by another way: `company_ids`, `company_id`.
    User(String),
    /// Nothing that can be said in advance: dates, calls of methods, floats, arithmetic.
    Unknown,
}

/// Fields that lead from the user to the user again, or to what is the user's own person: partner, address.
const PERSONAL: [&str; 6] = ["login", "email", "email_normalized", "partner_id", "commercial_partner_id", "user_ids"];

/// Fields that lead to the user's employee, and from there to the employee or the user again. `user_id` is the user
/// only there: of a partner it is the salesperson.
const EMPLOYEE: [&str; 4] = ["employee_id", "employee_ids", "resource_id", "resource_ids"];
const OF_EMPLOYEE: [&str; 4] = ["user_id", "work_email", "work_contact_id", "user_partner_id"];

/// Calls that give back the record set they are called on, or a part of it.
const NARROWING: [&str; 5] = ["sudo", "exists", "filtered", "filtered_domain", "sorted"];

/// Those of them that may give back a part.
const PICKING: [&str; 3] = ["exists", "filtered", "filtered_domain"];

/// Functions that give back the values they are given.
const REPACKING: [&str; 4] = ["list", "tuple", "set", "sorted"];

/// From how many alternatives an attribute is taken one by one; nobody writes more.
const MAX_ALTERNATIVES: usize = 8;

impl Value {
    /// Whether the value stands for an empty field.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::None | Self::Bool(false))
    }

    /// Whether the same user always gets the same value.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Unknown | Self::OneOf(_) => false,
            Self::List(items) => items.iter().all(Self::is_known),
            _ => true,
        }
    }

    /// Whether the value is written out and false in Python's eyes.
    pub(super) fn is_falsy(&self) -> bool {
        match self {
            Self::None | Self::Bool(false) | Self::Int(0) => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// Which rows a field equal to the value, or among its items, lets through.
    ///
    /// `own` and `company` only where every item is; an empty value beside others adds the rows that belong to nobody
    /// and changes nothing (`company_ids + [False]`). What comes from the user and is neither the user's person nor
    /// one of the user's companies (groups, countries, the manager, the department) restricts.
    pub(super) fn scope(&self) -> RecordScope {
        match self {
            Self::User(path) => of_user_path(path),
            Self::List(items) | Self::OneOf(items) => {
                let each = items.iter().filter(|item| !item.is_empty()).map(Self::scope);
                match each.reduce(RecordScope::or) {
                    // Written-out ids beside the user's companies may be anyone's companies.
                    Some(RecordScope::Company) if written_out(items) => RecordScope::Unknown,
                    Some(scope) => scope,
                    None => RecordScope::Restricted,
                }
            }
            _ => RecordScope::Restricted,
        }
    }

    fn attribute(self, name: &str) -> Self {
        let of_each = |items: Vec<Self>| {
            items
                .into_iter()
                .map(|item| if matches!(item, Self::User(_)) { item.attribute(name) } else { Self::Unknown })
                .collect()
        };
        let few = |items: &[Self]| (1..=MAX_ALTERNATIVES).contains(&items.len());
        match self {
            Self::User(mut path) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                Self::User(path)
            }
            Self::List(items) if few(&items) => Self::List(of_each(items)),
            Self::OneOf(items) if few(&items) => Self::OneOf(of_each(items)),
            _ => Self::Unknown,
        }
    }

    fn into_items(self) -> Vec<Self> {
        match self {
            Self::List(items) => items,
            other => vec![other],
        }
    }

    /// The value without the certainty that it is empty.
    fn perhaps_more(self) -> Self {
        if self == Self::List(Vec::new()) { Self::Unknown } else { self }
    }
}

/// Whether one of several values is a number or a text.
fn written_out(items: &[Value]) -> bool {
    items.iter().any(|item| matches!(item, Value::Int(_) | Value::Text(_)))
}

fn of_user_path(path: &str) -> RecordScope {
    #[derive(Clone, Copy)]
    enum Place {
        Person,
        Employee,
        Company,
        Environment,
    }
    let mut place = Place::Person;
    for step in path.split('.').filter(|step| !matches!(*step, "" | "id" | "ids")) {
        place = match (place, step) {
            (Place::Person, "env") => Place::Environment,
            (Place::Environment, "user" | "uid") => Place::Person,
            (Place::Environment, "company" | "companies") | (Place::Person, "company_id" | "company_ids") => {
                Place::Company
            }
            (Place::Person, step) if PERSONAL.contains(&step) => Place::Person,
            (Place::Person | Place::Employee, step) if EMPLOYEE.contains(&step) => Place::Employee,
            (Place::Employee, step) if OF_EMPLOYEE.contains(&step) => Place::Person,
            _ => return RecordScope::Restricted,
        };
    }
    match place {
        Place::Person | Place::Employee => RecordScope::Own,
        Place::Company => RecordScope::Company,
        Place::Environment => RecordScope::Restricted,
    }
}

/// Evaluates an expression; and whether it is worth exactly that, rather than perhaps a part of it or nothing.
pub(super) fn value(expr: &Expr) -> (Value, bool) {
    let mut evaluation = Evaluation { bound: Vec::new(), exact: true };
    let value = evaluation.value(expr);
    (value, evaluation.exact)
}

struct Evaluation<'e> {
    /// Names that comprehensions bound, innermost last.
    bound: Vec<(&'e str, Value)>,
    /// Nothing so far may turn out as less than was said.
    exact: bool,
}

impl<'e> Evaluation<'e> {
    fn value(&mut self, expr: &'e Expr) -> Value {
        match expr {
            Expr::None => Value::None,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(value) => Value::Int(*value),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Name(name) => self.name(name),
            Expr::Sequence(items) => Value::List(self.items(items)),
            Expr::Joined(Join::Sum, parts) => {
                let mut items = Vec::new();
                for part in parts {
                    items.extend(match self.value(part) {
                        // A text or number in a sum is no member of the result.
                        Value::List(more) => more,
                        some @ (Value::User(_) | Value::OneOf(_)) => vec![some],
                        _ => vec![Value::Unknown],
                    });
                }
                Value::List(items)
            }
            Expr::Joined(join @ (Join::Union | Join::Either), parts) => {
                self.exact &= *join == Join::Union;
                Value::List(parts.iter().flat_map(|part| self.value(part).into_items()).collect()).perhaps_more()
            }
            Expr::Last(last) => {
                self.exact = false;
                self.value(last).perhaps_more()
            }
            Expr::Chain(base, steps) => self.chain(base, steps),
            Expr::Choice { then, other, .. } => {
                self.exact = false;
                let mut items = self.value(then).into_items();
                items.extend(self.value(other).into_items());
                Value::OneOf(items)
            }
            Expr::Each { element, name, source } => self.each(element, name, source),
            Expr::Spread(_) | Expr::Opaque => Value::Unknown,
        }
    }

    fn items(&mut self, items: &'e [Expr]) -> Vec<Value> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Expr::Spread(inner) => values.extend(self.value(inner).into_items()),
                item => values.push(self.value(item)),
            }
        }
        values
    }

    fn name(&self, name: &str) -> Value {
        if let Some((_, value)) = self.bound.iter().rev().find(|(bound, _)| *bound == name) {
            return value.clone();
        }
        let path = match name {
            "user" => "",
            "uid" => "id",
            "company_id" | "company_ids" | "env" => name,
            _ => return Value::Unknown,
        };
        Value::User(path.to_owned())
    }

    fn chain(&mut self, base: &'e Expr, steps: &'e [Step]) -> Value {
        let mut steps = steps.iter().peekable();
        let mut found = match (base, steps.peek()) {
            (Expr::Name(function), Some(Step::Call(arguments))) => {
                steps.next();
                match arguments.as_slice() {
                    [only] if REPACKING.contains(&function.as_str()) => match self.value(only) {
                        value @ (Value::List(_) | Value::OneOf(_) | Value::User(_)) => value,
                        _ => Value::Unknown,
                    },
                    _ => Value::Unknown,
                }
            }
            _ => self.value(base),
        };
        while let Some(step) = steps.next() {
            found = match step {
                Step::Attribute(name) => match steps.next_if(|next| matches!(next, Step::Call(_))) {
                    Some(Step::Call(arguments)) => {
                        self.exact &= !PICKING.contains(&name.as_str());
                        called(found, name, arguments)
                    }
                    _ => found.attribute(name),
                },
                Step::Item => {
                    self.exact = false;
                    found.perhaps_more()
                }
                Step::Call(_) => Value::Unknown,
            };
        }
        found
    }

    fn each(&mut self, element: &'e Expr, name: &'e str, source: &'e Expr) -> Value {
        // Its `if` is not looked at.
        self.exact = false;
        let source = self.value(source);
        if source == Value::List(Vec::new()) {
            return source;
        }
        // INVARIANT: only a path is bound, so that nested comprehensions cannot multiply a value.
        let item = if matches!(source, Value::User(_)) { source } else { Value::Unknown };
        self.bound.push((name, item));
        let value = self.value(element);
        self.bound.pop();
        value.perhaps_more()
    }
}

/// A method called on a value.
fn called(value: Value, method: &str, arguments: &[Expr]) -> Value {
    match (method, arguments) {
        ("mapped", [Expr::Text(path)]) => path.split('.').fold(value, Value::attribute),
        (method, _) if NARROWING.contains(&method) && matches!(value, Value::User(_)) => value,
        _ => Value::Unknown,
    }
}
