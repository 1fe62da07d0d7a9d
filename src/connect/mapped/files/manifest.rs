//! The manifest of a folder of exports.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::definition::Definition;
use super::super::entities::Id;
use super::super::manifest::{COMMON, definition, entities};
use super::super::read_text;
use crate::connect::ConnectError;
use crate::model::Located;
use crate::yaml::words::{did_you_mean, quote};
use crate::yaml::{self, Problems, Reader, Tree};

/// What the words of an export mean, and how its files and columns are called.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) definition: Definition,
    /// The file of an entity, relative to the folder.
    pub(super) files: BTreeMap<Id, Located<String>>,
    /// By entity and column: its heading.
    pub(super) headings: BTreeMap<(Id, String), Located<String>>,
}

impl Manifest {
    /// Reads a manifest; what is wrong with it is noted.
    pub(super) fn read(path: &Path, problems: &mut Problems) -> Result<Self, ConnectError> {
        let file = path.display().to_string().into();
        let text = read_text(path)?;
        let mut reader = Reader { problems };
        let tree = yaml::read(&text, &file, "a manifest", reader.problems);
        Ok(tree.and_then(|tree| read(&tree, &mut reader)).unwrap_or_default())
    }
}

fn read(tree: &Tree, reader: &mut Reader<'_>) -> Option<Manifest> {
    let mut keys = COMMON.to_vec();
    keys.extend([("files", false), ("columns", false)]);
    let root = reader.known(tree, &keys, "the manifest")?;
    let mut definition = definition(&root, reader);
    for (name, tree) in entities(&root, "entities", &mut definition, reader).into_values() {
        let message = format!("{}: here an entity can only be `none`", quote(&name.value));
        let help = "its rows are in the file of its name; `files` names another".to_owned();
        reader.problems.error(&tree.at, message, help);
    }
    let files = entities(&root, "files", &mut definition, reader);
    let files = files.into_iter().filter_map(|(id, (_, tree))| Some((id, reader.name(tree, "file")?))).collect();
    let mut headings = BTreeMap::new();
    for (id, (_, tree)) in entities(&root, "columns", &mut definition, reader) {
        for (column, tree) in reader.entries(tree, id.name()).unwrap_or_default() {
            let entity = id.entity();
            let is_operation = entity.wide && definition.operation(&column.value).is_some();
            if entity.column(&column.value).is_none() && !is_operation {
                let names = || entity.columns.iter().map(|column| column.name);
                let help = did_you_mean(&column.value, names())
                    .unwrap_or_else(|| format!("it has {}", names().collect::<Vec<_>>().join(", ")));
                let message = format!("`{}` has no column {}", entity.name, quote(&column.value));
                reader.problems.error(&column.at, message, help);
            }
            if let Some(heading) = reader.name(tree, "heading") {
                headings.insert((id, column.value.clone()), heading);
            }
        }
    }
    Some(Manifest { definition, files, headings })
}
