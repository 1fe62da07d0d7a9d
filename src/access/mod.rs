//! Effective access: what a snapshot's rows mean for each user. Pure, and the only place that evaluates.

mod cells;
pub mod domain;
mod effective;
mod explain;
mod fields;
mod filters;
mod graph;
mod leaning;
mod levels;
mod limits;
mod open;
mod own;
mod person;
mod reach;
mod reached;
mod rows;
pub mod scope;
mod shared;
mod surfaces;

pub use cells::Cells;
pub use domain::Who;
pub use effective::{Access, Profile};
pub(crate) use explain::chain;
pub use explain::{Explanation, Missing, Route, explain};
pub use graph::GroupGraph;
pub use reach::Row;
pub use reached::Reached;
