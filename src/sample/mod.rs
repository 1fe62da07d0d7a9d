//! A sample ERP for the demo and the tests: an in-process server on 127.0.0.1 that speaks as Odoo or as Frappe does.
//!
//! **It is a sample.** It proves the shape of our client and of the probe's protocol, never the ERP's rules: its access
//! checks are a naive reading of its own rows, and no rule of the engine depends on it.
//!
//! Nothing in it is secret: passwords and keys follow from the logins.

mod behaviour;
pub mod frappe;
mod odoo;
mod reply;
mod server;
mod store;

pub use behaviour::{Behaviour, Disturbance};
pub use odoo::{BearerApi, BearerFault, Faults, Flavour, LiveFault, Options, Sample, SampleCompany};
pub use server::{Running, Seen};
