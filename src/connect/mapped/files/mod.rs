//! Any application whose users, groups and rights can be exported: a folder of CSV files, or a workbook, with one file or sheet
//! for each entity.

mod found;
mod manifest;
mod read;

use std::collections::BTreeMap;
use std::path::Path;

use self::found::found;
use self::manifest::Manifest;
use super::entities::Id;
use super::manifest::membership_is_said;
use super::mapper::{Input, map};
use super::table::Table;
use super::{done, folded};
use crate::connect::ConnectError;
use crate::model::Position;
use crate::snapshot::{Snapshot, System};
use crate::yaml::{Level, Problem, Problems, Reader};

/// The manifest that a folder may have.
pub(super) const MANIFEST: &str = "manifest.yaml";

/// What to call what was read, and when it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The name by which outputs call the system; none means the folder's.
    pub system: Option<String>,
    /// The moment, ISO 8601 UTC: files do not say when they were true.
    pub taken_at: String,
}

/// Reads a folder or a workbook, and the manifest at `manifest` instead of the folder's own. What is not an error but worth a
/// look comes with the snapshot.
///
/// Everything that is wrong is told at once, as [`ConnectError::Mapping`].
pub fn collect(
    path: &Path,
    manifest: Option<&Path>,
    options: Options,
) -> Result<(Snapshot, Vec<Problem>), ConnectError> {
    let mut problems = Problems::default();
    let at = Position::file(&path.display().to_string().into());
    let own = path.join(MANIFEST);
    let manifest = match manifest {
        Some(manifest) => Manifest::read(manifest, &mut problems)?,
        None if own.is_file() => Manifest::read(&own, &mut problems)?,
        None => Manifest::default(),
    };
    let mut tables: BTreeMap<Id, Table> = BTreeMap::new();
    for source in found(path, &manifest, &mut problems) {
        read::read(&source, &manifest, &mut tables, &mut problems);
    }
    // What is missing because it could not be read would only be told twice.
    if problems.has_errors() {
        return Err(ConnectError::Mapping { problems: problems.finish() });
    }
    let Manifest { mut definition, .. } = manifest;
    if let Some(implications) = tables.get(&Id::Implications) {
        membership_is_said(&definition, &implications.at, &mut Reader { problems: &mut problems });
    }
    let name =
        path.canonicalize().ok().and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
    let name = name.unwrap_or_else(|| path.display().to_string());
    if definition.application.is_empty() {
        definition.application.clone_from(&name);
    }
    let system = System {
        kind: "files".to_owned(),
        name: options.system.unwrap_or_else(|| name.clone()),
        version: format!("{} {}", definition.application, definition.version).trim().to_owned(),
        database: name,
        source: "files".to_owned(),
        collector: String::new(),
        taken_at: options.taken_at,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let snapshot = map(Input { definition, at, tables, counts: Vec::new(), system }, &mut problems);
    let all = folded(problems.finish());
    let warnings = all.iter().filter(|problem| problem.level == Level::Warning).cloned().collect();
    Ok((done(snapshot, all)?, warnings))
}
