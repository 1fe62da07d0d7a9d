//! The sample as Odoo 16, 18 or 19.
//!
//! What it answers follows what real servers of 16.0, 18.0 and 19.0 were seen to answer: envelopes, statuses, exception
//! names, the order of the checks and the side effects; the sentences of its errors are its own. Values come in the order
//! of their names, so it cannot show what depends on the order in which a client writes the fields of a record.

mod bearer;
mod business;
mod company;
mod compute;
mod domain;
mod erp;
mod exception;
mod faults;
mod json2;
mod methods;
mod program;
mod reply;
mod rights;
mod rpc;
mod rule;
mod security;
mod shape;
mod store;
mod text;
mod web;

use std::io;

pub use bearer::BearerApi;
pub use company::SampleCompany;
pub use faults::{BearerFault, Faults, LiveFault};

use super::behaviour::Behaviour;
use super::server::{self, Running};

/// Which Odoo it speaks as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavour {
    /// 16.0.
    V16,
    /// 18.0, as of mid-2025.
    V18,
    /// 19.0.
    V19,
}

impl Flavour {
    /// Every flavour.
    pub const ALL: [Self; 3] = [Self::V16, Self::V18, Self::V19];

    /// The major version.
    pub fn major(self) -> u8 {
        match self {
            Self::V16 => 16,
            Self::V18 => 18,
            Self::V19 => 19,
        }
    }
}

/// How a sample server differs from a plain, honest one.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What its custom code does against its own rows.
    pub faults: Faults,
    /// What happens to requests on the wire.
    pub behaviour: Behaviour,
    /// Databases beside the company's own: then a request without one finds none.
    pub other_databases: Vec<String>,
    /// What its bearer-JWT API takes; without it there is none.
    pub bearer: Option<BearerApi>,
}

/// Starts sample servers.
#[derive(Debug)]
pub struct Sample;

impl Sample {
    /// Serves a company plainly on a free port of 127.0.0.1, in a thread of its own, until the answer is dropped.
    pub fn serve(company: &SampleCompany, flavour: Flavour) -> io::Result<Running> {
        Self::serve_with(company, flavour, Options::default())
    }

    /// The same with options.
    pub fn serve_with(company: &SampleCompany, flavour: Flavour, options: Options) -> io::Result<Running> {
        let erp = erp::Erp::new(company, flavour, options.faults);
        let program = program::Odoo { erp, others: options.other_databases, bearer: options.bearer };
        server::start(program, options.behaviour)
    }
}
