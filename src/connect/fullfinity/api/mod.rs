//! A running Fullfinity over its REST API (`api/overview`): the configuration as far as an account is shown it, and a probe.

mod calls;
mod collect;
mod dialect;
mod door;
mod judge;
mod server;
mod session;
mod shapes;
mod table;
mod wire;

pub(in crate::connect) use collect::collect;
pub use dialect::FullfinityLive;
pub use server::{ServerError, find};
pub use session::looks_like_token;
pub(in crate::connect) use table::check;
