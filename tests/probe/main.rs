//! The live probe: what a plan asks, what is sent of it, what its answers mean.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

#[path = "../common/mod.rs"]
mod common;
mod erp;
mod plan;
mod random;
mod send;
mod world;
