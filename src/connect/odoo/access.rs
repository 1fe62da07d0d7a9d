//! Models, the rows that allow, and the rules that narrow.

use std::collections::{BTreeSet, HashMap};

use super::collector::Collector;
use super::names::Stamp;
use super::queries::{ACCESS_ROWS, INHERITS, INHERITS_FROM_FIELDS, MODELS, RULE_GROUPS, RULES};
use super::source::{Row, Source};
use crate::connect::ConnectError;
use crate::connect::keys::unique_keys;
use crate::model::{GroupIx, Ops, ResourceIx};
use crate::snapshot::{Delegation, Grant, Grantee, Resource, Rule, Shape};

/// The four permission columns that begin at `first`: read, write, create, unlink.
fn ops(row: &Row<'_>, first: usize) -> Result<Ops, sqlx::Error> {
    let mut bits = 0;
    for at in 0..4 {
        bits |= u32::from(row.get::<bool>(first + at)?) << at;
    }
    Ok(Ops(bits))
}

struct AccessRow {
    id: i64,
    name: String,
    model: Option<i64>,
    group: Option<i64>,
    active: bool,
    ops: Ops,
    stamp: Stamp,
}

struct RuleRow {
    id: i64,
    name: String,
    model: Option<i64>,
    filter: String,
    active: bool,
    ops: Ops,
    global: bool,
    stamp: Stamp,
}

/// Models whose Python narrows the rows by the document that each row belongs to, which no rule says: `_search` and the
/// access checks of `mail.message`, `mail.activity` and `ir.attachment` in the modules `mail` and `base` of 16.0 to 19.0;
/// seen on 18.0 and 19.0, where users with no rule on `mail.message` reached some rows and not all.
const NARROWED_BY_CODE: [&str; 3] = ["ir.attachment", "mail.activity", "mail.message"];

impl<S: Source> Collector<S> {
    /// Models, sorted by technical name.
    pub(super) async fn resources(&mut self) -> Result<(), ConnectError> {
        let mut rows: Vec<(i64, String, String, bool, Stamp)> = Vec::new();
        self.reader
            .each(&MODELS, |row| {
                rows.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, Stamp::read(row, 4)?));
                Ok(())
            })
            .await?;
        let labels: Vec<(String, i64)> = rows.iter().map(|row| (row.1.clone(), row.0)).collect();
        for (row, key) in rows.iter_mut().zip(unique_keys(&labels, &BTreeSet::new())) {
            row.1 = key;
        }
        rows.sort_by(|a, b| a.1.cmp(&b.1));
        for (at, (id, key, name, transient, stamp)) in rows.into_iter().enumerate() {
            let origin = self.origin("ir.model", id, &stamp);
            self.resources.insert(id, ResourceIx::new(at));
            self.resource_names.insert(key.clone(), ResourceIx::new(at));
            let narrowed_by_code = NARROWED_BY_CODE.contains(&key.as_str());
            self.snapshot.resources.push(Resource {
                key,
                name,
                transient,
                narrowed_by_code,
                closed: Ops::NONE,
                unguarded: Ops::NONE,
                unsure: Ops::NONE,
                shape: Shape::Records,
                origin,
            });
        }
        Ok(())
    }

    /// The rows of `ir_model_access`, switched-off ones too.
    pub(super) async fn grants(&mut self) -> Result<(), ConnectError> {
        let mut rows = Vec::new();
        self.reader
            .each(&ACCESS_ROWS, |row| {
                rows.push(AccessRow {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    model: row.get(2)?,
                    group: row.get(3)?,
                    active: row.get(4)?,
                    ops: ops(row, 5)?,
                    stamp: Stamp::read(row, 9)?,
                });
                Ok(())
            })
            .await?;
        let mut grants: Vec<(i64, Grant)> = rows
            .into_iter()
            .filter_map(|row| {
                // A row that points nowhere gives nothing to anybody; the population shows that it was left out.
                let resource = *self.resources.get(&row.model?)?;
                let to = match row.group {
                    None => Grantee::Everyone,
                    Some(id) => Grantee::Group(*self.groups.get(&id)?),
                };
                let grant = Grant {
                    resource,
                    to,
                    ops: row.ops,
                    active: row.active,
                    own: false,
                    level: 0,
                    superseded: false,
                    unsure: Ops::NONE,
                    key: self.xml_ids.key("ir.model.access", row.id).unwrap_or(row.name),
                    origin: self.origin("ir.model.access", row.id, &row.stamp),
                };
                Some((row.id, grant))
            })
            .collect();
        grants.sort_by(|(a_id, a), (b_id, b)| (a.resource, a.to, &a.key, a_id).cmp(&(b.resource, b.to, &b.key, b_id)));
        self.snapshot.grants = grants.into_iter().map(|(_, grant)| grant).collect();
        Ok(())
    }

    /// The rows of `ir_rule`.
    ///
    /// Odoo selects a rule by the stored column `global` or by its groups, and then treats it by its groups alone
    /// (`ir_rule.py`, `_get_rules` and `_compute_domain`, 16 to 19). A rule that is neither global nor of any group,
    /// because its groups were deleted, is thus as good as switched off, and kept as such.
    pub(super) async fn rules(&mut self) -> Result<(), ConnectError> {
        let mut groups: HashMap<i64, Vec<GroupIx>> = HashMap::new();
        let known = &self.groups;
        let read = self
            .reader
            .each(&RULE_GROUPS, |row| {
                if let Some(group) = known.get(&row.get(1)?) {
                    groups.entry(row.get(0)?).or_default().push(*group);
                }
                Ok(())
            })
            .await?;
        if !read {
            // Without its groups a rule would look as if it bound everyone.
            return Ok(());
        }
        let mut rows = Vec::new();
        self.reader
            .each(&RULES, |row| {
                rows.push(RuleRow {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    model: row.get(2)?,
                    filter: row.get(3)?,
                    active: row.get(4)?,
                    ops: ops(row, 5)?,
                    global: row.get(9)?,
                    stamp: Stamp::read(row, 10)?,
                });
                Ok(())
            })
            .await?;
        let mut rules: Vec<(i64, Rule)> = rows
            .into_iter()
            .filter_map(|row| {
                let mut groups = groups.remove(&row.id).unwrap_or_default();
                groups.sort_unstable();
                let rule = Rule {
                    resource: *self.resources.get(&row.model?)?,
                    key: self.xml_ids.key("ir.rule", row.id).unwrap_or(row.name),
                    ops: row.ops,
                    active: row.active && (row.global || !groups.is_empty()),
                    groups,
                    alternative: false,
                    for_superusers: false,
                    filter: row.filter.trim().to_owned(),
                    origin: self.origin("ir.rule", row.id, &row.stamp),
                };
                Some((row.id, rule))
            })
            .collect();
        rules.sort_by(|(a_id, a), (b_id, b)| (a.resource, &a.key, a_id).cmp(&(b.resource, &b.key, b_id)));
        self.snapshot.rules = rules.into_iter().map(|(_, rule)| rule).collect();
        Ok(())
    }

    /// Which model leans on which (`_inherits`).
    pub(super) async fn delegations(&mut self) -> Result<(), ConnectError> {
        let query = if self.reader.can_ask(&INHERITS) { &INHERITS } else { &INHERITS_FROM_FIELDS };
        let (resources, delegations) = (&self.resources, &mut self.snapshot.delegations);
        self.reader
            .each(query, |row| {
                if let (Some(leaning), Some(parent)) = (resources.get(&row.get(0)?), resources.get(&row.get(1)?)) {
                    delegations.push(Delegation { resource: *leaning, parent: *parent, field: row.get(2)? });
                }
                Ok(())
            })
            .await?;
        delegations.sort_by(|a, b| (a.resource, &a.field).cmp(&(b.resource, &b.field)));
        Ok(())
    }
}
