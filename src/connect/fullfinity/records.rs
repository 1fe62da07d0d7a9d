//! What files and the running system say, in one shape.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::connect::error::one_line;
use crate::connect::questions::Ledger;
use crate::model::Ops;
use crate::snapshot::{Broken, Code, Company, Dangling, Domain, Module, State, SurfaceKind};

/// Where a record stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    /// The module that ships it; none for what the running system says.
    pub(super) module: Option<Arc<str>>,
    /// File, line and column.
    pub(super) place: Option<String>,
    /// What it names may be in a module that was not given.
    pub(super) partial: bool,
}

/// What a row says about each operation; what it does not say is in neither set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Perms {
    pub(super) yes: Ops,
    pub(super) no: Ops,
}

/// A `Group`.
#[derive(Debug, Clone)]
pub(super) struct GroupRow {
    pub(super) key: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) category: Option<String>,
    pub(super) implied: Vec<String>,
    pub(super) source: Source,
}

/// A `ModelAccess`.
#[derive(Debug, Clone)]
pub(super) struct AccessRow {
    pub(super) key: String,
    pub(super) model: String,
    /// None where nobody can tell which.
    pub(super) group: Option<String>,
    pub(super) perms: Perms,
    pub(super) source: Source,
}

/// A `RecordRule`.
#[derive(Debug, Clone)]
pub(super) struct RuleRow {
    pub(super) key: String,
    pub(super) model: String,
    pub(super) groups: Vec<String>,
    pub(super) rule: String,
    pub(super) perms: Perms,
    pub(super) source: Source,
}

/// A `UiMenu`, `UiView` or `WindowAction` that names groups.
#[derive(Debug, Clone)]
pub(super) struct SurfaceRow {
    pub(super) kind: SurfaceKind,
    pub(super) word: &'static str,
    pub(super) key: String,
    pub(super) model: Option<String>,
    pub(super) groups: Vec<String>,
    pub(super) source: Source,
}

/// Who may see and change a field, as its declaration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    /// No groups: whoever may read or write the model.
    Open,
    /// One of these.
    Groups(Vec<String>),
    /// Nobody can tell from the text.
    Unread,
}

/// A field of a class.
#[derive(Debug, Clone)]
pub(super) struct FieldRow {
    pub(super) name: String,
    pub(super) field_type: String,
    pub(super) relation: Option<String>,
    pub(super) gate: Gate,
    pub(super) elevated: bool,
    pub(super) source: Source,
}

/// A class of `models/`.
#[derive(Debug, Clone)]
pub(super) struct ClassRow {
    pub(super) name: String,
    /// The models that it adds to instead of being one.
    pub(super) extends: Vec<String>,
    pub(super) fields: Vec<FieldRow>,
    pub(super) source: Source,
}

/// A `User`.
#[derive(Debug, Clone, Default)]
pub(super) struct UserRow {
    pub(super) login: String,
    pub(super) id: String,
    pub(super) name: String,
    /// None where that was not told.
    pub(super) active: Option<bool>,
    pub(super) groups: Vec<String>,
    pub(super) company: Option<String>,
    pub(super) companies: Vec<String>,
}

/// Everything that was found, and what was not.
#[derive(Default)]
pub(super) struct Records {
    pub(super) groups: Vec<GroupRow>,
    pub(super) access: Vec<AccessRow>,
    pub(super) rules: Vec<RuleRow>,
    pub(super) surfaces: Vec<SurfaceRow>,
    pub(super) classes: Vec<ClassRow>,
    /// Names of classes that are perhaps no models.
    pub(super) other_classes: BTreeSet<String>,
    pub(super) code: Vec<Code>,
    pub(super) users: Vec<UserRow>,
    pub(super) companies: Vec<Company>,
    pub(super) modules: Vec<Module>,
    pub(super) dangling: Vec<Dangling>,
    pub(super) ledger: Ledger,
}

impl Records {
    /// Notes what a domain lacks.
    pub(super) fn note(&mut self, domain: Domain, state: State, why: impl Into<String>) {
        self.ledger.note(domain, state, why.into());
    }

    /// Notes something that points at nothing or that nobody understands.
    pub(super) fn dangles(&mut self, what: Broken, from: &str, names: &str, source: &Source) {
        let perhaps_elsewhere = source.partial && matches!(what, Broken::Group | Broken::Resource);
        self.dangling.push(Dangling {
            what,
            from: one_line(from),
            names: one_line(names),
            place: source.place.as_deref().map(one_line),
            perhaps_elsewhere,
        });
    }
}
