//! Puts the catalogue into tables: what the framework keeps about itself.

use serde_json::{Value, json};

use super::Flavour;
use super::catalogue::{self, Doctype, Field, Kind, OPERATIONS, Perm};
use super::records;
use super::table::{Row, Store, row};

/// Doctypes whose documents stand below others of their own, and the link that says so.
const TREES: [(&str, &str); 5] = [
    ("Territory", "parent_territory"),
    ("Customer Group", "parent_customer_group"),
    ("Item Group", "parent_item_group"),
    ("Company", "parent_company"),
    ("Employee", "reports_to"),
];

/// Fields that only some versions have.
fn has(flavour: Flavour, doctype: &str, field: &str) -> bool {
    match (doctype, field) {
        ("System Settings", "apply_perm_level_on_api_calls" | "session_expiry_mobile") => flavour == Flavour::V14,
        ("System Settings", "login_with_email_link") => flavour >= Flavour::V15,
        ("User", "role_profiles") => flavour >= Flavour::V17,
        _ => true,
    }
}

/// Columns that a version adds to a doctype.
fn more(flavour: Flavour, doctype: &str) -> &'static [(&'static str, &'static str)] {
    match (flavour, doctype) {
        (Flavour::V14, "DocPerm" | "Custom DocPerm") => &[("set_user_permissions", "Check")],
        (Flavour::V17, "DocPerm" | "Custom DocPerm" | "DocField" | "Custom Field") => &[("mask", "Check")],
        _ => &[],
    }
}

/// Loads every doctype with its fields and permissions.
pub(super) fn doctypes(store: &mut Store) {
    let there = |doctype: &&Doctype| {
        store.flavour >= Flavour::V17 || !matches!(doctype.name, "User Role Profile" | "Permission Type")
    };
    for doctype in catalogue::all().filter(there).collect::<Vec<_>>() {
        let parent = TREES.iter().find(|(name, _)| *name == doctype.name).map(|(_, parent)| *parent);
        let mut about = row! {
            "module": doctype.module,
            "issingle": i32::from(doctype.kind == Kind::Single),
            "istable": i32::from(doctype.kind == Kind::Child),
            "is_virtual": 0,
            "is_submittable": i32::from(doctype.kind == Kind::Submittable),
            "is_tree": i32::from(parent.is_some()),
            "allow_import": i32::from(doctype.import),
            "custom": 0,
            "in_create": 0,
            "read_only": 0,
            "editable_grid": 1,
            "beta": 0,
            "track_changes": 0,
            "search_fields": doctype.search,
            "title_field": Value::Null,
            "autoname": records::autoname(doctype.name),
            "nsm_parent_field": parent,
            "restrict_to_domain": Value::Null,
        };
        store.complete(&mut about);
        store.add("DocType", doctype.name, about);
        if doctype.kind != Kind::Single {
            store.table(doctype.name);
        }
        fields(store, doctype, parent.is_some());
        for (idx, perm) in (1..).zip(doctype.perms) {
            permission(store, doctype.name, idx, perm);
        }
    }
}

fn fields(store: &mut Store, doctype: &Doctype, tree: bool) {
    let flavour = store.flavour;
    let own = doctype.fields.iter().filter(|field| has(flavour, doctype.name, field.name)).copied();
    let plain = |name: &'static str, kind: &'static str| Field {
        name,
        kind,
        options: "",
        level: 0,
        ignores_user_permissions: false,
        mandatory: false,
        masked: false,
    };
    let added = more(flavour, doctype.name).iter().map(|(name, kind)| plain(name, kind));
    let nested = ["lft", "rgt"].into_iter().filter(|_| tree).map(|name| plain(name, "Int"));
    for (idx, field) in (1..).zip(own.chain(added).chain(nested)) {
        let mut values = row! {
            "fieldname": field.name,
            "label": label(field.name),
            "fieldtype": field.kind,
            "options": if field.options.is_empty() { Value::Null } else { json!(field.options) },
            "default": Value::Null,
            "permlevel": field.level,
            "length": 0,
            "ignore_user_permissions": i32::from(field.ignores_user_permissions),
            "reqd": i32::from(field.mandatory),
        };
        for name in ["hidden", "read_only", "is_virtual", "allow_on_submit", "unique", "report_hide", "print_hide"] {
            values.insert(name.to_owned(), json!(0));
        }
        values.insert("in_list_view".to_owned(), json!(0));
        if flavour == Flavour::V17 {
            values.insert("mask".to_owned(), json!(i32::from(field.masked)));
        }
        store.child("DocField", ("DocType", doctype.name, "fields"), idx, values);
    }
}

/// `grand_total` as people read it.
pub(super) fn label(field: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    field.split('_').map(word).collect::<Vec<_>>().join(" ")
}

fn permission(store: &mut Store, doctype: &str, idx: i64, perm: &Perm) {
    let letters = |name: &str| {
        let known = OPERATIONS.iter().find(|(_, operation)| *operation == name);
        known.is_some_and(|(letter, _)| perm.letters.contains(*letter))
    };
    let values = perm_row(store.flavour, perm.role, perm.level, perm.own, &letters);
    store.child("DocPerm", ("DocType", doctype, "permissions"), idx, values);
}

/// A row of permissions.
pub(super) fn perm_row(flavour: Flavour, role: &str, level: u8, own: bool, holds: &dyn Fn(&str) -> bool) -> Row {
    // The role that 15 gives to everybody on the desk is not there before; what it has then goes to all.
    let role = if flavour == Flavour::V14 && role == "Desk User" { "All" } else { role };
    let mut values = row! {"role": role, "permlevel": level, "if_owner": i32::from(own)};
    for operation in flavour.operations() {
        values.insert((*operation).to_owned(), json!(i32::from(holds(operation))));
    }
    values
}

/// Numbers the documents of a tree as the framework does: each before those below it, and once more after them.
pub(super) fn number_trees(store: &mut Store) {
    for (doctype, link) in TREES {
        let rows: Vec<(String, String)> = store
            .rows(doctype)
            .map(|(name, row)| (name.clone(), row.get(link).and_then(Value::as_str).unwrap_or_default().to_owned()))
            .collect();
        let mut next = 0;
        visit(store, doctype, &rows, "", &mut next);
        store.commit();
    }
}

fn visit(store: &mut Store, doctype: &str, rows: &[(String, String)], parent: &str, next: &mut i64) {
    for (name, _) in rows.iter().filter(|(_, above)| above == parent) {
        *next += 1;
        store.set(doctype, name, "lft", json!(*next));
        visit(store, doctype, rows, name, next);
        *next += 1;
        store.set(doctype, name, "rgt", json!(*next));
    }
}
