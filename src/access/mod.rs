//! Effective access: what a snapshot's rows mean for each user. Pure, and the only place that evaluates.

mod cells;
pub mod domain;
mod effective;
mod explain;
mod fields;
mod graph;
mod reach;
pub mod scope;

pub use cells::Cells;
pub use domain::Who;
pub use effective::{Access, Profile};
pub use explain::{Explanation, Missing, Route, explain};
pub use fields::admits;
pub use graph::GroupGraph;
pub use reach::Row;
