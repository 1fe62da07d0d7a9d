//! Whose an account is: a person's, a program's, the system's, an outsider's, or nobody's own.
//!
//! Names are put into one form first, then accounts are put into classes, and only then do signs count, as the policy weighs
//! them ([`AccountPolicy`](crate::policy::AccountPolicy)). Every sign is kept with what it was seen in, so that a reader can
//! judge it.

mod class;
mod crowd;
mod domain;
mod lexicon;
mod people;
mod person;
mod signs;
mod verdict;
mod words;

pub use class::Class;
pub use crowd::Crowd;
pub use domain::host;
pub use lexicon::Lexicon;
pub use people::{By, People, Person};
pub use signs::{Evidence, Sign};
pub use verdict::{About, Identity, Suspect, identify, suspects};
pub use words::{Name, read_as_latin, same_form};
