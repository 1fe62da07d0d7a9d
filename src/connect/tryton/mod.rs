//! Tryton 8.2.

pub mod api;
