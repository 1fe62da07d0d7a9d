//! Effective access: what a snapshot's rows mean for each user. Pure, and the only place that evaluates.

mod cells;
pub mod domain;
mod effective;
mod explain;
mod graph;
pub mod scope;

pub use cells::Cells;
pub use effective::{Access, Profile};
pub use explain::{Explanation, Missing, Route, explain};
pub use graph::GroupGraph;
