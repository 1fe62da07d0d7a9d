//! What groups may do on which resource, which records that reaches, and which fields.

use std::collections::BTreeMap;

use super::entities::Id;
use super::mapper::Mapper;
use super::table::Slot;
use crate::model::{Ops, Origin, ResourceIx, Verb};
use crate::snapshot::{Field, FieldGuard, FieldRow, Grant, Grantee, Resource, Rule, Shape};
use crate::yaml::words::quote;

/// What rows of one grant have in common.
type Alike = (ResourceIx, Grantee, bool, bool, Option<String>, Origin);

impl Mapper<'_> {
    pub(super) fn resources(&mut self) {
        let mut read: Vec<(Resource, String, usize)> = Vec::new();
        let unguarded = if self.input.definition.open { self.input.definition.all_ops() } else { Ops::NONE };
        self.each(Id::Resources, |mapper, at| {
            let origin = mapper.origin(Id::Resources, at);
            let Some(mut row) = mapper.row(Id::Resources, at) else { return };
            let Some(key) = row.needed("key").map(str::to_owned) else { return };
            let id = row.text("id").unwrap_or(&key).to_owned();
            let name = row.text("name").unwrap_or(&key).to_owned();
            let resource = Resource {
                key,
                name,
                transient: false,
                narrowed_by_code: false,
                closed: Ops::NONE,
                unguarded,
                unsure: Ops::NONE,
                shape: Shape::Records,
                origin,
            };
            read.push((resource, id, at));
        });
        read.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        let mut before: Option<String> = None;
        for (position, (resource, id, at)) in read.iter().enumerate() {
            let first = self.resources.add(Some(id), &resource.key, position);
            let repeated = before.replace(resource.key.clone()).is_some_and(|before| before == resource.key);
            if (repeated || !first)
                && let Some(mut row) = self.row(Id::Resources, *at)
            {
                let (what, name) = if repeated { ("key", &resource.key) } else { ("id", id) };
                let help = format!("no resource shares its {what} with another");
                row.problem(Slot::Named(what), &format!("the {what} {} is there twice", quote(name)), Some(help));
            }
        }
        self.snapshot.resources = read.into_iter().map(|(resource, ..)| resource).collect();
    }

    /// Rows that differ in their operations alone are one grant.
    pub(super) fn grants(&mut self) {
        let mut read: BTreeMap<Alike, Ops> = BTreeMap::new();
        self.each(Id::Grants, |mapper, at| {
            let resource = mapper.resource(Id::Grants, at);
            let to = mapper.somebody(Id::Grants, at);
            let origin = mapper.origin(Id::Grants, at);
            let Some(mut row) = mapper.row(Id::Grants, at) else { return };
            let (own, active) = (row.flag_or("own", false), row.flag_or("active", true));
            let key = row.text("key").map(str::to_owned);
            let Some(ops) = row.operations() else {
                row.needed("operation");
                return;
            };
            let (Some(resource), Some(to)) = (resource, to) else { return };
            let entry = read.entry((resource, to, own, active, key, origin)).or_insert(Ops::NONE);
            *entry = entry.with(ops);
        });
        for ((resource, to, own, active, key, origin), ops) in read {
            // Where everything is open by default, a row that allows nothing closes.
            if ops.is_empty() && !self.input.definition.open {
                continue;
            }
            let key = key.unwrap_or_else(|| self.label(resource, to));
            let (level, superseded, unsure) = (0, false, Ops::NONE);
            let grant = Grant { resource, to, ops, active, own, level, superseded, unsure, key, origin };
            self.snapshot.grants.push(grant);
        }
    }

    /// What a row without a name of its own is called.
    fn label(&self, resource: ResourceIx, to: Grantee) -> String {
        let resource = self.snapshot.resources.get(resource.index()).map_or("", |resource| &resource.key);
        let to = match to {
            Grantee::Everyone => "everyone",
            Grantee::Group(group) => self.snapshot.groups.get(group.index()).map_or("", |group| &group.key),
        };
        format!("{resource} for {to}")
    }

    pub(super) fn record_rules(&mut self) {
        let mut rules: Vec<Rule> = Vec::new();
        self.each(Id::RecordRules, |mapper, at| {
            let resource = mapper.resource(Id::RecordRules, at);
            let to = mapper.to(Id::RecordRules, at);
            let origin = mapper.origin(Id::RecordRules, at);
            let all = mapper.input.definition.all_ops();
            let Some(mut row) = mapper.row(Id::RecordRules, at) else { return };
            let reach = row.needed("reach").map(str::to_owned);
            let ops = row.operations().unwrap_or(all);
            let active = row.flag_or("active", true);
            let key = row.text("key").map(str::to_owned);
            let (Some(resource), Ok(to), Some(filter)) = (resource, to, reach) else { return };
            let key = key.unwrap_or_else(|| mapper.label(resource, to.unwrap_or(Grantee::Everyone)));
            let groups = match to {
                Some(Grantee::Group(group)) => vec![group],
                Some(Grantee::Everyone) | None => Vec::new(),
            };
            rules.push(Rule {
                resource,
                key,
                ops,
                groups,
                filter,
                active,
                alternative: false,
                for_superusers: false,
                origin,
            });
        });
        rules.sort_by(|a, b| {
            (a.resource, &a.key, &a.groups, a.ops, &a.filter).cmp(&(b.resource, &b.key, &b.groups, b.ops, &b.filter))
        });
        self.snapshot.rules = rules;
    }

    pub(super) fn fields(&mut self) {
        let mut fields: BTreeMap<(ResourceIx, String), Field> = BTreeMap::new();
        self.each(Id::Fields, |mapper, at| {
            let resource = mapper.resource(Id::Fields, at);
            let Some(mut row) = mapper.row(Id::Fields, at) else { return };
            let name = row.needed("field").map(str::to_owned);
            let field_type = row.text("type").unwrap_or_default().to_owned();
            let relation = row.text("relation").map(str::to_owned);
            let custom = row.flag_or("custom", false);
            let (Some(resource), Some(name)) = (resource, name) else { return };
            let field = Field { field_type, relation, custom, ..field(resource, &name) };
            if fields.insert((resource, name.clone()), field).is_some()
                && let Some(mut row) = mapper.row(Id::Fields, at)
            {
                row.problem(Slot::Named("field"), &format!("the field {} is there twice", quote(&name)), None);
            }
        });
        let (reads, writes) = (self.input.definition.ops_of(Verb::Read), self.input.definition.ops_of(Verb::Write));
        let closed = self.input.definition.fields_closed;
        let mut rows: BTreeMap<(ResourceIx, String), Vec<FieldRow>> = BTreeMap::new();
        self.each(Id::FieldRules, |mapper, at| {
            let resource = mapper.resource(Id::FieldRules, at);
            let to = mapper.somebody(Id::FieldRules, at);
            let Some(mut row) = mapper.row(Id::FieldRules, at) else { return };
            let name = row.needed("field").map(str::to_owned);
            let read = if row.needed_flag("read") { reads } else { Ops::NONE };
            let write = if row.needed_flag("write") { writes } else { Ops::NONE };
            let (Some(resource), Some(to), Some(name)) = (resource, to, name) else { return };
            let row = FieldRow { to, ops: read.with(write), origin: Origin::Unknown };
            rows.entry((resource, name)).or_default().push(row);
        });
        // Of fields without a rule it is known that they are open only where every rule is known.
        let known =
            self.input.tables.contains_key(&Id::FieldRules) || self.input.definition.none.contains(&Id::FieldRules);
        for field in fields.values_mut().filter(|_| known) {
            field.guard = Some(FieldGuard::Open);
        }
        for ((resource, name), mut rows) in rows {
            if closed {
                rows.push(FieldRow { to: Grantee::Everyone, ops: Ops::NONE, origin: Origin::Unknown });
            }
            rows.sort_by_key(|row| (row.to, row.ops));
            let field = fields.entry((resource, name.clone())).or_insert_with(|| field(resource, &name));
            field.guard = Some(FieldGuard::Rows(rows));
        }
        self.snapshot.fields = fields.into_values().collect();
    }
}

fn field(resource: ResourceIx, name: &str) -> Field {
    Field {
        resource,
        name: name.to_owned(),
        field_type: String::new(),
        relation: None,
        custom: false,
        stored: false,
        limited: false,
        guard: None,
        shipped: None,
        unenforced_groups: Vec::new(),
    }
}
