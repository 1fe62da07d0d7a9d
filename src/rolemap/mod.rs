//! The design: a role map from YAML, CSV, XLSX or casbin text, every value with the place where it was written.
//!
//! Parsing and validating only; what the design means for one system is worked out in `compare`.

pub mod casbin;
mod cell;
pub mod cells;
mod fields;
mod lint;
mod load;
mod map;
mod sheet;
mod yaml;

pub use crate::sheets::WorkbookError;
pub use crate::yaml::{Level, Problem};
pub use cells::Roles;
pub use lint::{Known, lint};
pub use load::{LoadError, Loaded, load, load_casbin};
pub use map::{
    Access, Admins, Assignment, BreakGlass, CellRule, FieldRule, OpName, OpSelection, Probe, RecordDesign, Role,
    RoleMap, SharedAllowed, TokenDesign,
};
pub use yaml::schema;
