//! Every key of the format, once: the reader refuses what is not here, and the JSON Schema is written from it.

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// One text.
    Text,
    /// A text, or a list of them.
    Names,
    /// Yes or no.
    Flag,
    /// A duration: `90d`, `12w`, `1y`.
    Days,
    /// `env:NAME`, `file:PATH` or `stdin`.
    Secret,
    /// A record scope.
    Scope,
    /// What a secret is.
    SecretKind,
    /// The words of a cell, or a list of them.
    Cell,
    /// A mapping with these keys.
    Keys(&'static [Key]),
    /// A mapping from names of the user's own.
    Named(&'static Shape),
    /// A list.
    Many(&'static Shape),
    /// One of these.
    Either(&'static [Shape]),
}

/// One key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    /// What an editor shows.
    pub(super) doc: &'static str,
}

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: false, doc }
}

const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: true, doc }
}

pub(super) const ROOT: &[Key] = &[
    key("system", Shape::Text, "The kind of system that the map is for, such as odoo."),
    key("scope", Shape::Keys(SCOPE), "What this design speaks for; without it, every resource."),
    key("ambient", Shape::Names, "Groups that the ERP adds by itself; tolerated for anyone."),
    key("roles", Shape::Named(&Shape::Keys(ROLE)), "The designed roles by name."),
    key("users", USERS, "Who holds which role: a file (login, role[, person, department]), a list, or a mapping."),
    key("tokens", Shape::Named(&Shape::Keys(TOKEN)), "API keys that are meant to be, by their name in the ERP."),
    key("admins", Shape::Keys(ADMINS), "Administrators that are meant to be."),
    key("shared_allowed", Shape::Many(&Shape::Keys(SHARED)), "Logins that are meant to be shared."),
];

pub(super) const SCOPE: &[Key] =
    &[required("resources", Shape::Names, "Exact resource names, or a beginning followed by one *: sale.*")];

pub(super) const ROLE: &[Key] = &[
    key("extends", Shape::Names, "Roles whose groups, includes, cells and limits this one has too."),
    key("groups", Shape::Names, "The ERP groups that make the role up; without technical name: Category / Name."),
    key("includes", Shape::Names, "ERP groups whose vendor-shipped access is by design."),
    key(
        "grants",
        Shape::Named(&Shape::Cell),
        "Cells by resource: create read write, crw, CRU-, all, none, deny delete.",
    ),
    key("must_not", Shape::Names, "Resources that the role must not reach at all."),
    key("records", Shape::Named(&Shape::Scope), "Which rows, by resource."),
    key("fields", Shape::Named(&Shape::Cell), "Access to fields, by resource.field: r, rw, none."),
    key("users", Shape::Names, "Logins that hold the role; * stands for any run of characters."),
    key("probe", Shape::Keys(PROBE), "How to log in as the role."),
];

pub(super) const PROBE: &[Key] = &[
    required("login", Shape::Text, "The login."),
    required("secret", Shape::Secret, "Where its secret is: env:NAME, file:PATH or stdin; never the secret."),
    key("kind", Shape::SecretKind, "What the secret is: password or key; without it, its form tells."),
];

pub(super) const TOKEN: &[Key] = &[
    key("owner", Shape::Text, "Whose it is."),
    key("may", Shape::Named(&Shape::Cell), "What it may do, by resource."),
    key("scopes", Shape::Names, "The scopes that it has in the ERP."),
    key("expires_within", Shape::Days, "Longest life: 90d, 12w, 1y."),
    key("rotate_every", Shape::Days, "Longest time between rotations: 180d."),
];

pub(super) const ADMINS: &[Key] = &[
    key("allowed", Shape::Names, "Logins of administrators."),
    key("break_glass", Shape::Many(&Shape::Keys(BREAK_GLASS)), "Sealed logins for emergencies."),
];

pub(super) const BREAK_GLASS: &[Key] = &[
    required("login", Shape::Text, "The login."),
    key("custodian", Shape::Text, "Who keeps it."),
    key("sealed", Shape::Flag, "Whether it is kept under seal."),
];

pub(super) const SHARED: &[Key] =
    &[required("login", Shape::Text, "The login."), key("reason", Shape::Text, "Why it is shared.")];

pub(super) const USER: &[Key] = &[
    required("login", Shape::Text, "The login; * stands for any run of characters."),
    required("role", Shape::Names, "The role, or several."),
    key("person", Shape::Text, "The person behind the login."),
    key("department", Shape::Text, "Where the person works."),
];

const USERS: Shape = Shape::Either(&[Shape::Text, Shape::Many(&Shape::Keys(USER)), Shape::Named(&Shape::Names)]);
