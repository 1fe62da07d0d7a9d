//! Fields of classes, and who sees them.

use std::collections::BTreeMap;

use super::{Builder, origin};
use crate::connect::error::one_line;
use crate::connect::fullfinity::records::{FieldRow, Gate};
use crate::model::ResourceIx;
use crate::snapshot::{Code, Domain, Field, FieldGuard, State};

impl Builder {
    /// `groups=[…]` gates reading and writing at the API (`models/field-types`).
    pub(super) fn fields(&mut self) {
        let mut found: BTreeMap<(ResourceIx, String), Field> = BTreeMap::new();
        let mut unread = 0;
        for class in std::mem::take(&mut self.records.classes) {
            let models = if class.extends.is_empty() { vec![class.name.clone()] } else { class.extends.clone() };
            for model in models {
                let Some(resource) = self.resources.get(&model).copied() else { continue };
                for row in &class.fields {
                    let guard = self.guard(row, &model);
                    unread += usize::from(guard.is_none());
                    let field = field(resource, row, guard);
                    let at = (resource, row.name.clone());
                    match found.get_mut(&at) {
                        // Which of several declarations counts depends on the order of modules.
                        Some(kept) if kept.guard != field.guard => kept.guard = None,
                        Some(_) => {}
                        None => drop(found.insert(at, field)),
                    }
                    if row.elevated {
                        self.elevated(row, &model);
                    }
                }
            }
        }
        if unread > 0 {
            let why = format!(
                "the groups of {unread} fields cannot be told from the text of their declaration, or name groups that nothing \
                 defines"
            );
            self.records.note(Domain::Fields, State::Incomplete, why);
        }
        self.snapshot.fields = found.into_values().collect();
    }

    fn guard(&mut self, row: &FieldRow, model: &str) -> Option<FieldGuard> {
        match &row.gate {
            Gate::Open => Some(FieldGuard::Open),
            Gate::Unread => None,
            Gate::Groups(names) => {
                let from = format!("field {model}.{}", row.name);
                let groups: Vec<_> = names.iter().map(|name| self.group(name, &from, &row.source)).collect();
                let mut any = groups.into_iter().collect::<Option<Vec<_>>>()?;
                any.sort_unstable();
                any.dedup();
                // Whoever else is in a group that was not given, or implies it, nobody knows.
                let whole = !any.iter().any(|group| self.is_only_named(*group));
                whole.then_some(FieldGuard::Groups { any, none: Vec::new() })
            }
        }
    }

    fn elevated(&mut self, row: &FieldRow, model: &str) {
        let code = Code {
            kind: "calculated field".to_owned(),
            name: format!("{model}.{}", row.name),
            runs_at: None,
            anonymous: false,
            elevated: true,
            active: None,
            origin: origin(&row.source),
        };
        if !self.records.code.contains(&code) {
            self.records.code.push(code);
        }
    }
}

fn field(resource: ResourceIx, row: &FieldRow, guard: Option<FieldGuard>) -> Field {
    Field {
        resource,
        name: row.name.clone(),
        field_type: one_line(&row.field_type),
        relation: row.relation.as_deref().map(one_line),
        custom: false,
        stored: false,
        limited: false,
        guard,
        shipped: None,
        unenforced_groups: Vec::new(),
    }
}
