//! Synthetic systems, always from a seed: for the demo, for tests and for benches.

mod builder;
mod company;
mod defaults;
mod scale;

pub use builder::Builder;
pub use company::{Company, Fault, company};
pub use scale::{Scale, Size, scale};
