//! Duties against what others worked out: the stock roles of ERPNext, and an evaluator that takes no short cut.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

mod erpnext;
mod lint;
mod naive;
