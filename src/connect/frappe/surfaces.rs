//! Pages and reports, and for which roles the server gives them out.

use std::collections::{BTreeMap, BTreeSet};

use super::collector::{Collector, Stamp};
use super::queries::{CUSTOM_ROLES, PAGES, REPORTS, SURFACE_ROLES};
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::GroupIx;
use crate::snapshot::{Surface, SurfaceKind};

/// Roles by the name of what has them.
#[derive(Default)]
pub(super) struct SurfaceRoles {
    /// Of Custom Role rows, by their own names.
    custom: BTreeMap<String, BTreeSet<String>>,
    /// Of whatever else, by name alone.
    named: BTreeMap<String, BTreeSet<String>>,
    readable: bool,
}

impl SurfaceRoles {
    /// Every role that is named.
    pub(super) fn roles(&self) -> impl Iterator<Item = &str> {
        self.custom.values().chain(self.named.values()).flatten().map(String::as_str)
    }
}

struct Row {
    kind: SurfaceKind,
    name: String,
    module: String,
    standard: bool,
    doctype: Option<String>,
    /// The report whose roles and doctype count instead.
    stands_for: Option<String>,
    stamp: Stamp,
}

impl<S: Source> Collector<S> {
    /// The roles of pages and reports. Frappe asks for them by the name of the page or report, whatever else has that name
    /// (`report.py` and `page.py`, `is_permitted`, 14 to 17).
    pub(super) async fn surface_roles(&mut self) -> Result<SurfaceRoles, ConnectError> {
        let mut roles = SurfaceRoles::default();
        let (custom, named) = (&mut roles.custom, &mut roles.named);
        let readable = self
            .reader
            .each(&SURFACE_ROLES, |row| {
                let of = if row.word(0)? == "Custom Role" { &mut *custom } else { &mut *named };
                of.entry(row.word(1)?).or_default().insert(row.word(2)?);
                Ok(())
            })
            .await?;
        roles.readable = readable;
        Ok(roles)
    }

    /// Pages and reports, sorted by kind and name.
    pub(super) async fn surfaces(&mut self, roles: SurfaceRoles) -> Result<(), ConnectError> {
        let mut of_pages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut of_reports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        self.reader
            .each(&CUSTOM_ROLES, |row| {
                let custom = roles.custom.get(&row.word(0)?);
                for (named, at) in [(&mut of_pages, 1), (&mut of_reports, 2)] {
                    if let Some(name) = row.text(at)? {
                        named.entry(name).or_insert_with(|| custom.cloned().unwrap_or_default());
                    }
                }
                Ok(())
            })
            .await?;
        let rows = self.surface_rows().await?;
        if !roles.readable {
            // Without its roles each would look as if it were for everybody.
            return Ok(());
        }
        let doctypes: BTreeMap<String, Option<String>> = rows
            .iter()
            .filter(|row| row.kind == SurfaceKind::DataReport)
            .map(|row| (row.name.clone(), row.doctype.clone()))
            .collect();
        let mut surfaces = Vec::with_capacity(rows.len());
        for row in rows {
            let name = row.stands_for.as_deref().unwrap_or(&row.name);
            let stock = || roles.named.get(name).into_iter().flatten();
            let allowed: BTreeSet<&String> = match row.kind {
                // Roles of Custom Role are added to a page's, and replace a report's.
                SurfaceKind::Page => stock().chain(of_pages.get(name).into_iter().flatten()).collect(),
                _ => match of_reports.get(name).filter(|roles| !roles.is_empty()) {
                    Some(custom) => custom.iter().collect(),
                    None => stock().collect(),
                },
            };
            let groups: Vec<GroupIx> = allowed.into_iter().filter_map(|role| self.groups.get(role).copied()).collect();
            let doctype = match &row.stands_for {
                Some(report) => doctypes.get(report).cloned().flatten(),
                None => row.doctype,
            };
            surfaces.push(Surface {
                kind: row.kind,
                resource: doctype.and_then(|doctype| self.resources.get(&doctype).copied()),
                groups,
                origin: if row.standard { self.shipped(&row.module) } else { row.stamp.custom() },
                key: row.name,
            });
        }
        surfaces.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
        self.snapshot.surfaces = surfaces;
        Ok(())
    }

    async fn surface_rows(&mut self) -> Result<Vec<Row>, ConnectError> {
        let (zone, mut rows) = (&self.zone, Vec::new());
        self.reader
            .each(&PAGES, |row| {
                rows.push(Row {
                    kind: SurfaceKind::Page,
                    name: row.word(0)?,
                    module: row.word(1)?,
                    standard: row.word(2)? == "Yes",
                    doctype: None,
                    stands_for: None,
                    stamp: Stamp::read(row, 3, zone)?,
                });
                Ok(())
            })
            .await?;
        self.reader
            .each(&REPORTS, |row| {
                let is_view = row.word(4)? == "Custom Report";
                rows.push(Row {
                    kind: SurfaceKind::DataReport,
                    name: row.word(0)?,
                    module: row.word(1)?,
                    standard: row.word(2)? == "Yes",
                    doctype: row.text(3)?,
                    stands_for: row.text(5)?.filter(|_| is_view),
                    stamp: Stamp::read(row, 6, zone)?,
                });
                Ok(())
            })
            .await?;
        Ok(rows)
    }
}
