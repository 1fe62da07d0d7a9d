//! The gate: decisions about findings against a naive evaluator, the verdict, and all of it through the program.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

mod command_line;
mod decisions;
mod made;
mod verdict;
