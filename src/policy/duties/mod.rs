//! Who must not do what at the same time: functions, risks of several functions in one hand, and rights that are worth a look
//! by themselves.

mod names;
mod read;

use std::sync::Arc;

use super::part::Part;
use super::{PolicyError, Versions};
use crate::findings::Impact;
use crate::model::{Located, Position, Severity};

/// The duties of every kind of system, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    /// What people do.
    pub functions: Vec<Function>,
    /// What nobody should do together.
    pub risks: Vec<Risk>,
    /// What is worth a look even alone.
    pub sensitive: Vec<Sensitive>,
    /// What makes a risk bearable.
    pub mitigations: Vec<Mitigation>,
}

/// Something that people do: whoever may do one of the ways performs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// Its id in risks; unique for the kind of system.
    pub id: Located<String>,
    /// What it is, to go on after *may*: `pay suppliers`.
    pub title: String,
    /// What it can do.
    pub impact: Impact,
    /// The ways; one is enough.
    pub any: Vec<Way>,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

/// A way to perform a function; all that it says must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Whoever performs that function performs this one.
    Function(Located<String>),
    /// A right.
    Right(Right),
}

/// A right: operations on a resource, and what else it takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Right {
    /// Operations on a resource.
    pub cell: Option<Cell>,
    /// The field that must be writable, for rights that are about one field.
    pub field: Option<String>,
    /// One of these groups must be held.
    pub groups: Vec<String>,
    /// What must be possible at the same time.
    pub with: Option<Cell>,
    /// For which versions of the system.
    pub versions: Versions,
}

/// Operations on a resource; one of them is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Technical name of the resource.
    pub on: String,
    /// Operations in the words of role maps: `create`, `write`, `delete`, else the ERP's own in lower case.
    pub ops: Vec<String>,
}

/// Functions that one person must not perform together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// Its id; for ever, and the same for the same risk of another system.
    pub id: Located<String>,
    /// What somebody could do.
    pub title: String,
    /// The functions, two or more.
    pub functions: Vec<Located<String>>,
    /// How bad.
    pub severity: Severity,
    /// Own records of one side are all that it takes, such as one's own expenses.
    pub own_is_enough: bool,
    /// It is what is told of administrators, in place of all other risks.
    pub of_administrators: bool,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// Controls that it gives evidence for, beside those of its check.
    pub controls: Vec<String>,
    /// What makes it bearable, by id.
    pub mitigations: Vec<Located<String>>,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

/// A right that is worth a look by itself; it may be one to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitive {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// Its id; for ever.
    pub id: Located<String>,
    /// What it is, to go on after *may*.
    pub title: String,
    /// What it can do.
    pub impact: Impact,
    /// The ways; one is enough.
    pub any: Vec<Way>,
    /// Own records alone do not count.
    pub of_others: bool,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// Controls that it gives evidence for, beside those of its check.
    pub controls: Vec<String>,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

/// What makes a risk bearable, where it cannot be avoided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mitigation {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// Its id.
    pub id: Located<String>,
    /// What is done, and how often.
    pub title: String,
}

impl Duties {
    /// The mitigations of a risk, in its order.
    pub fn mitigations<'d>(&'d self, risk: &'d Risk) -> impl Iterator<Item = &'d Mitigation> {
        risk.mitigations.iter().filter_map(|id| {
            self.mitigations.iter().find(|found| found.system == risk.system && found.id.value == id.value)
        })
    }
}

impl Part for Duties {
    const AT: &'static str = "sod";
    const BUILT_IN: &'static [(&'static str, &'static str)] = &[
        ("sod/frappe.yaml", include_str!("../../../policies/sod/frappe.yaml")),
        ("sod/odoo.yaml", include_str!("../../../policies/sod/odoo.yaml")),
        ("sod/tryton.yaml", include_str!("../../../policies/sod/tryton.yaml")),
    ];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        read::add(self, text, file)
    }

    fn complete(&self) -> Result<(), PolicyError> {
        names::check(self)
    }

    fn forget_places(&mut self) {
        self.functions.iter_mut().for_each(|function| function.at = None);
        self.risks.iter_mut().for_each(|risk| risk.at = None);
        self.sensitive.iter_mut().for_each(|sensitive| sensitive.at = None);
    }
}
