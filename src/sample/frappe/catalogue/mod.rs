//! Doctypes as the apps ship them: a small part of what a trading company on ERPNext has.
//!
//! Names, field types, links, permission levels and rows of permissions are those of frappe 15.101 and erpnext 15.99,
//! as read from `tabDocType`, `tabDocField` and `tabDocPerm`; most fields and doctypes are left out.

mod books;
mod framework;
mod people;
mod security;
mod tools;
mod trade;

/// One doctype.
#[derive(Debug)]
pub(super) struct Doctype {
    pub(super) name: &'static str,
    pub(super) module: &'static str,
    pub(super) kind: Kind,
    /// May be imported.
    pub(super) import: bool,
    /// Fields that a user sees who may only select.
    pub(super) search: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) perms: &'static [Perm],
}

/// What sort of doctype.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// Documents are submitted and cancelled.
    Submittable,
    /// Rows of documents of other doctypes.
    Child,
    /// One document of the doctype's own name.
    Single,
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// Where a link or a table leads, or what there is to select.
    pub(super) options: &'static str,
    pub(super) level: u8,
    pub(super) ignores_user_permissions: bool,
    pub(super) mandatory: bool,
    /// Shown only in part to whom no row lets see it (16 and later).
    pub(super) masked: bool,
}

/// One row of permissions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Perm {
    pub(super) role: &'static str,
    /// Operations by their letters: see [`OPERATIONS`].
    pub(super) letters: &'static str,
    pub(super) level: u8,
    /// Only on documents that the user owns.
    pub(super) own: bool,
}

/// Operations by the letters of [`Perm::letters`].
pub(super) const OPERATIONS: [(char, &str); 15] = [
    ('l', "select"),
    ('r', "read"),
    ('w', "write"),
    ('c', "create"),
    ('d', "delete"),
    ('s', "submit"),
    ('x', "cancel"),
    ('a', "amend"),
    ('p', "print"),
    ('e', "email"),
    ('v', "report"),
    ('i', "import"),
    ('o', "export"),
    ('h', "share"),
    ('m', "mask"),
];

/// Every doctype; what others link to comes first.
pub(super) fn all() -> impl Iterator<Item = &'static Doctype> {
    let all =
        [framework::DOCTYPES, security::DOCTYPES, tools::DOCTYPES, people::DOCTYPES, trade::DOCTYPES, books::DOCTYPES];
    all.into_iter().flatten()
}

const PLAIN: Doctype =
    Doctype { name: "", module: "", kind: Kind::Plain, import: false, search: "", fields: &[], perms: &[] };

const fn field(name: &'static str, kind: &'static str, options: &'static str) -> Field {
    Field { name, kind, options, level: 0, ignores_user_permissions: false, mandatory: false, masked: false }
}

const fn data(name: &'static str) -> Field {
    field(name, "Data", "")
}

const fn text(name: &'static str) -> Field {
    field(name, "Small Text", "")
}

const fn check(name: &'static str) -> Field {
    field(name, "Check", "")
}

const fn int(name: &'static str) -> Field {
    field(name, "Int", "")
}

const fn money(name: &'static str) -> Field {
    field(name, "Currency", "")
}

const fn date(name: &'static str) -> Field {
    field(name, "Date", "")
}

const fn moment(name: &'static str) -> Field {
    field(name, "Datetime", "")
}

const fn select(name: &'static str, options: &'static str) -> Field {
    field(name, "Select", options)
}

const fn link(name: &'static str, to: &'static str) -> Field {
    field(name, "Link", to)
}

const fn table(name: &'static str, of: &'static str) -> Field {
    field(name, "Table", of)
}

impl Field {
    const fn at(self, level: u8) -> Self {
        Self { level, ..self }
    }

    const fn free(self) -> Self {
        Self { ignores_user_permissions: true, ..self }
    }

    const fn must(self) -> Self {
        Self { mandatory: true, ..self }
    }

    const fn masked(self) -> Self {
        Self { masked: true, ..self }
    }
}

const fn to(role: &'static str, letters: &'static str) -> Perm {
    Perm { role, letters, level: 0, own: false }
}

impl Perm {
    const fn at(self, level: u8) -> Self {
        Self { level, ..self }
    }

    const fn own(self) -> Self {
        Self { own: true, ..self }
    }
}
