//! Choosing real records: one that the rules let an account reach and one that they keep from it.

use std::collections::BTreeMap;

use super::lookups::op_of;
use crate::access::{Access, Who, scope::Scopes};
use crate::connect::live::{LiveRow, Question, RecordId, Which};
use crate::model::{OpIx, RecordScope, ResourceIx, UserIx};

/// The records that one account's questions choose from.
pub(super) struct Records<'x, 'a> {
    pub(super) access: &'x Access<'a>,
    pub(super) scopes: &'x Scopes<'a>,
    pub(super) user: UserIx,
    /// What record rules may ask about the account.
    pub(super) who: Who,
    /// By resource: newest first, or why there are none.
    pub(super) rows: BTreeMap<ResourceIx, Result<Vec<LiveRow>, String>>,
    /// What was chosen before, so that the same record serves all questions about it.
    pub(super) chosen: BTreeMap<(ResourceIx, OpIx, Which), Result<RecordId, String>>,
}

impl Records<'_, '_> {
    /// The question about a real record, or why there is none to ask about.
    pub(super) fn resolve(&mut self, question: &Question<Which>) -> Result<Question<RecordId>, String> {
        let at = question.resource().zip(op_of(self.access.snapshot(), question));
        let chosen = match (at, question.record()) {
            (Some((resource, op)), Some(which)) => Some(self.choose(resource, op, *which)?),
            _ => None,
        };
        question.about(|_| chosen).ok_or_else(|| "the question names no resource".to_owned())
    }

    fn choose(&mut self, resource: ResourceIx, op: OpIx, which: Which) -> Result<RecordId, String> {
        if let Some(known) = self.chosen.get(&(resource, op, which)) {
            return known.clone();
        }
        let found = self.find(resource, op, which);
        self.chosen.insert((resource, op, which), found.clone());
        found
    }

    fn find(&self, resource: ResourceIx, op: OpIx, which: Which) -> Result<RecordId, String> {
        let rows = match self.rows.get(&resource) {
            Some(Ok(rows)) => rows,
            Some(Err(reason)) => return Err(reason.clone()),
            None => return Err("its records were not looked up".to_owned()),
        };
        let mut open = false;
        for row in rows {
            let reached = self.reached(resource, op, row);
            open |= reached.is_none();
            if reached == Some(which == Which::Within)
                && let Some(id) = id_of(row)
            {
                return Ok(id);
            }
        }
        let looked_at = rows.len();
        Err(match (looked_at, open, which) {
            (0, ..) => "no record could be seen, and of an empty table nothing can be told".to_owned(),
            (_, true, _) => format!("the record rules cannot be decided on the newest {looked_at} records"),
            (_, _, Which::Within) => format!("the newest {looked_at} records hold none that the account should reach"),
            (_, _, Which::Beyond) => format!(
                "no record that was seen, the newest {looked_at}, is beyond the account's reach; a `login` of the system that \
                 sees more of them can tell"
            ),
        })
    }

    /// Whether the account reaches a record; an account without the operation reaches none but those shared with it.
    fn reached(&self, resource: ResourceIx, op: OpIx, row: &LiveRow) -> Option<bool> {
        match self.scopes.of_user(self.access, self.user, resource, op).scope {
            RecordScope::All => Some(true),
            RecordScope::None => Some(false),
            _ => self.scopes.reaches_user(self.access, self.user, resource, op, row, &self.who),
        }
    }
}

/// The id of a row. Ids of 0 and below name no record that rules were written for.
pub(super) fn id_of(row: &LiveRow) -> Option<RecordId> {
    match row.get("id")? {
        serde_json::Value::Number(id) if id.as_i64().is_some_and(|id| id > 0) => Some(RecordId(id.to_string().into())),
        serde_json::Value::String(id) if !id.is_empty() => Some(RecordId(id.as_str().into())),
        _ => None,
    }
}
