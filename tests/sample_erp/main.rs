//! The sample ERP answers as real servers of 16.0, 18.0 and 19.0 were seen to answer, and it changes when it is written to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop where it stands")]

mod access;
mod bearer;
mod changes;
mod disturbed;
mod faults;
mod logins;
mod shop;
mod wire;
