//! Probing any REST API by a manifest: what a manifest may say, what is sent of it, what answers mean, and whole probes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop where it stands")]

#[path = "../support/rest_api.rs"]
mod api;
mod cli;
mod examples;
#[path = "../probe_frappe_sample/acme.rs"]
#[allow(dead_code, reason = "only a part of what its own tests need")]
mod frappe;
mod hostile;
mod logins;
mod manifest;
mod manners;
#[path = "../probe_sample/acme.rs"]
#[allow(dead_code, reason = "only a part of what its own tests need")]
mod odoo;
mod samples;
mod world;
