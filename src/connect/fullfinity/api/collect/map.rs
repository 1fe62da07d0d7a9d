//! Lists of the configuration as records.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Collector;
use crate::connect::error::one_line;
use crate::connect::fullfinity::api::door::Shown;
use crate::connect::fullfinity::api::shapes::{self, Link};
use crate::connect::fullfinity::names::PERMS;
use crate::connect::fullfinity::records::{AccessRow, GroupRow, Perms, RuleRow, Source, SurfaceRow};
use crate::connect::keys::unique_keys;
use crate::model::Ops;
use crate::snapshot::{Broken, Company, Domain, State, SurfaceKind};

type Row = Map<String, Value>;

/// The names of groups by id, and those that there are.
#[derive(Debug, Default)]
pub(super) struct Keys {
    by_id: BTreeMap<String, String>,
    by_name: BTreeMap<String, String>,
}

impl Keys {
    /// The name of the group that a link leads to; of one that was not shown, what the link says.
    pub(super) fn resolve(&self, link: &Link) -> String {
        let by_id = link.id.as_ref().and_then(|id| self.by_id.get(id));
        let by_name = link.name.as_ref().and_then(|name| self.by_name.get(name).or_else(|| self.by_id.get(name)));
        match (by_id.or(by_name), &link.id, &link.name) {
            (Some(key), ..) => key.clone(),
            (None, _, Some(name)) => name.clone(),
            (None, Some(id), None) => format!("#{id}"),
            (None, None, None) => String::new(),
        }
    }
}

/// A text of a row.
fn text(shown: &Shown, row: &Row, field: &str) -> Option<String> {
    match shown.value(row, field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn id_of(row: &Row) -> String {
    row.get("id").and_then(shapes::id).unwrap_or_default()
}

/// The stable name of a row: its identifier, else its label, else its id.
fn key(shown: &Shown, row: &Row) -> String {
    text(shown, row, "identifier").or_else(|| text(shown, row, "name")).unwrap_or_else(|| format!("#{}", id_of(row)))
}

/// The same of every row, with the id behind those that several have.
fn keys(shown: &Shown) -> Vec<String> {
    keys_of(shown, |row| key(shown, row))
}

/// A label of every row, with the id behind those that several have; the ids of a list differ.
fn keys_of(shown: &Shown, label: impl Fn(&Row) -> String) -> Vec<String> {
    let rows: Vec<(String, String)> = shown.rows.iter().map(|row| (label(row), id_of(row))).collect();
    unique_keys(&rows, &BTreeSet::new())
}

fn perms(shown: &Shown, row: &Row) -> Perms {
    let mut perms = Perms::default();
    for (name, op) in PERMS {
        match shown.value(row, name) {
            Some(Value::Bool(true)) => perms.yes = perms.yes.with(Ops::one(op)),
            Some(Value::Bool(false)) => perms.no = perms.no.with(Ops::one(op)),
            _ => {}
        }
    }
    perms
}

impl Collector {
    fn strange(&mut self, from: &str, field: &str, why: &str) {
        self.records.dangles(Broken::Value, from, &format!("`{field}` holds {why}"), &Source::default());
    }

    /// The groups that links lead to; none where nobody can tell.
    pub(super) fn links(&mut self, shown: &Shown, row: &Row, field: &str, from: &str) -> Option<Vec<String>> {
        match shapes::many(shown.value(row, field)?) {
            Ok(links) => Some(links.iter().map(|link| self.groups.resolve(link)).collect()),
            Err(why) => {
                self.strange(from, field, why);
                None
            }
        }
    }

    pub(super) fn groups(&mut self, shown: Option<&Shown>) {
        let Some(shown) = shown else { return };
        let label = |row: &Row| {
            let name = text(shown, row, "name").unwrap_or_else(|| format!("#{}", id_of(row)));
            match text(shown, row, "category") {
                Some(category) => format!("{category} / {name}"),
                None => name,
            }
        };
        let own = |row: &Row| text(shown, row, "identifier").unwrap_or_else(|| label(row));
        for (row, key) in shown.rows.iter().zip(keys_of(shown, own)) {
            let id = id_of(row);
            for name in
                [text(shown, row, "identifier"), Some(label(row)), text(shown, row, "name")].into_iter().flatten()
            {
                // A label that several have leads to none of them.
                self.groups
                    .by_name
                    .entry(name)
                    .and_modify(|known| {
                        if *known != key {
                            known.clear();
                        }
                    })
                    .or_insert_with(|| key.clone());
            }
            self.groups.by_id.insert(id, key);
        }
        self.groups.by_name.retain(|_, key| !key.is_empty());
        for row in &shown.rows {
            let id = id_of(row);
            let key = self.groups.by_id.get(&id).cloned().unwrap_or_else(|| key(shown, row));
            let implied = self.links(shown, row, "implied_groups", &format!("Group {key}")).unwrap_or_default();
            self.records.groups.push(GroupRow {
                name: text(shown, row, "name").unwrap_or_else(|| key.clone()),
                category: text(shown, row, "category"),
                key,
                id,
                implied,
                source: Source::default(),
            });
        }
    }

    pub(super) fn access(&mut self, shown: Option<&Shown>) {
        let Some(shown) = shown else { return };
        let mut lost = 0;
        for (key, row) in keys(shown).into_iter().zip(&shown.rows) {
            let from = format!("ModelAccess {key}");
            let Some(model) = self.model(shown, row, &from) else {
                lost += 1;
                continue;
            };
            let group = match shown.value(row, "group").map(shapes::one) {
                Some(Ok(Some(link))) => Some(self.groups.resolve(&link)),
                Some(Err(why)) => {
                    self.strange(&from, "group", why);
                    None
                }
                Some(Ok(None)) | None => {
                    self.strange(&from, "group", "nothing, and every row names a group");
                    None
                }
            };
            self.records.access.push(AccessRow {
                key,
                model,
                group,
                perms: perms(shown, row),
                source: Source::default(),
            });
        }
        if lost > 0 {
            let why = format!("{lost} access rows name no model that can be read, so nobody knows what they give");
            self.records.note(Domain::ModelAccess, State::Incomplete, why);
        }
        if shown.rows.is_empty() {
            let why = "the list of access rows is empty, which may be because the login is shown none".to_owned();
            self.records.note(Domain::ModelAccess, State::NotAssessed, why);
        }
    }

    /// The model that a row speaks about: a class name, or a link to something of that name.
    fn model(&mut self, shown: &Shown, row: &Row, from: &str) -> Option<String> {
        match shown.value(row, "model").map(shapes::one) {
            Some(Ok(Some(Link { name: Some(name), .. }))) => Some(name),
            Some(Ok(Some(Link { id: Some(id), .. }))) => {
                self.strange(
                    from,
                    "model",
                    &format!("the id {} where the name of a model was expected", one_line(&id)),
                );
                None
            }
            Some(Err(why)) => {
                self.strange(from, "model", why);
                None
            }
            _ => {
                self.strange(from, "model", "nothing");
                None
            }
        }
    }

    pub(super) fn rules(&mut self, shown: Option<&Shown>) {
        let Some(shown) = shown else { return };
        for (key, row) in keys(shown).into_iter().zip(&shown.rows) {
            let from = format!("RecordRule {key}");
            let Some(model) = self.model(shown, row, &from) else { continue };
            let Some(groups) = self.links(shown, row, "groups", &from) else { continue };
            let rule = text(shown, row, "rule").unwrap_or_default();
            let (perms, source) = (perms(shown, row), Source::default());
            self.records.rules.push(RuleRow { key, model, groups, rule, perms, source });
        }
    }

    pub(super) fn menus(&mut self, shown: Option<&Shown>) {
        let Some(shown) = shown else { return };
        for row in &shown.rows {
            let key = key(shown, row);
            let Some(groups) = self.links(shown, row, "groups", &format!("UiMenu {key}")) else { continue };
            if groups.is_empty() {
                continue;
            }
            let (kind, source) = (SurfaceKind::Menu, Source::default());
            self.records.surfaces.push(SurfaceRow { kind, word: "UiMenu", key, model: None, groups, source });
        }
    }

    pub(super) fn companies(&mut self, shown: Option<&Shown>) {
        let Some(shown) = shown else { return };
        let company = |row: &Row| {
            let id = id_of(row);
            let name = text(shown, row, "name").unwrap_or_else(|| format!("#{id}"));
            Company { id, name, parent: None, active: true }
        };
        self.records.companies = shown.rows.iter().map(company).collect();
        self.records.companies.sort_by(|a, b| a.id.cmp(&b.id));
    }
}
