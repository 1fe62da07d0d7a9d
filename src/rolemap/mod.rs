//! The design: a role map from YAML, CSV, XLSX or casbin text, every value with the place where it was written.
//!
//! Parsing and validating only; what the design means for one system is worked out in `compare`.

mod cell;
mod fields;
mod map;
mod problem;
mod text;
mod words;
mod yaml;

pub use map::{
    Access, Admins, Assignment, BreakGlass, CellRule, FieldRule, OpName, OpSelection, Probe, RecordDesign, Role,
    RoleMap, SharedAllowed, TokenDesign,
};
pub use problem::{Level, Problem};
pub use yaml::schema;
