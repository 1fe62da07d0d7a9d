//! What a module says about itself (`modules/manifest`): `name`, `identifier` and `dependencies`; the rest informs.

use super::tree::{Node, Tree};

/// A manifest.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifest {
    /// None where it has none.
    pub(super) identifier: Option<String>,
    pub(super) version: String,
    pub(super) dependencies: Vec<String>,
    /// It installs itself.
    pub(super) implicit: bool,
    /// What could not be read of it.
    pub(super) problems: Vec<String>,
}

impl Manifest {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut manifest = Self::default();
        if !matches!(tree.node, Node::Map(_)) {
            manifest.problems.push(format!("a mapping was expected, and it holds {}", tree.kind()));
            return manifest;
        }
        let text = |key: &str| tree.get(key).and_then(Tree::text).map(|text| text.trim().to_owned());
        manifest.identifier = text("identifier").filter(|text| !text.is_empty());
        if manifest.identifier.is_none() {
            manifest.problems.push("it has no `identifier`".to_owned());
        }
        manifest.version = text("version").unwrap_or_default();
        manifest.implicit = tree.get("implicit").and_then(Tree::flag).unwrap_or_default();
        match tree.get("dependencies").map(|tree| (&tree.node, tree)) {
            None | Some((Node::Null, _)) => {}
            Some((Node::List(items), _)) => {
                for item in items {
                    match item.text() {
                        Some(name) => manifest.dependencies.push(name.trim().to_owned()),
                        None => manifest.problems.push(format!("a dependency is {}", item.kind())),
                    }
                }
            }
            Some((Node::Text(name), _)) => manifest.dependencies.push(name.trim().to_owned()),
            Some((_, tree)) => manifest.problems.push(format!("`dependencies` is {}", tree.kind())),
        }
        manifest
    }
}
