//! Record rules: each group of rules becomes one rule, whose conditions are alternatives.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::collector::{Collector, Stamp, id, ops, yes};
use super::queries::{RULE_GROUP_GROUPS, RULES};
use crate::connect::ConnectError;
use crate::connect::source::Source;
use crate::model::{Ops, ResourceIx};
use crate::snapshot::Rule;

struct Row {
    resource: ResourceIx,
    name: String,
    global: bool,
    default: bool,
    ops: Ops,
    stamp: Stamp,
}

impl<S: Source> Collector<S> {
    /// Rules by the id of their group.
    ///
    /// Tryton 8.2 (`ir/rule.py`, `get` and `domain_get`): all global groups hold together; of the others, those of somebody's
    /// groups and the default ones are alternatives. A group without conditions lets everything through to the members of its
    /// groups, by any operation, global or not. For administrators every group counts, those without groups among them.
    pub(super) async fn rules(&mut self) -> Result<(), ConnectError> {
        let mut rows: BTreeMap<i64, Row> = BTreeMap::new();
        let resources = &self.resources;
        self.reader
            .each(self.ask.rule_groups, |row| {
                let (Some(row_id), Some(resource)) = (id(row, 0)?, resources.get(&row.word(2)?)) else { return Ok(()) };
                let found = Row {
                    resource: *resource,
                    name: row.word(1)?,
                    global: yes(row, 3)?,
                    default: yes(row, 4)?,
                    ops: ops(row, 5, 4)?,
                    stamp: Stamp::read(row, 9)?,
                };
                rows.insert(row_id, found);
                Ok(())
            })
            .await?;
        let mut conditions = self.conditions().await?;
        let mut groups = self.groups_of(&RULE_GROUP_GROUPS, None).await?;
        let all = self.snapshot.all_ops();
        let rule = |(id, row): (i64, Row)| {
            let conditions = conditions.remove(&id).unwrap_or_default();
            let mut groups = groups.remove(&id).unwrap_or_default();
            let empty = conditions.is_empty();
            let alternative = !row.global && row.default && !empty;
            let for_superusers = groups.is_empty() && (empty || !(row.global || row.default));
            if row.global && !empty {
                groups.clear();
            }
            Rule {
                resource: row.resource,
                key: self.names.key("ir.rule.group", id).unwrap_or_else(|| row.name.clone()),
                ops: if empty { all } else { row.ops },
                active: true,
                alternative,
                for_superusers,
                filter: one_of(&conditions),
                groups,
                origin: self.origin("ir.rule.group", id, &row.stamp),
            }
        };
        self.snapshot.rules = rows.into_iter().map(rule).collect();
        Ok(())
    }

    /// The conditions of each group of rules, by their ids.
    async fn conditions(&mut self) -> Result<HashMap<i64, Vec<String>>, ConnectError> {
        let mut rows: Vec<(i64, i64, String)> = Vec::new();
        self.reader
            .each(&RULES, |row| {
                if let (Some(row_id), Some(group)) = (id(row, 0)?, id(row, 1)?) {
                    rows.push((row_id, group, row.word(2)?));
                }
                Ok(())
            })
            .await?;
        rows.sort();
        let mut of_group: HashMap<i64, Vec<String>> = HashMap::new();
        for (_, group, condition) in rows {
            of_group.entry(group).or_default().push(condition);
        }
        Ok(of_group)
    }
}

/// Several conditions as one of which one is enough. One that is no list of its own stays alone, so that nobody reads it as
/// something else than it is.
fn one_of(conditions: &[String]) -> String {
    let is_list =
        |text: &&String| serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_array() || value.is_object());
    match conditions {
        [] => "[]".to_owned(),
        [one] => one.clone(),
        several => match several.iter().find(|text| !is_list(text)) {
            Some(broken) => broken.clone(),
            None => format!("[\"OR\", {}]", several.join(", ")),
        },
    }
}
