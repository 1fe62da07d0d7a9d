//! The manifest of an application's database.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::super::definition::Definition;
use super::super::entities::Id;
use super::super::manifest::{COMMON, definition, entities, membership_is_said};
use super::super::read_text;
use super::statement;
use crate::connect::ConnectError;
use crate::model::Position;
use crate::yaml::{self, Node, Problems, Reader, Tree};

/// A query and where it was written.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) at: Position,
}

/// What to ask an application's database, and what the answers mean.
#[derive(Debug)]
pub struct Manifest {
    pub(super) definition: Definition,
    pub(super) at: Position,
    /// Where PostgreSQL looks for tables.
    pub(super) schema: String,
    pub(super) queries: BTreeMap<Id, Query>,
    pub(super) counts: BTreeMap<Id, Query>,
    /// Tables that decide about access; who else reads or writes them is looked at.
    pub(super) security_tables: Vec<String>,
}

impl Manifest {
    /// Reads a manifest; everything that is wrong with it is told at once, as [`ConnectError::Mapping`].
    pub fn read(path: &Path) -> Result<Self, ConnectError> {
        let file: Arc<str> = path.display().to_string().into();
        Self::parse(&read_text(path)?, &file)
    }

    /// The same from its text; `file` is what problems call it.
    pub fn parse(text: &str, file: &Arc<str>) -> Result<Self, ConnectError> {
        let mut problems = Problems::default();
        let manifest = yaml::read(text, file, "a manifest", &mut problems)
            .and_then(|tree| read(&tree, file, &mut Reader { problems: &mut problems }));
        let problems = problems.finish();
        match manifest {
            Some(manifest) if problems.is_empty() => Ok(manifest),
            _ => Err(ConnectError::Mapping { problems }),
        }
    }
}

fn read(tree: &Tree, file: &Arc<str>, reader: &mut Reader<'_>) -> Option<Manifest> {
    let mut keys = COMMON.to_vec();
    keys.extend([("schema", false), ("counts", false), ("security_tables", false)]);
    let root = reader.known(tree, &keys, "the manifest")?;
    let mut definition = definition(&root, reader);
    let schema = root.get("schema").and_then(|tree| reader.name(tree, "schema"));
    let named = entities(&root, "entities", &mut definition, reader);
    let queries: BTreeMap<Id, Query> =
        named.into_iter().filter_map(|(id, (_, tree))| Some((id, query(tree, id, reader)?))).collect();
    let named = entities(&root, "counts", &mut definition, reader);
    let mut counts = BTreeMap::new();
    for (id, (name, tree)) in named {
        if !queries.contains_key(&id) {
            let message = format!("a count of `{}`, which `entities` does not give", id.name());
            reader.problems.error(&name.at, message, None);
        }
        counts.extend(query(tree, id, reader).map(|query| (id, query)));
    }
    if let Some(query) = queries.get(&Id::Implications) {
        membership_is_said(&definition, &query.at, reader);
    }
    let tables = reader.names(root.get("security_tables"), "security_tables");
    let security_tables = tables.into_iter().map(|table| table.value).collect();
    let schema = schema.map_or_else(|| "public".to_owned(), |schema| schema.value);
    Some(Manifest { definition, at: Position::file(file), schema, queries, counts, security_tables })
}

fn query(tree: &Tree, id: Id, reader: &mut Reader<'_>) -> Option<Query> {
    let Node::Text(text) = &tree.node else { return reader.wrong(tree, id.name(), "a query, or `none`") };
    match statement::one(text) {
        Ok(sql) => Some(Query { sql: sql.to_owned(), at: tree.at.clone() }),
        Err(why) => {
            let help = "write one `select …` or `with …`".to_owned();
            reader.problems.error(&tree.at, format!("{}: {why}", id.name()), help);
            None
        }
    }
}
