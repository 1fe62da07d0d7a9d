//! Fullfinity, by its public documentation alone (developer.fullfinity.com, first part of each page, read 2026-11): nothing
//! here was run against an instance. What the documentation does not tell is *not assessed*, never guessed.
//!
//! `files` reads what modules ship (`security/`, `data/`, `views/`, and a scan of `models/` and `routes/`); `api` reads the
//! running configuration and asks as each role. Both fill `records`, which `build` turns into a snapshot.

pub mod api;
mod build;
mod files;
mod names;
mod records;

pub use files::{Modules, collect};
pub use names::{CAUTION, VERSION};

use super::error::Product;

/// As errors call it.
const PRODUCT: Product = Product {
    name: "Fullfinity",
    a: "a Fullfinity",
    reads: "what its public documentation tells",
    account: "an account that may read groups, access rows and users",
};
