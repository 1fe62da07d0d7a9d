//! The staff of the sample company, its roles, and what its administrators changed on purpose.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Flavour;
use super::company::{SampleCompany, give_key};
use super::load::perm_row;
use super::records;
use super::table::{Store, row};
use crate::sample::store::digest;

/// One role of the company.
pub(super) struct Role {
    pub(super) name: &'static str,
    people: usize,
    /// The framework's roles.
    holds: &'static [&'static str],
    /// Works for one company alone.
    of_one_company: bool,
    /// Sees the documents of other employees.
    sees_staff: bool,
}

const fn role(name: &'static str, people: usize, holds: &'static [&'static str]) -> Role {
    Role { name, people, holds, of_one_company: false, sees_staff: false }
}

/// Roles and how many people hold each.
pub(super) const STAFF: [Role; 13] = [
    Role { of_one_company: true, ..role("employee", 10, &["Employee"]) },
    role("sales-rep", 12, &["Employee", "Sales User"]),
    role("sales-manager", 2, &["Employee", "Sales User", "Sales Manager", "Sales Master Manager"]),
    role("purchaser", 4, &["Employee", "Purchase User"]),
    Role { of_one_company: true, ..role("warehouse", 8, &["Employee", "Stock User"]) },
    role("accountant", 5, &["Employee", "Accounts User"]),
    role("finance-manager", 2, &["Employee", "Accounts User", "Accounts Manager"]),
    Role { sees_staff: true, ..role("hr-officer", 2, &["Employee", "HR User"]) },
    Role { sees_staff: true, ..role("hr-manager", 1, &["Employee", "HR User", "HR Manager"]) },
    Role { of_one_company: true, ..role("support-agent", 4, &["Employee", "Support Team"]) },
    role("it-admin", 1, &["Employee", "System Manager"]),
    role("customer", 6, &["Customer"]),
    role("supplier", 3, &["Supplier"]),
];

/// Roles of the framework and the apps beside those that somebody holds.
const OTHERS: [&str; 15] = [
    "Inbox User",
    "Administrator",
    "All",
    "Guest",
    "Script Manager",
    "Report Manager",
    "Website Manager",
    "Purchase Manager",
    "Purchase Master Manager",
    "Stock Manager",
    "Item Manager",
    "Leave Approver",
    "Expense Approver",
    "Auditor",
    "Accounts Manager",
];

const FIRST: [&str; 12] =
    ["Ada", "Ben", "Carla", "David", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Liam"];
const LAST: [&str; 11] =
    ["Adler", "Brandt", "Conrad", "Dietz", "Ebert", "Falk", "Graf", "Hahn", "Ivanov", "Jung", "Krause"];

/// The roles of the framework and the apps.
pub(super) fn roles(store: &mut Store) {
    let held = STAFF.iter().flat_map(|role| role.holds).copied();
    let automatic = (store.flavour >= Flavour::V15).then_some("Desk User");
    for name in held.chain(OTHERS).chain(automatic) {
        if store.row("Role", name).is_some() {
            continue;
        }
        let desk = !matches!(name, "All" | "Guest" | "Customer" | "Supplier");
        let values = row! {
            "role_name": name, "disabled": 0, "is_custom": 0, "desk_access": i32::from(desk), "two_factor_auth": 0,
        };
        store.add("Role", name, values);
    }
}

/// Accounts with their roles, employees and limits; gives the staff list.
pub(super) fn staff(store: &mut Store) -> String {
    user(store, "Administrator", "Administrator", "System User", &["Administrator", "System Manager"]);
    store.set("User", "Administrator", "email", json!("admin@example.com"));
    user(store, "Guest", "Guest", "Website User", &["Guest"]);
    store.set("User", "Guest", "email", json!("guest@example.com"));
    store.set("User", "Guest", "#password", Value::Null);

    let mut list = String::from("login,role,person\n");
    let mut number = 0;
    for role in &STAFF {
        for nth in 0..=role.people {
            // The last of each role is there to be probed as.
            let (login, person) = if nth == role.people {
                (SampleCompany::probe(role.name), String::new())
            } else {
                let (first, last) = (pick(&FIRST, number), pick(&LAST, number));
                let domain = if role.name == "customer" { "client.example" } else { "acme.example" };
                number += 1;
                let login = format!("{}.{}{number:02}@{domain}", first.to_lowercase(), last.to_lowercase());
                (login, format!("{first} {last}"))
            };
            let _ = writeln!(list, "{login},{},{person}", role.name);
            let portal = matches!(role.name, "customer" | "supplier");
            let shown = if person.is_empty() { format!("Probe {}", role.name) } else { person };
            user(store, &login, &shown, if portal { "Website User" } else { "System User" }, role.holds);
            if !portal {
                let employee = records::staff(store, &login, &shown, usize::from(nth != role.people) * number);
                if !role.sees_staff {
                    limit(store, &login, "Employee", &employee);
                }
                if role.of_one_company {
                    limit(store, &login, "Company", "Acme");
                }
            }
        }
    }
    give_key(store, SampleCompany::ADMIN);
    list
}

fn pick(names: &[&'static str], at: usize) -> &'static str {
    at.checked_rem(names.len()).and_then(|at| names.get(at)).copied().unwrap_or_default()
}

/// An account. Everybody has a share on the own one, as the framework gives it.
pub(super) fn user(store: &mut Store, login: &str, name: &str, kind: &str, roles: &[&str]) {
    let first = name.split(' ').next().unwrap_or_default();
    let values = row! {
        "enabled": 1,
        "email": login,
        "first_name": first,
        "full_name": name,
        "username": first.to_lowercase(),
        "user_type": kind,
        "simultaneous_sessions": 2,
        "last_login": if store.flavour == Flavour::V17 { json!("") } else { Value::Null },
        "#password": digest(&SampleCompany::password(login)),
    };
    store.add("User", login, values);
    for (idx, role) in (1..).zip(roles) {
        store.child("Has Role", ("User", login, "roles"), idx, row! {"role": role});
    }
    let share = store.draw_name("DocShare");
    let own = row! {"user": login, "share_doctype": "User", "share_name": login, "read": 1, "write": 1, "share": 1};
    store.add("DocShare", &share, own);
}

/// A User Permission, for this document and not for those below it.
pub(super) fn limit(store: &mut Store, login: &str, allow: &str, value: &str) {
    let name = store.draw_name("User Permission");
    let values =
        row! {"user": login, "allow": allow, "for_value": value, "apply_to_all_doctypes": 1, "hide_descendants": 1};
    store.add("User Permission", &name, values);
}

/// A row of permissions made by hand.
pub(super) fn custom_perm(store: &mut Store, doctype: &str, role: &str, level: u8, own: bool, operations: &[&str]) {
    let name = store.draw_name("Custom DocPerm");
    let mut values = perm_row(store.flavour, role, level, own, &|operation| operations.contains(&operation));
    values.insert("parent".to_owned(), json!(doctype));
    store.add("Custom DocPerm", &name, values);
}

/// Copies the shipped rows of a doctype, as the Role Permissions Manager does before the first change.
pub(super) fn copy_perms(store: &mut Store, doctype: &str) {
    let shipped: Vec<_> = store
        .rows("DocPerm")
        .filter(|(_, row)| row.get("parent").and_then(Value::as_str) == Some(doctype))
        .map(|(_, row)| row.clone())
        .collect();
    for mut values in shipped {
        values.retain(|column, _| !matches!(column.as_str(), "parenttype" | "parentfield"));
        let name = store.draw_name("Custom DocPerm");
        store.add("Custom DocPerm", &name, values);
    }
}

/// What the company's administrators changed on purpose: sales reps have their own leads, a field of customers and the
/// pay of employees have a permission level.
pub(super) fn customize(store: &mut Store) {
    let lead = ["read", "write", "create", "print", "email", "report", "share"];
    custom_perm(store, "Lead", "Sales User", 0, true, &lead);
    custom_perm(store, "Lead", "Sales Manager", 0, false, &[&lead[..], &["delete", "export", "import"]].concat());
    custom_perm(store, "Lead", "System Manager", 0, false, &lead);

    let values = row! {
        "dt": "Customer", "fieldname": "credit_note", "label": "Credit Note", "fieldtype": "Data", "permlevel": 1,
        "insert_after": "credit_limit",
    };
    store.add("Custom Field", "Customer-credit_note", values);
    let customers: Vec<String> = store.rows("Customer").map(|(name, _)| name.clone()).collect();
    for name in customers {
        store.set("Customer", &name, "credit_note", json!("pays late"));
    }

    level(store, "Employee", "ctc", 1);
    copy_perms(store, "Employee");
    custom_perm(store, "Employee", "HR Manager", 1, false, &["read", "write"]);
    store.commit();
}

/// Sets the permission level of a field by a Property Setter.
pub(super) fn level(store: &mut Store, doctype: &str, field: &str, level: u8) {
    let values = row! {
        "doctype_or_field": "DocField", "doc_type": doctype, "field_name": field, "property": "permlevel",
        "property_type": "Int", "value": level.to_string(),
    };
    store.add("Property Setter", &format!("{doctype}-{field}-permlevel"), values);
}
