//! Files that people write in YAML: a tree with positions, and every problem with its place at once.

mod problem;
pub(crate) mod raw;
mod reader;
mod tree;
pub(crate) mod words;

pub use problem::{Level, Problem};

pub(crate) use problem::Problems;
pub(crate) use reader::{Object, Reader};
pub(crate) use tree::{Node, Tree, read};
