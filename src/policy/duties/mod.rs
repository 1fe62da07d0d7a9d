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

    fn speaks_of(&self, kind: &str) -> bool {
        self.risks.iter().any(|risk| risk.system == kind)
    }

    fn forget_places(&mut self) {
        self.functions.iter_mut().for_each(|function| function.at = None);
        self.risks.iter_mut().for_each(|risk| risk.at = None);
        self.sensitive.iter_mut().for_each(|sensitive| sensitive.at = None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const FILE: &str = "\
system: odoo
functions:
  - id: pay
    title: pay
    impact: money
    any: [{ on: account.payment, do: [create] }]
  - id: order
    title: order
    impact: money
    any:
      - { on: purchase.order, do: [create, write], field: name, groups: [a, b], with: { on: x, do: [read] }, versions: 16..18 }
      - { function: pay }
mitigations:
  - { id: review, title: somebody looks }
risks:
  - id: R-1
    title: order and pay
    functions: [order, pay]
    severity: high
    why: w
    fix: f
    mitigations: [review]
sensitive:
  - id: S-1
    title: look
    impact: personal
    any: [{ on: hr.payslip, do: [read] }]
    why: w
    fix: f
";

    fn read(text: &str) -> Result<Duties, String> {
        of_text(text, "d.yaml")
    }

    #[test]
    fn what_a_file_says_is_read() {
        let duties = read(FILE).unwrap();
        let Way::Right(right) = &duties.functions[1].any[0] else { panic!("{duties:?}") };
        let cell =
            |on: &str, ops: &[&str]| Cell { on: on.to_owned(), ops: ops.iter().map(|op| (*op).to_owned()).collect() };
        assert_eq!(right.cell, Some(cell("purchase.order", &["create", "write"])));
        assert_eq!((right.field.as_deref(), right.groups.len()), (Some("name"), 2));
        assert_eq!(right.with, Some(cell("x", &["read"])));
        assert!(right.versions.hold("17.0") && !right.versions.hold("19.0"));
        assert_eq!(duties.risks[0].at.as_ref().unwrap().to_string(), "d.yaml:16:5");
        assert_eq!(duties.mitigations(&duties.risks[0]).count(), 1);
        assert!(read("").unwrap().functions.is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            FILE.replace("any: [{ on: account.payment, do: [create] }]", "any: [{ on: account.payment, do: [read] }]"),
            FILE.replace("functions: [order, pay]", "functions: [order, pya]"),
            FILE.replace("functions: [order, pay]", "functions: [order]"),
            FILE.replace("functions: [order, pay]", "functions: [order, order]"),
            FILE.replace("mitigations: [review]", "mitigations: [reveiw]"),
            FILE.replace("id: order", "id: pay"),
            FILE.replace("id: S-1", "id: R-1"),
            FILE.replace("any: [{ on: account.payment, do: [create] }]", "any: [{ function: order }]"),
            FILE.replace("any: [{ on: account.payment, do: [create] }]", "any: []"),
            FILE.replace("{ on: account.payment, do: [create] }", "{ on: account.payment }"),
            FILE.replace("{ on: account.payment, do: [create] }", "{ do: [create] }"),
            FILE.replace("{ on: account.payment, do: [create] }", "{ field: amount, groups: [a] }"),
            FILE.replace("{ function: pay }", "{ function: pay, on: x }"),
            FILE.replace("versions: 16..18", "versions: sixteen"),
            FILE.replace("why: w", "why: ' '"),
            FILE.replace("severity: high", "severity: terrible"),
            FILE.replace("impact: money", "impact: gold"),
            FILE.replace("system: odoo", "system: ''"),
            FILE.replace("risks:", "risk:"),
        ]
        .map(|text| read(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @"
        d.yaml:6:39: nobody performs a function by `read` alone; `sensitive` may speak of it
        d.yaml:18:24: no function `pya` for odoo; did you mean `pay`?
        d.yaml:16:9: `R-1` takes two functions or more; one alone belongs under `sensitive`
        d.yaml:18:24: `R-1` names `order` twice
        d.yaml:22:19: no mitigation `reveiw` for odoo; did you mean `review`?
        d.yaml:7:9: function `pay` is there twice for odoo: the other is at d.yaml:3:9
        d.yaml:24:9: risk `R-1` is there twice for odoo: the other is at d.yaml:16:9
        d.yaml:3:9: function `pay` leads back to itself
        d.yaml:3:9: `pay` has no way in `any`
        d.yaml:6:11: the way does nothing: name operations in `do`
        d.yaml:6:11: the way has operations and no resource: name it in `on`
        d.yaml:6:20: a `field` needs the resource that it belongs to in `on`
        d.yaml:12:9: a way that is another `function` says nothing else
        d.yaml:11:120: `sixteen` is no range of versions: write `15`, `14..15`, `15..` or `..15`
        d.yaml:16:9: `R-1` has nothing in `why`
        d.yaml:19:15: unknown variant `terrible`, expected one of info, low, medium, high, critical
        d.yaml:5:13: unknown variant `gold`, expected one of hygiene, commercial, personal, money
        d.yaml:1:9: the file does not say for which kind of `system`
        d.yaml:15:1: unknown field `risk`, expected one of system, functions, mitigations, risks, sensitive
        ");
    }

    #[test]
    fn ways_that_the_program_keeps_for_a_group_name_the_group() {
        let duties = &crate::policy::Policies::built_in().duties;
        let groups = |any: &[Way]| -> Vec<Vec<String>> {
            let rights =
                any.iter().map(|way| if let Way::Right(right) = way { right.groups.clone() } else { Vec::new() });
            rights.collect()
        };
        // Other approvers of expenses are refused their own.
        let approve = duties.functions.iter().find(|one| one.system == "odoo" && one.id.value == "approve-expenses");
        for of in groups(&approve.unwrap().any) {
            assert_eq!(of, ["hr_expense.group_hr_expense_manager"]);
        }
        // A record rule of `ir.sequence` leaves the types of one's groups: without any there is none.
        let numbering = duties.sensitive.iter().find(|one| one.system == "tryton" && one.id.value == "SA-07");
        for of in groups(&numbering.unwrap().any) {
            assert!(of.contains(&"account.group_account_admin".to_owned()), "{of:?}");
        }
    }

    #[test]
    fn every_risk_of_the_catalogue_is_there() {
        let duties = &crate::policy::Policies::built_in().duties;
        let of = |system: &str| duties.risks.iter().filter(|risk| risk.system == system).count();
        // Of 44 risks, approving access, running the server and keys are told elsewhere or nowhere; Tryton has no payroll.
        assert_eq!((of("odoo"), of("frappe"), of("tryton")), (41, 41, 32));
        let sensitive = |system: &str| duties.sensitive.iter().filter(|one| one.system == system).count();
        assert_eq!((sensitive("odoo"), sensitive("frappe"), sensitive("tryton")), (10, 10, 7));
    }
}
