//! Tryton 8.2 over its own JSON-RPC API, in a session.

mod calls;
mod collect;
mod dialect;
mod fault;
mod judge;
mod rows;
mod server;
mod sign_in;
mod touch;
mod wire;

pub use collect::{ask_for_defaults, collect};
pub use dialect::TrytonLive;
pub use fault::{Exception, Fault};
pub use server::{ServerError, find_database, find_series, series_of};
pub use sign_in::looks_like_key;
pub use touch::{ATTEMPTS, NEVER};
