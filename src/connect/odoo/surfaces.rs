//! Menus, windows, reports and server actions that name groups.

use std::collections::HashMap;

use super::collector::Collector;
use super::names::Stamp;
use super::queries::{
    ACTIONS, MENU_GROUPS, MENUS, Query, REPORT_GROUPS, REPORT_MODELS, SERVER_GROUPS, SERVER_MODELS, WINDOW_GROUPS,
    WINDOW_MODELS,
};
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::{GroupIx, ResourceIx};
use crate::snapshot::{Surface, SurfaceKind};

/// The kinds, by Odoo's name of the model, with the tables of their groups and models.
const KINDS: [(SurfaceKind, &str, &Query, Option<&Query>); 4] = [
    (SurfaceKind::Menu, "ir.ui.menu", &MENU_GROUPS, None),
    (SurfaceKind::Window, "ir.actions.act_window", &WINDOW_GROUPS, Some(&WINDOW_MODELS)),
    (SurfaceKind::Report, "ir.actions.report", &REPORT_GROUPS, Some(&REPORT_MODELS)),
    (SurfaceKind::ServerAction, "ir.actions.server", &SERVER_GROUPS, Some(&SERVER_MODELS)),
];

/// A menu or action before its groups are known.
struct ActionRow {
    id: i64,
    label: String,
    model: String,
    stamp: Stamp,
}

impl<S: Source> Collector<S> {
    /// All of them, sorted by kind and key.
    pub(super) async fn surfaces(&mut self) -> Result<(), ConnectError> {
        let mut rows = Vec::new();
        for query in [&MENUS, &ACTIONS] {
            self.reader
                .each(query, |row| {
                    rows.push(ActionRow {
                        id: row.get(0)?,
                        label: row.get(1)?,
                        model: row.get(2)?,
                        stamp: Stamp::read(row, 3)?,
                    });
                    Ok(())
                })
                .await?;
        }
        let mut surfaces: Vec<(i64, Surface)> = Vec::new();
        for (kind, model, groups_of, models_of) in KINDS {
            let mut groups = self.groups_of(groups_of).await?;
            let resources = match models_of {
                Some(query) if !groups.is_empty() => self.models_of(query).await?,
                _ => HashMap::new(),
            };
            for row in rows.iter().filter(|row| row.model == model) {
                let Some(mut groups) = groups.remove(&row.id) else { continue };
                groups.sort_unstable();
                let surface = Surface {
                    kind,
                    key: self.xml_ids.key(model, row.id).unwrap_or_else(|| row.label.clone()),
                    resource: resources.get(&row.id).copied(),
                    groups,
                    origin: self.origin(model, row.id, &row.stamp),
                };
                surfaces.push((row.id, surface));
            }
        }
        surfaces.sort_by(|(a_id, a), (b_id, b)| (a.kind, &a.key, a_id).cmp(&(b.kind, &b.key, b_id)));
        self.snapshot.surfaces = surfaces.into_iter().map(|(_, surface)| surface).collect();
        Ok(())
    }

    async fn groups_of(&mut self, query: &'static Query) -> Result<HashMap<i64, Vec<GroupIx>>, ConnectError> {
        let mut groups: HashMap<i64, Vec<GroupIx>> = HashMap::new();
        let known = &self.groups;
        self.reader
            .each(query, |row| {
                if let Some(group) = known.get(&row.get(1)?) {
                    groups.entry(row.get(0)?).or_default().push(*group);
                }
                Ok(())
            })
            .await?;
        Ok(groups)
    }

    async fn models_of(&mut self, query: &'static Query) -> Result<HashMap<i64, ResourceIx>, ConnectError> {
        let mut models = HashMap::new();
        let names = &self.resource_names;
        self.reader
            .each(query, |row| {
                let model: Option<String> = row.get(1)?;
                if let Some(resource) = model.and_then(|model| names.get(&model)) {
                    models.insert(row.get(0)?, *resource);
                }
                Ok(())
            })
            .await?;
        Ok(models)
    }
}
