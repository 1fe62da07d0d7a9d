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

pub use collect::collect;
pub use dialect::FullfinityLive;
pub use server::{ServerError, find};
pub use session::looks_like_token;
pub use table::{NameError, Names};

use std::path::PathBuf;

/// What the public documentation does not tell and whoever knows an instance can say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// What the instance calls what is asked for.
    pub names: Names,
    /// Folders of modules, for what the API does not show: models and their fields, routes.
    pub modules: Vec<PathBuf>,
}
