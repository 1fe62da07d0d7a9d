//! Business documents, plain and always the same: something for limits, levels and shares to be asked about.

use serde_json::{Value, json};

use super::load::label;
use super::table::{Row, Store, row};

/// How the documents of a doctype are named and how many there are.
struct Records {
    doctype: &'static str,
    count: usize,
    name: Name,
    /// Who owns them in turn: holders of this role; nobody means the administrator.
    owners: &'static str,
}

/// Where names come from.
#[derive(Clone, Copy)]
enum Name {
    /// A field.
    Field(&'static str),
    /// A series with five digits.
    Series(&'static str),
    /// The framework draws them.
    Drawn,
    /// These.
    Given(&'static [&'static str]),
}

use Name::{Drawn, Field, Given, Series};

/// In an order in which links find something to point at.
const RECORDS: [Records; 25] = [
    Records { doctype: "Company", count: 2, name: Given(&["Acme", "Acme Logistics"]), owners: "" },
    Records { doctype: "Department", count: 3, name: Given(&["Sales - A", "Office - A", "Stores - AL"]), owners: "" },
    Records {
        doctype: "Territory",
        count: 4,
        name: Given(&["All Territories", "Germany", "France", "Rest Of The World"]),
        owners: "",
    },
    Records {
        doctype: "Customer Group",
        count: 3,
        name: Given(&["All Customer Groups", "Commercial", "Retail"]),
        owners: "",
    },
    Records {
        doctype: "Item Group",
        count: 3,
        name: Given(&["All Item Groups", "Products", "Raw Material"]),
        owners: "",
    },
    Records { doctype: "Customer", count: 8, name: Field("customer_name"), owners: "Sales User" },
    Records { doctype: "Supplier", count: 5, name: Field("supplier_name"), owners: "Purchase Manager" },
    Records { doctype: "Contact", count: 6, name: Field("first_name"), owners: "" },
    Records { doctype: "Item", count: 8, name: Field("item_code"), owners: "" },
    Records { doctype: "Price List", count: 2, name: Given(&["Standard Buying", "Standard Selling"]), owners: "" },
    Records { doctype: "Item Price", count: 6, name: Drawn, owners: "" },
    Records {
        doctype: "Warehouse",
        count: 3,
        name: Given(&["Stores - A", "Finished Goods - A", "Hub - AL"]),
        owners: "",
    },
    Records { doctype: "Lead", count: 32, name: Series("CRM-LEAD-2026-"), owners: "Sales User" },
    Records { doctype: "Quotation", count: 6, name: Series("SAL-QTN-2026-"), owners: "Sales User" },
    Records { doctype: "Sales Order", count: 12, name: Series("SAL-ORD-2026-"), owners: "Sales User" },
    Records { doctype: "Delivery Note", count: 5, name: Series("MAT-DN-2026-"), owners: "Stock User" },
    Records { doctype: "Purchase Order", count: 8, name: Series("PUR-ORD-2026-"), owners: "Purchase User" },
    Records { doctype: "Material Request", count: 6, name: Series("MAT-MR-2026-"), owners: "Stock User" },
    Records { doctype: "Stock Entry", count: 6, name: Series("MAT-STE-2026-"), owners: "Stock User" },
    Records { doctype: "Issue", count: 6, name: Series("ISS-2026-"), owners: "Support Team" },
    Records { doctype: "Account", count: 5, name: Field("account_name"), owners: "" },
    Records { doctype: "Sales Invoice", count: 8, name: Series("ACC-SINV-2026-"), owners: "Accounts User" },
    Records { doctype: "Purchase Invoice", count: 5, name: Series("ACC-PINV-2026-"), owners: "Accounts User" },
    Records { doctype: "Payment Entry", count: 5, name: Series("ACC-PAY-2026-"), owners: "Accounts User" },
    Records { doctype: "Journal Entry", count: 4, name: Series("ACC-JV-2026-"), owners: "Accounts User" },
];

/// Doctypes that come with the staff; see [`staff`].
const OF_STAFF: [(&str, Name); 4] = [
    ("Employee", Series("HR-EMP-")),
    ("Leave Application", Series("HR-LAP-2026-")),
    ("Expense Claim", Series("HR-EXP-2026-")),
    ("Salary Slip", Series("Sal Slip-")),
];

fn name_of(doctype: &str) -> Name {
    let business = RECORDS.iter().map(|records| (records.doctype, records.name));
    let own = [("Note", Drawn), ("ToDo", Drawn), ("User", Field("email")), ("Role", Field("role_name"))];
    let mut all = business.chain(OF_STAFF).chain(own);
    all.find(|(name, _)| *name == doctype).map_or(Drawn, |(_, name)| name)
}

/// How the framework describes where names come from.
pub(super) fn autoname(doctype: &str) -> Value {
    match name_of(doctype) {
        Field(field) => json!(format!("field:{field}")),
        Series(series) => json!(format!("{series}.#####")),
        Drawn => json!("hash"),
        Given(_) => Value::Null,
    }
}

/// The name of a new document.
pub(super) fn new_name(store: &mut Store, doctype: &str, row: &Row) -> Option<String> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    match name_of(doctype) {
        Field(field) => text(field),
        Series(series) => Some(format!("{series}{:05}", store.draw(series))),
        Drawn => Some(store.draw_name(doctype)),
        Given(_) => {
            let own = format!("{}_name", doctype.to_lowercase().replace(' ', "_"));
            text(&own)
        }
    }
}

/// Adds the companies and their departments, which staff needs.
pub(super) fn companies(store: &mut Store) {
    RECORDS.iter().take(2).for_each(|records| make(store, records));
}

/// Adds the other business documents.
pub(super) fn business(store: &mut Store) {
    RECORDS.iter().skip(2).for_each(|records| make(store, records));
    store.commit();
}

fn make(store: &mut Store, records: &Records) {
    let owners = holders(store, records.owners);
    for at in 0..records.count {
        let mut row = plain(store, records.doctype, at);
        if let Some(owner) = nth(&owners, at) {
            row.insert("owner".to_owned(), json!(owner));
        }
        let name = match records.name {
            Given(names) => names.get(at).map(|name| (*name).to_owned()),
            _ => new_name(store, records.doctype, &row),
        };
        let Some(name) = name else { continue };
        adjust(records.doctype, &name, at, &mut row);
        store.add(records.doctype, &name, row);
        rows_of(store, records.doctype, &name, at);
    }
}

/// What links, states and names of some doctypes must say.
fn adjust(doctype: &str, name: &str, at: usize, row: &mut Row) {
    let mut set = |column: &str, value: Value| {
        if row.contains_key(column) {
            row.insert(column.to_owned(), value);
        }
    };
    let own = format!("{}_name", doctype.to_lowercase().replace(' ', "_"));
    set(&own, json!(name));
    set("abbr", json!(name.split(' ').filter_map(|word| word.chars().next()).collect::<String>()));
    set("company", json!(if at % 5 == 4 || name.ends_with("- AL") { "Acme Logistics" } else { "Acme" }));
    let root = ["parent_territory", "parent_customer_group", "parent_item_group"];
    for (column, above) in root.into_iter().zip(["All Territories", "All Customer Groups", "All Item Groups"]) {
        set(column, if name == above { Value::Null } else { json!(above) });
    }
    set("parent_company", Value::Null);
    set("represents_company", Value::Null);
    set("amended_from", Value::Null);
    set("reports_to", Value::Null);
    set("user", Value::Null);
    // Every other document that can be submitted is.
    let submitted = at % 2 == 1 && row.contains_key("amended_from");
    row.insert("docstatus".to_owned(), json!(i32::from(submitted)));
}

/// A row for each table of a document.
fn rows_of(store: &mut Store, doctype: &str, name: &str, at: usize) {
    for (field, child) in tables(store, doctype) {
        let values = plain(store, &child, at);
        store.child(&child, (doctype, name, &field), 1, values);
    }
}

/// The tables of a doctype: fields and the doctypes of their rows.
pub(super) fn tables(store: &Store, doctype: &str) -> Vec<(String, String)> {
    let text = |row: &Row, column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
    let rows = store.rows("DocField").filter(|(_, row)| {
        row.get("parent").and_then(Value::as_str) == Some(doctype)
            && row.get("fieldtype").and_then(Value::as_str) == Some("Table")
    });
    rows.map(|(_, row)| (text(row, "fieldname"), text(row, "options"))).collect()
}

/// A value for each field of a doctype.
fn plain(store: &Store, doctype: &str, at: usize) -> Row {
    let text = |row: &Row, column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned();
    let fields = store.rows("DocField").filter(|(_, row)| row.get("parent").and_then(Value::as_str) == Some(doctype));
    let mut values = Row::new();
    for (_, field) in fields {
        let (name, kind, options) = (text(field, "fieldname"), text(field, "fieldtype"), text(field, "options"));
        let value = match kind.as_str() {
            "Table" => continue,
            "Check" => json!(0),
            "Int" => json!(at + 1),
            "Currency" | "Float" => json!(f64::from(u32::try_from(at + 1).unwrap_or(1)) * 10.0),
            "Date" => json!("2026-01-05"),
            "Datetime" => json!("2026-01-05 09:00:00.000000"),
            "Select" => json!(options.split('\n').find(|option| !option.is_empty())),
            "Link" => {
                let names: Vec<String> = store.rows(&options).map(|(name, _)| name.clone()).collect();
                json!(nth(&names, at))
            }
            _ if options == "Phone" => json!(format!("+49 30 5550{at:02}")),
            _ => json!(format!("{} {}", label(&name), at + 1)),
        };
        values.insert(name, value);
    }
    values
}

/// Active accounts with a role, in the order of their names; nobody for no role.
pub(super) fn holders(store: &Store, role: &str) -> Vec<String> {
    let held = store.rows("Has Role").filter(|(_, row)| {
        row.get("role").and_then(Value::as_str) == Some(role)
            && row.get("parenttype").and_then(Value::as_str) == Some("User")
    });
    let mut users: Vec<String> =
        held.filter_map(|(_, row)| row.get("parent").and_then(Value::as_str)).map(str::to_owned).collect();
    users.retain(|user| store.is("User", user, "enabled"));
    users.sort_unstable();
    users.dedup();
    users
}

/// One of several in turn; nothing of none.
fn nth(names: &[String], at: usize) -> Option<&String> {
    names.get(at.checked_rem(names.len())?)
}

/// An employee for an account, and what an employee has: a leave application, an expense claim and a salary slip.
pub(super) fn staff(store: &mut Store, login: &str, person: &str, at: usize) -> String {
    let mut employee = plain(store, "Employee", at);
    let name = format!("HR-EMP-{:05}", store.draw("HR-EMP-"));
    adjust("Employee", &name, at, &mut employee);
    employee.extend(row! {
        "user_id": login, "employee_name": person, "first_name": person, "status": "Active", "company": "Acme",
    });
    store.add("Employee", &name, employee);
    for (doctype, number) in OF_STAFF.iter().skip(1) {
        let Series(series) = number else { continue };
        let mut values = plain(store, doctype, at);
        let document = format!("{series}{:05}", store.draw(series));
        adjust(doctype, &document, at, &mut values);
        let owner = if *doctype == "Salary Slip" { "Administrator" } else { login };
        values.extend(row! {"employee": name, "employee_name": person, "owner": owner, "company": "Acme"});
        store.add(doctype, &document, values);
        rows_of(store, doctype, &document, at);
    }
    name
}
