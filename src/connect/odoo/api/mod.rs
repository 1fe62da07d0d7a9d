//! Odoo 16.0 to 19.0 over its own API: `/jsonrpc` everywhere, `/json/2` with a key from 19 on.

mod provision;
mod rpc;

pub use provision::OdooAccounts;
pub use rpc::{Fault, Rpc};
