//! Odoo 16.0 to 19.0 over its own API: `/jsonrpc` everywhere, `/json/2` with a key from 19 on.

mod calls;
mod collect;
mod dialect;
mod fault;
mod judge;
mod provision;
mod rows;
mod rpc;
mod server;
mod sign_in;
mod touch;
mod wire;
mod words;

pub use collect::{ApiOptions, Collected, ask_for_fields, collect};
pub use dialect::OdooLive;
pub use fault::{Exception, Fault};
pub use provision::OdooAccounts;
pub use rpc::Rpc;
pub use server::{ServerError, find_database, find_series};
pub use sign_in::{login, looks_like_key};
pub use touch::{ATTEMPTS, NEVER};
pub use wire::Wire;
