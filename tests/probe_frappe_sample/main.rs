//! The whole probe against the Frappe sample: what it finds, and what it leaves behind.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod acme;
mod faults;
mod unchanged;
