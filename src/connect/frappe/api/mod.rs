//! Frappe 14 to 17 over its own API: `/api/resource` and whitelisted methods, in a session or with a token.

mod calls;
mod collect;
mod dialect;
mod fault;
mod judge;
mod release;
mod rows;
mod server;
mod sign_in;
mod touch;
mod wire;

pub use collect::{collect, collect_by};
pub use dialect::FrappeLive;
pub use fault::{Exception, Fault, Sentinels};
pub use release::Release;
pub use server::{ServerError, find_site, find_version};
pub use sign_in::looks_like_key;
pub use touch::{ATTEMPTS, NEVER};
pub use wire::Wire;
