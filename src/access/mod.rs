//! (under construction)

pub mod domain;
pub mod scope;
