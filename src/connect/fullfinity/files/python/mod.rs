//! What the text of a module's Python says about access: a tokenizer and two readers, no interpreter. What is not written
//! as a plain value is said not to be read, never guessed.

mod lexer;
mod models;
mod routes;
mod stream;

pub(super) use lexer::{Token, lex};
pub(super) use models::{Declared, classes};
pub(super) use routes::{Auth, Route, routes};
