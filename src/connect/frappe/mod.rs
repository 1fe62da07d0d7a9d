//! Frappe 14 to 17, with ERPNext or without.

pub mod api;
