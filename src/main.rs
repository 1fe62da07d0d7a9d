//! The command line of rolecall.

fn main() {}
