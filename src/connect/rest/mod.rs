//! Probing any REST API: a manifest says which requests answer which questions, and [`RestLive`] asks them.

mod dialect;
mod endpoints;
mod judge;
mod manifest;
mod minting;
mod request;
mod rows;
mod session;
mod template;
mod variables;

pub use dialect::RestLive;
pub use manifest::{Manifest, ManifestError};
