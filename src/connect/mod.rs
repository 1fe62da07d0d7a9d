//! The edge: the only place that knows an ERP's tables. A connector makes a [`Snapshot`](crate::snapshot::Snapshot) and
//! nothing else; [`live`] turns questions to a running system into requests, [`accounts`] makes the accounts that ask them.

pub mod accounts;
pub mod api;
mod databases;
mod error;
pub mod frappe;
pub mod fullfinity;
mod hashes;
mod keys;
pub mod live;
pub mod mapped;
pub mod odoo;
mod options;
mod questions;
pub mod rest;
pub mod server;
mod source;
mod sql;
pub mod tryton;
mod urls;

pub(crate) use error::one_line;
pub use error::{ConnectError, Engine, Product};
pub use options::{CollectOptions, Extra, WellKnown};
pub(crate) use sql::postgres::writable as writable_postgres;
