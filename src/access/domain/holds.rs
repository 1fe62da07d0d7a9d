//! Whether a domain lets one record through, as far as the record's own values tell. Nothing is asked of the database:
//! what lies behind a relation stays open, and so does what two versions of the ERP decide differently.

use super::{Domain, Leaf, Operator, Order, Value};

/// What a rule may ask about the user who asks, in the ERP's own ids; `None` is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// The account.
    pub id: i64,
    /// Its person.
    pub partner: Option<i64>,
    /// The company that the person belongs to, or the person.
    pub commercial_partner: Option<i64>,
    /// The company that the account works in.
    pub company: Option<i64>,
    /// The companies in use that the account may work in; none at all means that they are not known.
    pub companies: Vec<i64>,
}

/// The value of one field of a record, as far as a condition can be decided on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'r> {
    /// Nothing; of a yes-or-no field, no.
    Unset,
    /// 0 or the empty text, where the ERP does not tell whether that or nothing is kept.
    Blank,
    /// Yes.
    True,
    /// A number, or the one linked record.
    Int(i64),
    /// A text.
    Text(&'r str),
    /// The linked records.
    Links(Vec<i64>),
    /// Some of the linked records: there may be others.
    SomeLinks(Vec<i64>),
    /// Anything else but nothing.
    Other,
}

/// One value of a condition's right side.
enum Item<'d> {
    Empty,
    True,
    Int(i64),
    Text(&'d str),
    Unknown,
}

/// How a domain reads a record: the value of a field, or nothing where it is not known.
type Read<'f, 'r> = dyn Fn(&str) -> Option<Cell<'r>> + 'f;

impl Domain {
    /// Whether the domain lets a record through; nothing where its values do not tell.
    ///
    /// As Odoo 16 to 19 turn conditions into SQL (`expression.py`, `domains.py`): `= False` asks for an empty field, `!=`
    /// and `not in` let empty fields through, a list of links fulfils a condition when one of them does, and `child_of`
    /// includes the record itself.
    pub fn holds(&self, read: &Read<'_, '_>, who: &Who) -> Option<bool> {
        self.decide(false, read, who)
    }

    /// Whether any of its conditions asks for what a field is not.
    pub(in crate::access) fn negates(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) | Self::OneOf(parts) => parts.iter().any(Self::negates),
            Self::Not(_) | Self::Linked { negated: true, .. } => true,
            Self::Leaf(leaf) => leaf.operator == Operator::NotIn,
            Self::Linked { inner, .. } => inner.negates(),
            Self::True | Self::False | Self::Unknown => false,
        }
    }

    /// The fields of the record itself that the domain's conditions begin with.
    pub fn asks<'d>(&'d self, found: &mut Vec<&'d str>) {
        match self {
            Self::And(parts) | Self::Or(parts) | Self::OneOf(parts) => parts.iter().for_each(|part| part.asks(found)),
            Self::Not(inner) => inner.asks(found),
            Self::Leaf(Leaf { path, .. }) | Self::Linked { path, .. } => found.push(hops(path).0),
            Self::True | Self::False | Self::Unknown => {}
        }
    }

    /// `!` goes inwards, as Odoo takes it: not every operator's opposite lets through what the operator does not.
    fn decide(&self, negated: bool, read: &Read<'_, '_>, who: &Who) -> Option<bool> {
        let each = |parts: &[Self], all: bool| {
            let parts = parts.iter().map(|part| part.decide(negated, read, who));
            if all { every(parts) } else { any(parts) }
        };
        match self {
            Self::True => Some(!negated),
            Self::False => Some(negated),
            Self::And(parts) => each(parts, !negated),
            Self::Or(parts) => each(parts, negated),
            Self::Not(inner) => inner.decide(!negated, read, who),
            Self::OneOf(ways) => {
                let (all, some) = (each(ways, true), each(ways, false));
                if all == some { all } else { None }
            }
            Self::Leaf(leaf) => leaf.decide(negated, read, who),
            // Without a link there is no linked record.
            Self::Linked { path, negated: not_any, .. } => {
                (read(hops(path).0)?.is_empty() && !negated && !not_any).then_some(false)
            }
            Self::Unknown => None,
        }
    }
}

impl Leaf {
    fn decide(&self, negated: bool, read: &Read<'_, '_>, who: &Who) -> Option<bool> {
        let (field, behind) = hops(&self.path);
        let cell = read(field)?;
        let mut items = Vec::new();
        let exact = gather(&self.value, who, &mut items) && self.exact;
        let certain = items.iter().all(|item| match item {
            Item::True => true,
            Item::Int(number) => *number > 0,
            Item::Text(text) => !text.is_empty(),
            Item::Empty | Item::Unknown => false,
        });
        match (behind, &cell) {
            ("", _) | ("id", Cell::Int(_)) => {}
            // Nothing lies behind a link that is not there, and nothing equals what is.
            _ if cell.is_empty() && certain && exact && !negated => {
                return matches!(self.operator, Operator::In | Operator::ChildOf | Operator::ParentOf).then_some(false);
            }
            _ => return None,
        }
        let found = || {
            let listed = matches!(self.value, Value::List(_));
            match any(items.iter().map(|item| cell.is(item, listed))) {
                // It may be less than was said, or nothing, which is found in what is empty.
                Some(true) if !exact => None,
                Some(false) if !exact && (cell.is_empty() || cell == Cell::Blank) => None,
                found => found,
            }
        };
        let holds = match self.operator {
            Operator::In => found()?,
            Operator::NotIn => !found()?,
            // Whether the opposite lets empty fields through depends on the version.
            Operator::EqualOrUnset | Operator::ChildOf | Operator::ParentOf if negated && cell.is_empty() => {
                return None;
            }
            Operator::EqualOrUnset => found().filter(|_| exact && certain)?,
            // What lies above and below a record is not known.
            Operator::ChildOf | Operator::ParentOf => found().filter(|same| *same || (cell.is_empty() && certain))?,
            Operator::Compare(order) => match (&cell, items.as_slice()) {
                (Cell::Int(left), [Item::Int(right)]) if exact => order.holds(*left, *right),
                _ => return None,
            },
            Operator::Like => return None,
        };
        Some(holds != negated)
    }
}

impl Order {
    fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

impl Cell<'_> {
    pub(in crate::access) fn is_empty(&self) -> bool {
        match self {
            Self::Unset => true,
            Self::Links(links) => links.is_empty(),
            _ => false,
        }
    }

    /// Whether it equals a value, or has it among its links. `listed`: the value stands in a list.
    fn is(&self, item: &Item<'_>, listed: bool) -> Option<bool> {
        let zero = matches!(item, Item::Int(0) | Item::Text(""));
        match (self, item) {
            (_, Item::Unknown) => None,
            // Some versions take nothing, 0 and the empty text for one and the same.
            (Self::Unset, _) if zero => None,
            (Self::Unset, item) => Some(matches!(item, Item::Empty)),
            (Self::Blank, item) => (!zero && !matches!(item, Item::Empty)).then_some(false),
            // What `False` among several links to look for means depends on the version.
            (Self::Links(links), Item::Empty) if links.is_empty() => (!listed).then_some(true),
            (Self::SomeLinks(links), Item::Empty) => (!links.is_empty()).then_some(false),
            (Self::SomeLinks(links), Item::Int(other)) => links.contains(other).then_some(true),
            (_, Item::Empty) => Some(false),
            (Self::True, Item::True) => Some(true),
            (Self::Int(number), Item::Int(other)) => Some(number == other),
            (Self::Text(text), Item::Text(other)) => Some(text == other),
            (Self::Links(links), Item::Int(other)) => Some(links.contains(other)),
            _ => None,
        }
    }
}

impl Who {
    /// What is reached from the user by a path such as `partner_id.id`.
    fn reach(&self, path: &str) -> Option<Vec<i64>> {
        let mut steps: Vec<&str> = path.split('.').filter(|step| !matches!(*step, "" | "id" | "ids")).collect();
        if let ["env", step, ..] = steps.as_slice() {
            let user = matches!(*step, "user" | "uid");
            let known = user || matches!(*step, "company" | "companies");
            steps.drain(..if user { 2 } else { usize::from(known) });
        }
        let one = |id: Option<i64>| id.map(|id| vec![id]);
        match steps.as_slice() {
            [] => Some(vec![self.id]),
            ["partner_id"] => one(self.partner),
            ["commercial_partner_id"] | ["partner_id", "commercial_partner_id"] => one(self.commercial_partner),
            ["company_id" | "company"] => one(self.company),
            ["company_ids" | "companies"] if !self.companies.is_empty() => Some(self.companies.clone()),
            _ => None,
        }
    }
}

/// The first hop of a path and the rest.
fn hops(path: &str) -> (&str, &str) {
    path.split_once('.').unwrap_or((path, ""))
}

/// Adds the values that a value stands for; false where it may turn out as less than them.
fn gather<'d>(value: &'d Value, who: &Who, items: &mut Vec<Item<'d>>) -> bool {
    match value {
        Value::None | Value::Bool(false) => items.push(Item::Empty),
        Value::Bool(true) => items.push(Item::True),
        Value::Int(number) => items.push(Item::Int(*number)),
        Value::Text(text) => items.push(Item::Text(text)),
        Value::List(values) => {
            let mut exact = true;
            for value in values {
                exact &= gather(value, who, items);
            }
            return exact;
        }
        Value::OneOf(values) => {
            for value in values {
                gather(value, who, items);
            }
            return false;
        }
        Value::User(path) => match who.reach(path) {
            Some(ids) => items.extend(ids.into_iter().map(Item::Int)),
            None => items.push(Item::Unknown),
        },
        Value::Unknown => items.push(Item::Unknown),
    }
    true
}

/// Whether all hold: one that does not decides, one that nobody knows leaves the rest open.
pub(in crate::access) fn every(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

/// Whether at least one holds.
pub(in crate::access) fn any(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    every(parts.into_iter().map(|part| part.map(|part| !part))).map(|none| !none)
}
