//! Faults in the configuration, planted on purpose.

use serde_json::{Value, json};

use super::company::{SampleCompany, give_key};
use super::faults::Fault;
use super::people::{copy_perms, custom_perm, level, user};
use super::table::{Store, row};
use crate::sample::store::digest;

/// Plants them and says where.
pub(super) fn plant(store: &mut Store, staff: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |check, subject: &str, resource, field, what| {
        faults.push(Fault { check, subject: subject.to_owned(), resource, field, what });
    };
    let first = |role: &str| login_of(staff, role);

    let login = first("sales-rep");
    for (idx, role) in [(8, "Accounts Manager"), (9, "Purchase Manager")] {
        store.child("Has Role", ("User", &login, "roles"), idx, row! {"role": role});
    }
    fault("membership-beyond-role", &login, None, None, "a sales rep is also accounts manager and purchase manager");

    let login = "sales@acme.example";
    user(store, login, "Sales Desk", "System User", &["Sales Manager"]);
    store.set("User", login, "simultaneous_sessions", json!(25));
    fault("user-without-role", login, None, None, "a shared login with 25 sessions is sales manager and in no role");

    let login = "test@example.com";
    user(store, login, "Test User", "System User", &["System Manager"]);
    fault("admin-not-in-design", login, None, None, "the account of the framework's own tests is System Manager");

    let login = "former.clerk@acme.example";
    user(store, login, "Former Clerk", "System User", &["Accounts User"]);
    store.set("User", login, "enabled", json!(0));
    give_key(store, login);
    bearer(store, "left behind", login, "2026-06-01 00:00:00");
    fault("token-of-inactive-owner", login, None, None, "a disabled clerk still has an API key and a bearer token");

    copy_perms(store, "Item Price");
    custom_perm(store, "Item Price", "All", 0, false, &["read", "write"]);
    let everyone = "everybody with a login, customers included, may change prices";
    fault("grant-to-everyone", "All", Some("Item Price"), None, everyone);

    copy_perms(store, "Contact");
    custom_perm(store, "Contact", "Guest", 0, false, &["read"]);
    fault("grant-to-anonymous", "Guest", Some("Contact"), None, "everybody without a login reads contacts");

    level(store, "Leave Application", "status", 0);
    let lowered = "a lowered permission level lets employees approve their own leave";
    fault("field-protection-removed", "Leave Application.status", Some("Leave Application"), Some("status"), lowered);

    let login = first("it-admin");
    bearer(store, "integration", &login, "2126-01-01 00:00:00");
    let forever = "a bearer token of an administrator lives a hundred years";
    fault("token-without-expiry", &login, None, None, forever);

    give_key(store, "Administrator");
    let key = "Administrator has an API key, which every System Manager can read";
    fault("token-of-admin", "Administrator", None, None, key);

    let name = store.rows("Journal Entry").next().map(|(name, _)| name.clone()).unwrap_or_default();
    let share = store.draw_name("DocShare");
    let values = row! {"everyone": 1, "share_doctype": "Journal Entry", "share_name": name, "read": 1};
    store.add("DocShare", &share, values);
    fault(
        "document-shared-with-everyone",
        &name,
        Some("Journal Entry"),
        None,
        "a journal entry is shared with everyone",
    );

    let values = row! {
        "script_type": "API", "api_method": "user_dump", "allow_guest": 1, "disabled": 0,
        "script": "frappe.response['message'] = [user.name for user in frappe.get_all('User')]",
    };
    store.add("Server Script", "User dump", values);
    fault("code-open-to-anonymous", "User dump", None, None, "a server script tells guests the names of all accounts");

    faults
}

/// An OAuth bearer token of the scanner's.
pub(super) fn bearer(store: &mut Store, name: &str, login: &str, expires: &str) {
    let token = SampleCompany::bearer(name);
    let refresh: String = digest(&format!("refresh {name}")).chars().take(30).collect();
    let values = row! {
        "client": "scanner", "user": login, "scopes": "all openid", "access_token": token, "refresh_token": refresh,
        "expiration_time": if expires.is_empty() { Value::Null } else { json!(format!("{expires}.000000")) },
        "expires_in": 3600, "status": "Active",
    };
    store.add("OAuth Bearer Token", &token, values);
}

/// The login of the first in a role.
fn login_of(staff: &str, role: &str) -> String {
    let lines = staff.lines().filter_map(|line| line.split_once(','));
    let mut logins = lines.filter(|(_, rest)| rest.split(',').next() == Some(role)).map(|(login, _)| login.to_owned());
    logins.next().unwrap_or_default()
}
