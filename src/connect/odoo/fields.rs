//! Fields. Which groups may see them is in Odoo's program code, not in its database.

use std::collections::HashMap;

use sqlx::Row;

use super::collector::Collector;
use super::queries::{FIELD_GROUPS, FIELDS};
use crate::connect::ConnectError;
use crate::model::GroupIx;
use crate::snapshot::{Domain, Field, State};

const NOT_IN_THE_DATABASE: &str = "Odoo keeps the groups of fields in its program code, not in the database: \
     they can only be asked from the running server";

impl Collector {
    /// Fields, sorted by model and name, with the groups that someone wrote on them in vain.
    pub(super) async fn fields(&mut self) -> Result<(), ConnectError> {
        self.reader.note(Domain::Fields, State::NotAssessed, NOT_IN_THE_DATABASE.to_owned());
        let mut groups: HashMap<i64, Vec<GroupIx>> = HashMap::new();
        let known = &self.groups;
        self.reader
            .each(&FIELD_GROUPS, |row| {
                if let Some(group) = known.get(&row.try_get(1)?) {
                    groups.entry(row.try_get(0)?).or_default().push(*group);
                }
                Ok(())
            })
            .await?;
        let (resources, fields) = (&self.resources, &mut self.snapshot.fields);
        self.reader
            .each(&FIELDS, |row| {
                let Some(resource) = resources.get(&row.try_get(1)?) else { return Ok(()) };
                let mut unenforced_groups = groups.remove(&row.try_get(0)?).unwrap_or_default();
                unenforced_groups.sort_unstable();
                fields.push(Field {
                    resource: *resource,
                    name: row.try_get(2)?,
                    field_type: row.try_get(3)?,
                    relation: row.try_get(4)?,
                    custom: row.try_get(5)?,
                    stored: row.try_get(6)?,
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
