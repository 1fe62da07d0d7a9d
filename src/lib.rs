//! Does every role of an ERP get exactly the access that was designed for it, no more and no less?
//!
//! Data goes one way:
//!
//! ```text
//! role map ─┐
//!           ├→ effective access → comparison → checks → findings → report
//! snapshot ─┘
//! ```
//!
//! [`connect`] makes snapshots and is the only place that knows an ERP; [`access`] alone evaluates what its rows mean.

pub mod access;
pub mod archive;
pub mod audit;
pub mod checks;
pub mod cli;
pub mod compare;
pub mod config;
pub mod connect;
pub mod diff;
pub mod duties;
pub mod escalation;
pub mod findings;
pub mod gate;
pub mod history;
pub mod identity;
pub mod jwt;
pub mod model;
pub mod net;
pub mod policy;
pub mod probe;
pub mod progress;
pub mod provision;
pub mod report;
pub mod review;
pub mod rolemap;
pub mod sample;
pub mod secret;
pub mod sheets;
pub mod snapshot;
pub mod staff;
pub mod synth;
pub mod yaml;
