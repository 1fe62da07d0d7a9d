//! Segregation of duties: who performs which functions, and which risks are in one hand.
//!
//! Functions are held against what somebody can really do (rows, groups, fields, record rules), once for each set of groups; risks
//! are of people, across their accounts. Pure.

mod conflict;
mod lint;
mod overview;
mod people;
mod perform;
mod remedy;
mod route;
mod rules;
mod survey;

pub use conflict::{Performed, SideOf, step_down, weighed};
pub use lint::lint;
pub use overview::{DoerKind, Doing, Done};
pub use people::{Person, people};
pub use perform::{Holder, Performers, Side};
pub use remedy::Remedy;
pub use route::Route;
pub use rules::{Column, Known, KnownRight, Rules};
pub use survey::Survey;
