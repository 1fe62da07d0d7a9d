//! Random systems and random designs, small and of any shape, over the same few names.

#![allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "each test that includes this file uses its own part of it; sizes are drawn within bounds"
)]

pub(crate) mod designs;
pub(crate) mod systems;

/// Resources whose names begin alike, so that families such as `sale*` tell something.
pub(crate) const RESOURCES: [&str; 5] = ["account.move", "hr.employee", "sale", "sale.order", "sale.order.line"];

/// Groups.
pub(crate) const GROUPS: [&str; 6] = ["m.g0", "m.g1", "m.g2", "m.g3", "m.g4", "m.g5"];

/// Logins.
pub(crate) const LOGINS: [&str; 5] = ["u0@a.example", "u1@a.example", "u2@a.example", "u3@b.example", "u4@b.example"];
