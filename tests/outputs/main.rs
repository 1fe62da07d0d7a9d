//! What holds of every output of the real program, in every format: the same bytes for the same inputs, no secret and no value of
//! the business, and a clear end where the machine is not as one would wish.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

mod determinism;
mod machine;
mod markers;
mod refused;
mod workspace;
