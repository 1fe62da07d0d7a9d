//! The edge: the only place that knows an ERP's tables. A connector makes a [`Snapshot`](crate::snapshot::Snapshot) and
//! nothing else.

mod error;
pub mod odoo;
mod sql;

pub use error::ConnectError;
