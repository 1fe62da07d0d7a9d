//! The sample as Frappe 14, 15 or 17, with ERPNext and HRMS.
//!
//! What it answers follows what real sites of 14.55, 15.101 and a 17 of mid-2026 were seen to answer: envelopes, statuses,
//! names of exceptions, the order of the checks and the side effects; most sentences of its errors are its own. What it
//! does not have: workflows, other apps' controllers, websites, queues, rate limits.

mod catalogue;
mod company;
mod document;
mod exception;
mod faults;
mod filter;
mod flavour;
mod hooks;
mod levels;
mod limits;
mod list;
mod load;
mod login;
mod meta;
mod methods;
mod pages;
mod people;
mod planted;
mod records;
mod reply;
mod request;
mod rights;
mod route;
mod settings;
mod site;
mod surfaces;
mod table;
mod write;
mod write_methods;

use std::io;

pub use company::SampleCompany;
pub use faults::{Fault, Faults, LiveFault};
pub use flavour::Flavour;

use super::behaviour::Behaviour;
use super::server::{self, Running};

/// How a sample server differs from a plain, honest one.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What its custom apps do against its own rows.
    pub faults: Faults,
    /// What happens to requests on the wire.
    pub behaviour: Behaviour,
}

/// Starts sample servers.
#[derive(Debug)]
pub struct Sample;

impl Sample {
    /// Serves a company plainly on a free port of 127.0.0.1, in a thread of its own, until the answer is dropped.
    pub fn serve(company: &SampleCompany) -> io::Result<Running> {
        Self::serve_with(company, Options::default())
    }

    /// The same with options.
    pub fn serve_with(company: &SampleCompany, options: Options) -> io::Result<Running> {
        server::start(site::Site::new(company, options.faults), options.behaviour)
    }
}
