//! The whole protocol against the Frappe sample: what it collects, finds, changes and leaves, on a good wire and a bad one.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod acme;
mod default_logins;
mod disturbed;
mod faults;
#[path = "../support/default_logins.rs"]
mod support;
mod unchanged;
