//! Buttons, and the menus and actions that name groups.

use std::collections::{BTreeMap, HashMap};

use super::collector::{Collector, id, yes};
use super::queries::{ACTION_GROUPS, ACTIONS, BUTTON_GROUPS, MENU_GROUPS, MENUS, Query, REPORTS, WINDOWS, WIZARDS};
use crate::connect::ConnectError;
use crate::connect::source::Source;
use crate::model::{GroupIx, Origin, ResourceIx};
use crate::snapshot::{Surface, SurfaceKind};

/// The groups of each row, by its id.
pub(super) type GroupsOf = HashMap<i64, Vec<GroupIx>>;

impl<S: Source> Collector<S> {
    /// Everything, sorted by kind and name.
    pub(super) async fn surfaces(&mut self) -> Result<(), ConnectError> {
        self.buttons().await?;
        self.menus().await?;
        let groups = self.groups_of(&ACTION_GROUPS, None).await?;
        let names = self.action_names().await?;
        for (query, model, kind) in [
            (&WINDOWS, "ir.action.act_window", SurfaceKind::Window),
            // Started by whoever is in one of its groups (`wizard/wizard.py`, `check_access`).
            (&WIZARDS, "ir.action.wizard", SurfaceKind::ServerAction),
            // Printed for whoever is in one of its groups and reads its model (`report/report.py`, `check_access`).
            (&REPORTS, "ir.action.report", SurfaceKind::DataReport),
        ] {
            self.actions(query, model, kind, &groups, &names).await?;
        }
        self.snapshot.surfaces.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
        Ok(())
    }

    /// Buttons as `model.name`. Of one that is switched off the server finds no groups (`ir/model.py`, `get_groups`); rows
    /// that are inactive do not count, nor groups that are, from 7.6 on.
    async fn buttons(&mut self) -> Result<(), ConnectError> {
        let groups = self.groups_of(&BUTTON_GROUPS, Some(2)).await?;
        let (resources, found) = (&self.resources, &mut self.snapshot.surfaces);
        let known = &self.snapshot.groups;
        let all = !self.series.buttons_leave_out_inactive_groups();
        let counts = |group: &GroupIx| all || known.get(group.index()).is_some_and(|group| !group.inactive);
        let mut buttons: BTreeMap<String, Surface> = BTreeMap::new();
        self.reader
            .each(self.ask.buttons, |row| {
                let (model, name, active) = (row.word(1)?, row.word(2)?, yes(row, 3)?);
                let Some(resource) = resources.get(&model) else { return Ok(()) };
                let of_row = id(row, 0)?.and_then(|id| groups.get(&id)).filter(|_| active);
                let groups = of_row.into_iter().flatten().copied().filter(counts).collect();
                let key = format!("{model}.{name}");
                let origin = Origin::Unknown;
                let button =
                    Surface { kind: SurfaceKind::Button, key: key.clone(), resource: Some(*resource), groups, origin };
                // An active row goes before those that were switched off under the same name.
                if active || !buttons.contains_key(&key) {
                    buttons.insert(key, button);
                }
                Ok(())
            })
            .await?;
        found.extend(buttons.into_values());
        Ok(())
    }

    /// Menus that name groups. A rule hides them from others, and hiding them protects nothing.
    async fn menus(&mut self) -> Result<(), ConnectError> {
        let mut groups = self.groups_of(&MENU_GROUPS, None).await?;
        let mut rows: Vec<(i64, String)> = Vec::new();
        self.reader
            .each(&MENUS, |row| {
                if let Some(id) = id(row, 0)? {
                    rows.push((id, row.word(1)?));
                }
                Ok(())
            })
            .await?;
        for (id, name) in rows {
            if let Some(groups) = groups.remove(&id) {
                self.push(SurfaceKind::Menu, ("ir.ui.menu", id), name, None, groups);
            }
        }
        Ok(())
    }

    async fn actions(
        &mut self,
        query: &'static Query,
        model: &str,
        kind: SurfaceKind,
        groups: &GroupsOf,
        names: &HashMap<i64, String>,
    ) -> Result<(), ConnectError> {
        let mut rows: Vec<(i64, i64, Option<String>)> = Vec::new();
        self.reader
            .each(query, |row| {
                if let (Some(row_id), Some(action)) = (id(row, 0)?, id(row, 1)?) {
                    rows.push((row_id, action, row.text(2)?));
                }
                Ok(())
            })
            .await?;
        for (id, action, on) in rows {
            let groups = groups.get(&action).cloned().unwrap_or_default();
            if !groups.is_empty() || kind == SurfaceKind::DataReport {
                let name = names.get(&action).cloned().unwrap_or_default();
                let resource = on.and_then(|on| self.resources.get(&on).copied());
                self.push(kind, (model, id), name, resource, groups);
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        kind: SurfaceKind,
        (model, id): (&str, i64),
        name: String,
        resource: Option<ResourceIx>,
        groups: Vec<GroupIx>,
    ) {
        let origin = match self.names.module(model, id) {
            Some(module) => Origin::Vendor { module: module.to_owned() },
            None if self.names.is_readable() => Origin::Custom { by: None, at: None },
            None => Origin::Unknown,
        };
        let key = self.names.key(model, id).unwrap_or(name);
        self.snapshot.surfaces.push(Surface { kind, key, resource, groups, origin });
    }

    /// The labels of actions, by id.
    async fn action_names(&mut self) -> Result<HashMap<i64, String>, ConnectError> {
        let mut names = HashMap::new();
        self.reader
            .each(&ACTIONS, |row| {
                if let Some(id) = id(row, 0)? {
                    names.insert(id, row.word(1)?);
                }
                Ok(())
            })
            .await?;
        Ok(names)
    }

    /// The rows of a table of two columns, owner and group; `active` is the column that says whether a row counts.
    pub(super) async fn groups_of(
        &mut self,
        query: &'static Query,
        active: Option<usize>,
    ) -> Result<GroupsOf, ConnectError> {
        let mut of_row: GroupsOf = HashMap::new();
        let groups = &self.groups;
        self.reader
            .each(query, |row| {
                let counts = active.map_or(Ok(true), |at| yes(row, at))?;
                if let (Some(owner), Some(group), true) = (id(row, 0)?, id(row, 1)?, counts)
                    && let Some(group) = groups.get(&group)
                {
                    of_row.entry(owner).or_default().push(*group);
                }
                Ok(())
            })
            .await?;
        for groups in of_row.values_mut() {
            groups.sort_unstable();
            groups.dedup();
        }
        Ok(of_row)
    }
}
