//! Odoo 16.0 to 19.0 over its own API: `/jsonrpc` everywhere, `/json/2` with a key from 19 on.

mod fault;
mod rpc;
mod wire;

pub use fault::{Exception, Fault};
pub use rpc::Rpc;
pub use wire::Wire;
