//! What a mapped system can say: every entity and its columns, once. The readers take nothing else, and docs/connecting-any-sql.md
//! holds the same tables.

mod list;

pub(super) use list::ENTITIES;

use crate::snapshot::Domain;

/// The name of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Id {
    Users,
    Companies,
    UserCompanies,
    Groups,
    Memberships,
    Implications,
    Resources,
    Grants,
    Fields,
    FieldRules,
    RecordRules,
    Tokens,
    Settings,
}

/// What a cell of a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// Yes or no.
    Flag,
    /// Yes or no; what else stands there may be a secret and is never repeated.
    Presence,
    /// A moment.
    Time,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The name of a row of another entity.
    Of(Id),
    /// One or more operations.
    Operations,
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Rows without it have no meaning.
    pub(super) required: bool,
    /// For people.
    pub(super) meaning: &'static str,
}

/// An entity.
#[derive(Debug)]
pub(super) struct Entity {
    pub(super) id: Id,
    /// Its key in a manifest, and the name of its file or sheet.
    pub(super) name: &'static str,
    /// What is not assessed without it.
    pub(super) domain: Domain,
    /// There is no snapshot without a row of it.
    pub(super) indispensable: bool,
    /// An operation may have a column of its own.
    pub(super) wide: bool,
    pub(super) columns: &'static [Column],
    /// For people.
    pub(super) meaning: &'static str,
}

impl Id {
    /// The entity of this name.
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT: `ENTITIES` has one for each, in this order; a test holds that"
    )]
    pub(super) fn entity(self) -> &'static Entity {
        &ENTITIES[self as usize]
    }

    /// Its key in a manifest.
    pub(super) fn name(self) -> &'static str {
        self.entity().name
    }

    /// The entity that a manifest calls so.
    pub(super) fn named(name: &str) -> Option<Self> {
        ENTITIES.iter().find(|entity| entity.name == name).map(|entity| entity.id)
    }

    /// One row of it, in words.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Users => "user",
            Self::Companies => "company",
            Self::Groups => "group",
            Self::Resources => "resource",
            _ => "row",
        }
    }
}

impl Entity {
    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn entities_stand_where_their_names_say() {
        for (at, entity) in ENTITIES.iter().enumerate() {
            assert_eq!(entity.id as usize, at);
            assert_eq!(Id::named(entity.name), Some(entity.id));
            for column in entity.columns {
                let twice = entity.columns.iter().filter(|other| other.name == column.name).count();
                assert_eq!(twice, 1, "{}.{}", entity.name, column.name);
            }
        }
    }

    fn kind(kind: Kind) -> String {
        match kind {
            Kind::Text => "text".to_owned(),
            Kind::Flag | Kind::Presence => "yes or no".to_owned(),
            Kind::Time => "time".to_owned(),
            Kind::Word(_) => "a word".to_owned(),
            Kind::Of(id) => format!("a {}", id.word()),
            Kind::Operations => "operations".to_owned(),
        }
    }

    /// The tables of docs/connecting-any-sql.md; `UPDATE=1` writes them.
    #[test]
    fn the_page_tells_every_column() {
        let mut tables = String::new();
        for entity in ENTITIES {
            let needed = if entity.indispensable { " (needed)" } else { "" };
            let columns = "| column | is | meaning |\n|---|---|---|";
            writeln!(tables, "### `{}`{needed}\n\n{}\n\n{columns}", entity.name, entity.meaning).unwrap();
            for column in entity.columns {
                let star = if column.required { "**" } else { "" };
                writeln!(tables, "| {star}`{}`{star} | {} | {} |", column.name, kind(column.kind), column.meaning)
                    .unwrap();
            }
            tables.push('\n');
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/connecting-any-sql.md");
        let page = std::fs::read_to_string(path).unwrap();
        let (before, rest) = page.split_once("<!-- entities -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end of entities -->").unwrap();
        let made = format!("{before}<!-- entities -->\n{tables}<!-- end of entities -->{after}");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        assert_eq!(page, made, "run this test with UPDATE=1");
    }
}
