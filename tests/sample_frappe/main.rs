//! The Frappe sample answers as real sites of 14, 15 and 17 were seen to answer, and it changes when it is written to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop where it stands")]

mod access;
mod changes;
mod collects;
mod faults;
mod fields;
mod logins;
mod shop;
mod wire;
