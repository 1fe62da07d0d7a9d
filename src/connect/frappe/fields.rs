//! Fields with the level that guards each, and which of them link to what.

use std::collections::{BTreeMap, HashSet};

use super::collector::Collector;
use super::doctypes::{Kept, is_customisable};
use super::queries::{CUSTOM_FIELDS, FIELDS, MASKED_CUSTOM_FIELDS, MASKED_FIELDS, Query};
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::ResourceIx;
use crate::snapshot::{Delegation, Field, FieldGuard, Shape, ShippedGuard};

/// Types of fields that hold no value of their own (`frappe/model/__init__.py`, `no_value_fields` and `table_fields`).
const NO_VALUE: [&str; 10] = [
    "Button",
    "Column Break",
    "Fold",
    "HTML",
    "Heading",
    "Image",
    "Section Break",
    "Tab Break",
    "Table",
    "Table MultiSelect",
];

struct Row {
    doctype: String,
    name: String,
    field_type: String,
    options: Option<String>,
    level: i64,
    ignores_limits: bool,
    custom: bool,
}

impl<S: Source> Collector<S> {
    /// Fields, sorted by doctype and name, those that lay out a form included: their level hides what they show, too.
    pub(super) async fn fields(&mut self) -> Result<(), ConnectError> {
        let mut rows = self.field_rows(&FIELDS, false).await?;
        rows.extend(self.field_rows(&CUSTOM_FIELDS, true).await?);
        let mut masked: HashSet<(String, String)> = HashSet::new();
        if self.version.masks() {
            // Custom Fields of 17 have no such column; a Property Setter masks them.
            let custom = self.reader.can_ask(&MASKED_CUSTOM_FIELDS).then_some(&MASKED_CUSTOM_FIELDS);
            for query in std::iter::once(&MASKED_FIELDS).chain(custom) {
                self.reader
                    .each(query, |row| {
                        masked.insert((row.word(0)?, row.word(1)?));
                        Ok(())
                    })
                    .await?;
            }
        }
        let mut fields: BTreeMap<(ResourceIx, String), Field> = BTreeMap::new();
        for row in rows {
            let Some(resource) = self.resources.get(&row.doctype).copied() else { continue };
            let is_masked = masked.contains(&(row.doctype.clone(), row.name.clone()));
            let field = self.field(resource, row, is_masked);
            // Of two with one name the stricter counts.
            match fields.get(&(resource, field.name.clone())) {
                Some(known) if level(known) >= level(&field) => {}
                _ => {
                    fields.insert((resource, field.name.clone()), field);
                }
            }
        }
        self.snapshot.fields = fields.into_values().collect();
        self.parts();
        Ok(())
    }

    async fn field_rows(&mut self, query: &'static Query, custom: bool) -> Result<Vec<Row>, ConnectError> {
        let mut rows = Vec::new();
        self.reader
            .each(query, |row| {
                let found = Row {
                    doctype: row.word(0)?,
                    name: row.word(1)?,
                    field_type: row.word(2)?,
                    options: row.text(3)?,
                    level: row.number(4)?,
                    ignores_limits: row.tick(5)?,
                    custom,
                };
                if !found.name.is_empty() && (!custom || is_customisable(&found.doctype)) {
                    rows.push(found);
                }
                Ok(())
            })
            .await?;
        Ok(rows)
    }

    /// A field as the Property Setters leave it (`frappe/model/meta.py`, `apply_property_setters`, 14 to 17).
    fn field(&self, resource: ResourceIx, row: Row, masked: bool) -> Field {
        let customisable = is_customisable(&row.doctype);
        let set = |property: &str| {
            let found = customisable.then(|| self.setters.value(&row.doctype, Some(&row.name), property));
            found.flatten().map(str::to_owned)
        };
        let ticked = |property: &str| {
            customisable.then(|| self.setters.ticked(&row.doctype, Some(&row.name), property)).flatten()
        };
        let field_type = set("fieldtype").unwrap_or(row.field_type);
        let options = set("options").or(row.options);
        let own_level = u32::try_from(row.level).unwrap_or(0);
        let level = set("permlevel").map_or(own_level, |level| level.trim().parse().unwrap_or(0));
        let own_mask = self.version.masks() && masked;
        let masked = self.version.masks() && ticked("mask").unwrap_or(masked);
        let changed = ["permlevel", "mask"].into_iter().find_map(|property| {
            let setter = self.setters.get(&row.doctype, Some(&row.name), property)?;
            Some(setter.origin.clone())
        });
        let shipped = changed.filter(|_| !row.custom && (level, masked) != (own_level, own_mask));
        let ignores_limits = ticked("ignore_user_permissions").unwrap_or(row.ignores_limits);
        let links = field_type == "Link";
        let relation = options.filter(|_| links || field_type == "Table" || field_type == "Table MultiSelect");
        let in_a_table = !self.doctypes.get(resource).is_some_and(|doctype| doctype.kept == Kept::Virtual);
        Field {
            resource,
            name: row.name,
            stored: in_a_table && !NO_VALUE.contains(&field_type.as_str()),
            limited: links && !ignores_limits && relation.is_some(),
            field_type,
            relation,
            custom: row.custom,
            shipped: shipped.map(|changed| Box::new(ShippedGuard { guard: guard(own_level, own_mask), changed })),
            guard: Some(guard(level, masked)),
            unenforced_groups: Vec::new(),
        }
    }

    /// Child tables and what they are parts of.
    fn parts(&mut self) {
        let snapshot = &mut self.snapshot;
        let tables = snapshot.fields.iter().filter(|field| field.field_type.starts_with("Table"));
        let mut delegations: Vec<Delegation> = tables
            .filter_map(|field| {
                let part = *self.resources.get(field.relation.as_ref()?)?;
                let is_part = snapshot.resources.get(part.index())?.shape == Shape::Parts;
                is_part.then(|| Delegation { resource: part, parent: field.resource, field: field.name.clone() })
            })
            .collect();
        delegations.sort_by(|a, b| (a.resource, a.parent, &a.field).cmp(&(b.resource, b.parent, &b.field)));
        snapshot.delegations = delegations;
    }
}

fn guard(level: u32, masked: bool) -> FieldGuard {
    if level > 0 || masked { FieldGuard::Level { level, masked } } else { FieldGuard::Open }
}

fn level(field: &Field) -> u32 {
    match field.guard {
        Some(FieldGuard::Level { level, .. }) => level,
        _ => 0,
    }
}
