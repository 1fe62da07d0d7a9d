//! The whole probe against the sample ERP on loopback, as Odoo 16, 18 and 19: what it finds, what it leaves alone, and what
//! it makes of a bad wire.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod acme;
mod faults;
