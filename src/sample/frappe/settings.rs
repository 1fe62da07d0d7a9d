//! Modules, settings, reports, pages and the like, as a fresh site has them.

use serde_json::{Value, json};

use super::Flavour;
use super::table::{Store, row};

const MODULES: [(&str, &str); 16] = [
    ("Core", "frappe"),
    ("Custom", "frappe"),
    ("Desk", "frappe"),
    ("Website", "frappe"),
    ("Contacts", "frappe"),
    ("Integrations", "frappe"),
    ("Setup", "erpnext"),
    ("Selling", "erpnext"),
    ("Buying", "erpnext"),
    ("Stock", "erpnext"),
    ("CRM", "erpnext"),
    ("Support", "erpnext"),
    ("Accounts", "erpnext"),
    ("Payroll", "hrms"),
    ("HR", "hrms"),
    ("Email", "frappe"),
];

/// Reports: name, doctype, type, roles; no roles let everybody in who may have reports of the doctype.
const REPORTS: [(&str, &str, &str, &[&str]); 6] = [
    ("Sales Analytics", "Sales Order", "Script Report", &["Sales Manager", "Accounts User"]),
    ("General Ledger", "GL Entry", "Script Report", &["Accounts User", "Accounts Manager", "Auditor"]),
    ("Stock Balance", "Stock Entry", "Script Report", &["Stock User", "Accounts Manager"]),
    ("Salary Register", "Salary Slip", "Script Report", &["HR User", "HR Manager"]),
    ("Item Prices", "Item", "Query Report", &[]),
    ("Purchase Order Trends", "Purchase Order", "Script Report", &["Purchase User", "Purchase Manager"]),
];

/// Pages: name, title, roles; no roles let everybody in.
const PAGES: [(&str, &str, &[&str]); 4] = [
    ("permission-manager", "Role Permissions Manager", &["System Manager"]),
    ("organizational-chart", "Organizational Chart", &["Employee", "HR User"]),
    ("point-of-sale", "Point of Sale", &["Accounts User", "Sales User"]),
    ("print", "Print", &[]),
];

/// Loads them.
pub(super) fn load(store: &mut Store) {
    for (module, app) in MODULES {
        store.add("Module Def", module, row! {"module_name": module, "app_name": app});
    }
    for (name, role) in [("System User", None), ("Website User", None), ("Employee Self Service", Some("Employee"))] {
        store.add("User Type", name, row! {"is_standard": i32::from(role.is_none()), "role": role});
    }
    store.add("Role Profile", "Sales", row! {"role_profile": "Sales"});
    store.child("Has Role", ("Role Profile", "Sales", "roles"), 1, row! {"role": "Sales User"});
    for (name, doctype, kind, roles) in REPORTS {
        let module = store.get("DocType", doctype, "module").clone();
        let values = row! {"report_name": name, "ref_doctype": doctype, "report_type": kind, "is_standard": "Yes", "module": module};
        store.add("Report", name, values);
        for (idx, role) in (1..).zip(roles) {
            store.child("Has Role", ("Report", name, "roles"), idx, row! {"role": role});
        }
    }
    for (name, title, roles) in PAGES {
        store.add("Page", name, row! {"page_name": name, "title": title, "module": "Core", "standard": "Yes"});
        for (idx, role) in (1..).zip(roles) {
            store.child("Has Role", ("Page", name, "roles"), idx, row! {"role": role});
        }
    }
    store.add("Installed Applications", "Installed Applications", row! {});
    for (idx, (app, _, version)) in (1..).zip(store.flavour.apps()) {
        let place = ("Installed Applications", "Installed Applications", "installed_applications");
        store.child("Installed Application", place, idx, row! {"app_name": app, "app_version": version});
    }
    custom_roles(store);
    for (at, (title, public)) in [("House rules", 1), ("Alarm codes", 0)].into_iter().enumerate() {
        let values = row! {"title": title, "public": public, "content": format!("Note {}", at + 1)};
        store.add("Note", title, values);
    }
    let values = row! {"app_name": "Warehouse scanner", "client_id": "scanner", "scopes": "all openid", "grant_type": "Authorization Code"};
    store.add("OAuth Client", "scanner", values);
    system_settings(store);
    for single in ["Website Settings", "HR Settings", "Selling Settings", "Accounts Settings", "System Console"] {
        let values = if single == "Website Settings" {
            row! {"disable_signup": 1}
        } else {
            row! {}
        };
        store.add(single, single, values);
    }
    store.commit();
}

/// A Custom Role replaces the roles of a report and adds to those of a page.
fn custom_roles(store: &mut Store) {
    store.add("Custom Role", "stock-balance", row! {"report": "Stock Balance", "ref_doctype": "Stock Entry"});
    store.child("Has Role", ("Custom Role", "stock-balance", "roles"), 1, row! {"role": "Stock User"});
    store.add("Custom Role", "point-of-sale", row! {"page": "point-of-sale"});
    store.child("Has Role", ("Custom Role", "point-of-sale", "roles"), 1, row! {"role": "Support Team"});
}

/// The defaults of an installation.
fn system_settings(store: &mut Store) {
    let old = store.flavour == Flavour::V14;
    let mut values = row! {
        "time_zone": "Europe/Berlin",
        "setup_complete": 1,
        "allow_consecutive_login_attempts": 10,
        "allow_login_after_fail": 60,
        "enable_password_policy": 1,
        "minimum_password_score": "2",
        "session_expiry": if old { "60:00" } else { "170:00" },
        "two_factor_method": "OTP App",
        "logout_on_password_reset": 1,
        "password_reset_limit": 3,
        "reset_password_link_expiry_duration": 1200,
        "allow_error_traceback": 1,
        "document_share_key_expiry": 30,
    };
    let more: [(&str, Value); 1] =
        if old { [("session_expiry_mobile", json!("720:00"))] } else { [("login_with_email_link", json!(1))] };
    values.extend(more.map(|(column, value)| (column.to_owned(), value)));
    store.add("System Settings", "System Settings", values);
}
