//! Models, those whose rows they lean on, and their fields.

use std::collections::{BTreeMap, HashMap};

use super::collector::{Collector, Stamp, id, ops, yes};
use crate::connect::ConnectError;
use crate::connect::source::Source;
use crate::connect::sql::reader::Reader;
use crate::model::{Ops, Origin, ResourceIx};
use crate::snapshot::{Delegation, Field, FieldGuard, FieldRow, Grantee, Resource, Shape};

impl<S: Source> Collector<S> {
    /// Models, sorted by name, with what they allow where no row speaks.
    pub(super) async fn models(&mut self) -> Result<(), ConnectError> {
        let mut rows: BTreeMap<String, (String, String)> = BTreeMap::new();
        self.reader
            .each(self.ask.models, |row| {
                rows.insert(row.word(0)?, (row.word(1)?, row.word(2)?));
                Ok(())
            })
            .await?;
        for (at, (key, (name, module))) in rows.into_iter().enumerate() {
            self.resources.insert(key.clone(), ResourceIx::new(at));
            let (unguarded, unsure) = self.shapes.get(&key, &module);
            let shape = if unsure.is_empty() { shape_of(unguarded) } else { Shape::Records };
            self.snapshot.resources.push(Resource {
                key,
                name,
                transient: false,
                narrowed_by_code: false,
                closed: Ops::NONE,
                unguarded,
                unsure,
                shape,
                origin: Origin::Vendor { module },
            });
        }
        self.delegations().await
    }

    /// Fields through which the rows and rules of their target count (`__access__`).
    async fn delegations(&mut self) -> Result<(), ConnectError> {
        let (resources, delegations) = (&self.resources, &mut self.snapshot.delegations);
        self.reader
            .each(self.ask.access_fields, |row| {
                let (model, field, target) = (row.word(0)?, row.word(1)?, row.word(2)?);
                if let (Some(resource), Some(parent), true) =
                    (resources.get(&model), resources.get(&target), yes(row, 3)?)
                {
                    delegations.push(Delegation { resource: *resource, parent: *parent, field });
                }
                Ok(())
            })
            .await?;
        delegations.sort_by(|a, b| (a.resource, a.parent, &a.field).cmp(&(b.resource, b.parent, &b.field)));
        delegations.dedup();
        Ok(())
    }

    /// Fields, sorted by model and name.
    pub(super) async fn fields(&mut self) -> Result<(), ConnectError> {
        let mut rows = self.field_rows().await?;
        let (resources, fields) = (&self.resources, &mut self.snapshot.fields);
        self.reader
            .each(self.ask.fields, |row| {
                let (model, name) = (row.word(0)?, row.word(1)?);
                let Some(resource) = resources.get(&model) else { return Ok(()) };
                fields.push(Field {
                    resource: *resource,
                    field_type: row.word(2)?,
                    relation: row.text(3)?,
                    custom: false,
                    // A row that is read over the API holds the value, stored or worked out.
                    stored: true,
                    limited: false,
                    guard: rows.as_mut().map(|rows| match rows.remove(&(*resource, name.clone())) {
                        Some(rows) => FieldGuard::Rows(rows),
                        None => FieldGuard::Open,
                    }),
                    shipped: None,
                    unenforced_groups: Vec::new(),
                    name,
                });
                Ok(())
            })
            .await?;
        fields.sort_by(|a, b| (a.resource, &a.name).cmp(&(b.resource, &b.name)));
        fields.dedup_by(|a, b| (a.resource, &a.name) == (b.resource, &b.name));
        Ok(())
    }

    /// The rows about each field; nothing where they could not be read. Creating is a matter of `perm_write`, too, and
    /// `perm_create` and `perm_delete` of nothing (8.2: `model/modelstorage.py`).
    async fn field_rows(&mut self) -> Result<Option<HashMap<(ResourceIx, String), Vec<FieldRow>>>, ConnectError> {
        let mut rows = Vec::new();
        let (resources, groups) = (&self.resources, &self.groups);
        let read = self
            .reader
            .each(self.ask.field_access, |row| {
                let (Some(row_id), true) = (id(row, 0)?, yes(row, 6)?) else { return Ok(()) };
                let Some(resource) = resources.get(&row.word(1)?) else { return Ok(()) };
                let to = match id(row, 3)? {
                    None => Some(Grantee::Everyone),
                    Some(group) => groups.get(&group).map(|group| Grantee::Group(*group)),
                };
                if let Some(to) = to {
                    rows.push((row_id, (*resource, row.word(2)?), to, ops(row, 4, 2)?, Stamp::read(row, 7)?));
                }
                Ok(())
            })
            .await?;
        rows.sort_by_key(|row| row.0);
        let mut of_field: HashMap<(ResourceIx, String), Vec<FieldRow>> = HashMap::new();
        for (id, field, to, ops, stamp) in rows {
            let origin = self.origin("ir.model.field.access", id, &stamp);
            of_field.entry(field).or_default().push(FieldRow { to, ops, origin });
        }
        Ok(read.then_some(of_field))
    }
}

/// What a model's records are, by what is open on it: a singleton has one record and never another; of a query the records are
/// made when they are read.
pub(super) fn shape_of(open: Ops) -> Shape {
    if open == Ops(0b0011) { Shape::Single } else { Shape::Records }
}

impl Collector<Reader> {
    /// Marks the fields that are kept in a column of their model's table. All others are worked out when they are read, or kept
    /// by company or by language elsewhere (8.2: `model/modelsql.py`, `model/multivalue.py`).
    pub(super) fn stored_fields(&mut self) {
        let (schema, resources) = (&self.reader.schema, &self.snapshot.resources);
        for field in &mut self.snapshot.fields {
            let model = resources.get(field.resource.index()).map(|resource| resource.key.replace('.', "_"));
            field.stored = model.is_some_and(|table| schema.has_column(&table, &field.name));
        }
    }
}
