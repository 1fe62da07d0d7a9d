//! Files and sheets as rows.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::entities::Id;
use super::super::table::{Cell, Strange, Table, normal, slots};
use super::super::unreadable;
use super::found::Source;
use super::manifest::Manifest;
use crate::model::{Located, Position};
use crate::sheets::{self, Row};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// Reads a file into the tables; what is wrong with it is noted.
pub(super) fn read(source: &Source, manifest: &Manifest, tables: &mut BTreeMap<Id, Table>, problems: &mut Problems) {
    let file = source.path.display().to_string().into();
    let at = Position::file(&file);
    let is_workbook = ending(&source.path).is_some_and(|ending| matches!(ending.as_str(), "xlsx" | "xlsm"));
    if !is_workbook {
        let Some(id) = source.id else {
            let help = "give a folder, or a workbook (.xlsx)".to_owned();
            return problems.error(&at, "is neither a folder nor a workbook", help);
        };
        return match sheets::text(&source.path, Some((&at, problems))) {
            Ok(text) => add(id, &sheets::csv(&text, &file, problems), manifest, tables, problems),
            Err(error) => unreadable(&error, &at, problems),
        };
    }
    let bytes = match sheets::bytes(&source.path) {
        Ok(bytes) => bytes,
        Err(error) => return unreadable(&error, &at, problems),
    };
    match sheets::workbook(&bytes, &file, problems) {
        Err(error) => problems.error(&at, error.to_string(), None),
        Ok(found) => {
            for (name, sheet) in found.iter().filter(|(_, sheet)| !sheet.is_empty()) {
                // A workbook that the manifest names holds one entity, in its first sheet.
                match source.id.or_else(|| Id::named(&normal(name))) {
                    Some(id) => add(id, sheet, manifest, tables, problems),
                    None => {
                        let help = "sheets are named as entities: users, groups, grants …".to_owned();
                        problems.warning(&sheet.at, format!("sheet {} is not read", quote(name)), help);
                    }
                }
                if source.id.is_some() {
                    break;
                }
            }
        }
    }
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_lowercase())
}

fn add(id: Id, sheet: &sheets::Table, manifest: &Manifest, tables: &mut BTreeMap<Id, Table>, problems: &mut Problems) {
    let comment = |row: &&Row| !row.values().next().is_some_and(|cell| cell.value.starts_with('#'));
    let mut rows = sheet.rows().filter(comment);
    let Some(header) = rows.next() else {
        let help = "its first row names the columns".to_owned();
        return problems.error(&sheet.at, format!("`{}` is empty", id.name()), help);
    };
    if let Some(other) = tables.get(&id) {
        let help = "keep one of them".to_owned();
        return problems.error(&sheet.at, format!("`{}` is in `{}`, too", id.name(), other.at), help);
    }
    let at = header.values().next().map_or_else(|| sheet.at.clone(), |cell| cell.at.clone());
    let (columns, names): (Vec<u32>, Vec<Located<String>>) =
        header.iter().filter_map(|(column, cell)| Some((*column, called(id, cell, manifest)?))).unzip();
    headings(id, header, manifest, &sheet.at, problems);
    let slots = slots(id, &names, &at, Strange::PassedOver, &manifest.definition, problems);
    let used: Vec<u32> = slots.values().filter_map(|at| columns.get(*at).copied()).collect();
    let slots = slots.into_keys().enumerate().map(|(at, slot)| (slot, at)).collect();
    let mut table = Table::new(id.entity(), at, slots);
    let rows: Vec<&Row> = rows.collect();
    for cell in rows.iter().filter_map(|row| Some(row.iter().find(|(column, _)| !header.contains_key(*column))?.1)) {
        let help = "a text with a delimiter in it needs quotes; a note beside the table, a heading".to_owned();
        problems.error(&cell.at, format!("{}: a cell in a column without a heading", id.name()), help);
    }
    table.rows.extend(rows.into_iter().map(|row| {
        // A row with nothing in the columns that count keeps its place all the same.
        let place = row.values().next().map(|cell| Box::new(cell.at.clone()));
        let cell = |column: &u32| match row.get(column) {
            Some(cell) => Cell { text: Some(cell.value.as_str().into()), at: Some(Box::new(cell.at.clone())) },
            None => Cell { text: None, at: place.clone() },
        };
        used.iter().map(cell).collect::<Vec<_>>()
    }));
    tables.insert(id, table);
}

/// The column that a heading stands for; nothing where another heading was said to be that column.
fn called(id: Id, heading: &Located<String>, manifest: &Manifest) -> Option<Located<String>> {
    let same = |other: &str| normal(other) == normal(&heading.value);
    let renamed = manifest.headings.iter().find(|((of, _), other)| *of == id && same(&other.value));
    match renamed {
        Some(((_, column), _)) => Some(Located::new(column.clone(), heading.at.clone())),
        None if manifest.headings.contains_key(&(id, normal(&heading.value))) => None,
        None => Some(heading.clone()),
    }
}

/// Headings that the manifest names are there.
fn headings(id: Id, header: &Row, manifest: &Manifest, sheet: &Position, problems: &mut Problems) {
    let there = || header.values().map(|cell| cell.value.as_str());
    for (_, heading) in manifest.headings.iter().filter(|((of, _), _)| *of == id) {
        if there().all(|other| normal(other) != normal(&heading.value)) {
            let message = format!("`{}` ({sheet}) has no column {}", id.name(), quote(&heading.value));
            problems.error(&heading.at, message, did_you_mean(&heading.value, there()));
        }
    }
}
