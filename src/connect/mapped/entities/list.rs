//! Every entity and every column.

use super::{Column, Entity, Id, Kind};
use crate::snapshot::Domain;

const fn must(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, required: true, meaning }
}

const fn may(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, required: false, meaning }
}

/// Kinds of accounts.
const KINDS: &[&str] = &["internal", "external", "anonymous", "system", "unclassified"];
/// To whom an application gives something without being asked.
const AUDIENCES: &[&str] = &["everyone", "signed-in", "internal"];

const ORIGIN: Column = may("origin", Kind::Text, "who made it: `vendor`, `vendor:MODULE` or `custom`; empty: unknown");
const TO_GROUP: Column = may("group", Kind::Of(Id::Groups), "its members");
const TO_USER: Column = may("user", Kind::Of(Id::Users), "one user, directly");
const TO_AUDIENCE: Column = may(
    "audience",
    Kind::Word(AUDIENCES),
    "`everyone` (callers without a login, too), `signed-in`, or `internal` (accounts of that kind)",
);

/// All of them, in the order in which they are read.
pub(in crate::connect::mapped) const ENTITIES: &[Entity] = &[
    Entity {
        id: Id::Users,
        name: "users",
        domain: Domain::Accounts,
        indispensable: true,
        wide: false,
        meaning: "every account, those that may not sign in, too",
        columns: &[
            must("login", Kind::Text, "what is typed at sign-in; outputs call the account so"),
            must("active", Kind::Flag, "may sign in"),
            must("superuser", Kind::Flag, "bypasses every check; write 0 for all if nobody does"),
            may("id", Kind::Text, "the application's own id; with this column, other entities name users by it"),
            may("name", Kind::Text, "the person"),
            may("email", Kind::Text, "mail address"),
            may(
                "kind",
                Kind::Word(KINDS),
                "`internal` (the default), `external` (a customer's or supplier's), `anonymous` (stands for callers \
                 without a login), `system` (nobody signs in as it) or `unclassified`",
            ),
            may("company", Kind::Of(Id::Companies), "home company"),
            may("created", Kind::Time, "when it was made"),
            may("last_login", Kind::Time, "when it was last used"),
            may("has_password", Kind::Presence, "a password is stored; never select the password itself"),
            may("second_factor", Kind::Presence, "a second factor is set up"),
            may("provider", Kind::Text, "signs in through this provider"),
        ],
    },
    Entity {
        id: Id::Companies,
        name: "companies",
        domain: Domain::Companies,
        indispensable: false,
        wide: false,
        meaning: "companies, tenants, branches",
        columns: &[
            must("name", Kind::Text, "its name"),
            may("id", Kind::Text, "its own id; with this column, other entities name companies by it"),
            may("parent", Kind::Of(Id::Companies), "the company that it is a branch of"),
            may("active", Kind::Flag, "in use (the default)"),
        ],
    },
    Entity {
        id: Id::UserCompanies,
        name: "user_companies",
        domain: Domain::Companies,
        indispensable: false,
        wide: false,
        meaning: "who may work in which company, beside the home company",
        columns: &[must("user", Kind::Of(Id::Users), "who"), must("company", Kind::Of(Id::Companies), "where")],
    },
    Entity {
        id: Id::Groups,
        name: "groups",
        domain: Domain::Memberships,
        indispensable: false,
        wide: false,
        meaning: "groups, roles, profiles: whatever rights are given to",
        columns: &[
            must("key", Kind::Text, "its stable name; a role map names it so"),
            may("id", Kind::Text, "its own id; with this column, other entities name groups by it"),
            may("name", Kind::Text, "as people see it"),
            may(
                "given_to",
                Kind::Word(AUDIENCES),
                "the application gives it by itself, without memberships: to `everyone` (callers without a login, too), to \
                 whoever is `signed-in`, or to `internal` accounts",
            ),
            may("administers", Kind::Flag, "its members can give any right to anyone"),
            may("active", Kind::Flag, "in use (the default); else its own rights count for nothing"),
            ORIGIN,
        ],
    },
    Entity {
        id: Id::Memberships,
        name: "memberships",
        domain: Domain::Memberships,
        indispensable: false,
        wide: false,
        meaning: "who is in which group",
        columns: &[must("user", Kind::Of(Id::Users), "who"), must("group", Kind::Of(Id::Groups), "in what")],
    },
    Entity {
        id: Id::Implications,
        name: "implications",
        domain: Domain::Memberships,
        indispensable: false,
        wide: false,
        meaning: "groups that bring other groups; `semantics.membership` says whether members get them by that alone",
        columns: &[
            must("group", Kind::Of(Id::Groups), "whose members"),
            must("implies", Kind::Of(Id::Groups), "are in this one, too"),
        ],
    },
    Entity {
        id: Id::Resources,
        name: "resources",
        domain: Domain::ModelAccess,
        indispensable: true,
        wide: false,
        meaning: "what is protected: models, modules, screens; those to which nobody has a right, too",
        columns: &[
            must(
                "key",
                Kind::Text,
                "its stable name; a role map names it so, or by a beginning with one `*` at the end (`sales.*`), so that what \
                 belongs together should begin alike",
            ),
            may("id", Kind::Text, "its own id; with this column, other entities name resources by it"),
            may("name", Kind::Text, "as people see it"),
            ORIGIN,
        ],
    },
    Entity {
        id: Id::Grants,
        name: "grants",
        domain: Domain::ModelAccess,
        indispensable: true,
        wide: true,
        meaning: "who may do what; each row to exactly one of `group`, `user` and `audience`",
        columns: &[
            must("resource", Kind::Of(Id::Resources), "on what"),
            TO_GROUP,
            TO_USER,
            TO_AUDIENCE,
            may(
                "operation",
                Kind::Operations,
                "which operation; several with spaces or commas between them, `*` for all. Instead of it, a column of \
                 its own for each operation, with yes or no",
            ),
            may("own", Kind::Flag, "on the caller's own records alone"),
            may("active", Kind::Flag, "counts (the default)"),
            may("key", Kind::Text, "the row's own name, for explanations"),
            ORIGIN,
        ],
    },
    Entity {
        id: Id::Fields,
        name: "fields",
        domain: Domain::Fields,
        indispensable: false,
        wide: false,
        meaning: "fields of resources; those that `field_rules` names need no row here",
        columns: &[
            must("resource", Kind::Of(Id::Resources), "whose"),
            must("field", Kind::Text, "its name"),
            may("type", Kind::Text, "its type"),
            may("relation", Kind::Text, "the resource that it links to"),
            may("custom", Kind::Flag, "added by hand"),
        ],
    },
    Entity {
        id: Id::FieldRules,
        name: "field_rules",
        domain: Domain::Fields,
        indispensable: false,
        wide: false,
        meaning: "who may see and change a field, apart from the resource; `semantics.fields` says what holds for those whom \
                  no row names",
        columns: &[
            must("resource", Kind::Of(Id::Resources), "whose"),
            must("field", Kind::Text, "which field"),
            TO_GROUP,
            TO_USER,
            TO_AUDIENCE,
            must("read", Kind::Flag, "may see it"),
            must("write", Kind::Flag, "may change it"),
        ],
    },
    Entity {
        id: Id::RecordRules,
        name: "record_rules",
        domain: Domain::Records,
        indispensable: false,
        wide: true,
        meaning: "what narrows an allowed operation to some records; see [how rules are put together](#record-rules)",
        columns: &[
            must("resource", Kind::Of(Id::Resources), "on what"),
            must(
                "reach",
                Kind::Text,
                "which records are left: `none`, `own`, `restricted` (a condition that names neither the user nor a \
                 company), `company` or `all`; any other text is kept, and how far it reaches is unknown",
            ),
            TO_GROUP,
            TO_USER,
            TO_AUDIENCE,
            may("operation", Kind::Operations, "for which operations, as in `grants`; without it, for all"),
            may("key", Kind::Text, "the rule's own name"),
            may("active", Kind::Flag, "counts (the default)"),
            ORIGIN,
        ],
    },
    Entity {
        id: Id::Tokens,
        name: "tokens",
        domain: Domain::Tokens,
        indispensable: false,
        wide: false,
        meaning: "API keys and what else lets a program in; never select the key itself",
        columns: &[
            must("user", Kind::Of(Id::Users), "whose rights it carries"),
            may("name", Kind::Text, "the name that its owner gave it"),
            may(
                "kind",
                Kind::Word(&["api-key", "oauth-bearer", "trusted-device"]),
                "`api-key` (the default), `oauth-bearer` or `trusted-device`",
            ),
            may("created", Kind::Time, "when it was made"),
            may("expires", Kind::Time, "when it ends; empty: never. Without the column, ends are not assessed"),
            may("scope", Kind::Text, "what it may be used for; empty: everything"),
            may("scope_unchecked", Kind::Flag, "the scope is written and never checked"),
            may("outlives_owner", Kind::Flag, "lets in although its owner may not sign in"),
        ],
    },
    Entity {
        id: Id::Settings,
        name: "settings",
        domain: Domain::Settings,
        indispensable: false,
        wide: false,
        meaning: "settings of the application that a policy speaks about; select none that hold a secret",
        columns: &[
            must("key", Kind::Text, "its name"),
            may(
                "value",
                Kind::Text,
                "its value; kept where it is yes or no, a number, a length of time or one plain word, and no secret by its \
                 name",
            ),
        ],
    },
];
