//! On which models a create or a write may be sent with an empty list.
//!
//! Tryton 8.2: on every ordinary model of its own modules such a request passed the checks of access, did nothing and changed
//! no table. A module may still have a program of its own before that, so models that speak to the outside are never touched.

/// Business models that a probe may send empty writes and creates to, unless configured otherwise.
pub const ATTEMPTS: &[&str] = &[
    "account.*",
    "analytic_account.*",
    "asset.*",
    "carrier*",
    "commission*",
    "company.*",
    "country.*",
    "currency.currency*",
    "customs.*",
    "employee.*",
    "lead.*",
    "party.*",
    "product.*",
    "production*",
    "project.*",
    "purchase.*",
    "quality.*",
    "sale.*",
    "stock.*",
    "timesheet.*",
];

/// Models that it never sends them to, whatever is configured: the system's own, which decide who may do what, and those whose
/// programs mail, pay, print, or fetch.
pub const NEVER: &[&str] = &[
    "account.payment*",
    "account.statement.import*",
    "currency.cron*",
    "document.incoming*",
    "edocument*",
    "email*",
    "inbound.*",
    "ir.*",
    "marketing.*",
    "notification.*",
    "printer*",
    "res.*",
    "web.*",
];
