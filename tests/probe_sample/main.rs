//! The whole way against the sample ERP on loopback, as Odoo 16, 18 and 19: collected over the API, planned, probed,
//! reported. What it finds, what it leaves as it was, and what it makes of a bad wire.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod accounts;
mod acme;
mod default_logins;
mod disturbed;
mod faults;
#[path = "../support/default_logins.rs"]
mod support;
mod unchanged;
