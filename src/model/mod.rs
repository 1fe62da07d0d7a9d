//! The nouns that every other room speaks: positions, operations, scopes, severities. No IO, no dependency on the rest.

mod chain;
mod date;
mod glob;
mod ids;
mod joined;
mod ops;
mod origin;
mod place;
mod scope;
mod secret_kind;
mod severity;
mod text;

pub use chain::{ArchivedRun, Link, Sealed};
pub use date::{date, days_between, utc_day};
pub use glob::{Glob, Pattern, PatternError, covers};
pub use ids::{CompanyIx, GrantIx, GroupIx, OpIx, ResourceIx, RuleIx, SurfaceIx, UserIx};
pub use joined::Joined;
pub use ops::{Operation, Ops, Verb};
pub use origin::{Origin, day};
pub use place::{Located, Place, Position};
pub use scope::RecordScope;
pub use secret_kind::SecretKind;
pub use severity::{Confidence, Severity};
pub(crate) use text::{count, hex, words};
pub use text::{invisible, nearest};
