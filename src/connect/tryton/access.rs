//! Access rows.

use super::collector::{Collector, Stamp, id, ops, yes};
use crate::connect::ConnectError;
use crate::connect::source::Source;
use crate::model::{Ops, ResourceIx};
use crate::snapshot::{Grant, Grantee};

struct Row {
    id: i64,
    resource: ResourceIx,
    to: Grantee,
    ops: Ops,
    active: bool,
    stamp: Stamp,
}

impl<S: Source> Collector<S> {
    /// Access rows by id. One that allows nothing still speaks, so it is kept.
    pub(super) async fn grants(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<Row> = Vec::new();
        let (resources, groups) = (&self.resources, &self.groups);
        self.reader
            .each(self.ask.access, |row| {
                let (Some(row_id), Some(resource)) = (id(row, 0)?, resources.get(&row.word(1)?)) else { return Ok(()) };
                let to = match id(row, 2)? {
                    None => Grantee::Everyone,
                    Some(group) => match groups.get(&group) {
                        Some(group) => Grantee::Group(*group),
                        None => return Ok(()),
                    },
                };
                rows.push(Row {
                    id: row_id,
                    resource: *resource,
                    to,
                    ops: ops(row, 3, 4)?,
                    active: yes(row, 7)?,
                    stamp: Stamp::read(row, 8)?,
                });
                Ok(())
            })
            .await?;
        rows.sort_by_key(|row| row.id);
        let grant = |row: Row| Grant {
            resource: row.resource,
            to: row.to,
            ops: row.ops,
            active: row.active,
            own: false,
            level: 0,
            superseded: false,
            unsure: Ops::NONE,
            key: self.names.key("ir.model.access", row.id).unwrap_or_else(|| self.label(&row)),
            origin: self.origin("ir.model.access", row.id, &row.stamp),
        };
        self.snapshot.grants = rows.into_iter().map(grant).collect();
        Ok(())
    }

    /// The name of a row that has none of its own: its model and its group.
    fn label(&self, row: &Row) -> String {
        let model = &self.snapshot.resource(row.resource).key;
        match row.to {
            Grantee::Everyone => format!("{model} for everyone"),
            Grantee::Group(group) => format!("{model} for {}", self.snapshot.group(group).key),
        }
    }
}
