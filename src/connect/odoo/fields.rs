//! Fields. Which groups may see them is in Odoo's program code, not in its database.

use std::collections::HashMap;

use super::collector::Collector;
use super::queries::{FIELD_GROUPS, FIELDS};
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::GroupIx;
use crate::snapshot::Field;

impl<S: Source> Collector<S> {
    /// Fields, sorted by model and name, with the groups that someone wrote on them in vain.
    pub(super) async fn fields(&mut self) -> Result<(), ConnectError> {
        let mut groups: HashMap<i64, Vec<GroupIx>> = HashMap::new();
        let known = &self.groups;
        self.reader
            .each(&FIELD_GROUPS, |row| {
                if let Some(group) = known.get(&row.get(1)?) {
                    groups.entry(row.get(0)?).or_default().push(*group);
                }
                Ok(())
            })
            .await?;
        let (resources, fields) = (&self.resources, &mut self.snapshot.fields);
        self.reader
            .each(&FIELDS, |row| {
                let Some(resource) = resources.get(&row.get(1)?) else { return Ok(()) };
                let mut unenforced_groups = groups.remove(&row.get(0)?).unwrap_or_default();
                unenforced_groups.sort_unstable();
                fields.push(Field {
                    resource: *resource,
                    name: row.get(2)?,
                    field_type: row.get(3)?,
                    relation: row.get(4)?,
                    custom: row.get(5)?,
                    stored: row.get(6)?,
                    limited: false,
                    shipped: None,
                    guard: None,
                    unenforced_groups,
                });
                Ok(())
            })
            .await?;
        fields.sort_by(|a, b| (a.resource, &a.name).cmp(&(b.resource, &b.name)));
        Ok(())
    }
}
