//! The review of an audit by people: what there is to decide line by line, what they decided, and whether that can count.
//!
//! A workbook carries the lines out and the decisions back. Nothing in it is trusted: lines are compared with those that were handed
//! out, reviewers with those whom a line is about and with those who hand out rights.

mod check;
mod columns;
mod decision;
mod independence;
mod lines;
mod moment;
mod reading;
mod record;
mod signals;

pub use check::{Terms, check};
pub use columns::{Column, FILLED, GIVEN};
pub use decision::Decision;
pub use lines::{Kind, Line, lines, snapshot_mark};
pub use reading::{Account, Filled, FilledRow, Given, Reached, Reference, ReviewError, filled, reference};
pub use record::{Counts, Decided, FILE, Review, ReviewFile, Reviewer, Run, SCHEMA, SEALED_AS, Todo};
