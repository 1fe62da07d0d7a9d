//! Whether one record is reached: a resource's rules decided on the record's own values.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use serde_json::Value as Json;

use super::domain::{Cell, Who, any, every};
use super::scope::Scopes;
use crate::model::{OpIx, ResourceIx, RuleIx};
use crate::snapshot::RuleLanguage;

/// Field → value as the ERP writes it in JSON, a link to one record as its id alone; `id` among them. A `null` behind the
/// links to several records says that there may be others.
pub type Row = BTreeMap<Box<str>, Json>;

impl Scopes<'_> {
    /// The fields of a record that [`Scopes::reaches`] decides on, for a user with the given effective groups. `id` is
    /// not named: it is always needed.
    pub fn asks(&self, groups: &FixedBitSet, resource: ResourceIx, op: OpIx) -> BTreeSet<String> {
        let mut fields = Vec::new();
        for rule in self.applying(groups, false, resource, op) {
            if let Some(filter) = self.filter(rule) {
                filter.asks(&mut fields);
            }
        }
        let stored = |name: &&str| self.snapshot().field(resource, name).is_some_and(|field| field.stored);
        fields.into_iter().filter(|name| *name != "id").filter(stored).map(str::to_owned).collect()
    }

    /// Whether an operation reaches one record for a user with the given effective groups (bit = group), provided that
    /// the operation is allowed at all; nothing where that cannot be said from the record's values alone.
    ///
    /// The row must hold what the ERP keeps, links to archived records among the links. Open stay conditions on what lies behind a link, on fields that not every reader sees alike, on what
    /// the ERP's program adds, and on rows that the record leans on, where rules narrow those too.
    pub fn reaches(
        &self,
        groups: &FixedBitSet,
        superuser: bool,
        resource: ResourceIx,
        op: OpIx,
        row: &Row,
        who: &Who,
    ) -> Option<bool> {
        let Some((groups, filters)) = self.held(groups, superuser) else { return Some(true) };
        if !self.is_complete() {
            return None;
        }
        let snapshot = self.snapshot();
        let read = |name: &str| match name {
            "id" => row.get("id")?.as_i64().map(Cell::Int),
            _ => {
                let field = snapshot.field(resource, name).filter(|field| field.stored)?;
                cell(&field.field_type, row.get(name)?)
            }
        };
        // Whether a comparison with a field that holds nothing is true is not alike in all rule languages.
        let empties_known = snapshot.semantics.rule_language == RuleLanguage::OdooDomain;
        let holds = |rule: RuleIx| {
            let (filter, _) = filters.get(rule)?;
            if !empties_known && filter.negates() {
                let mut asked = Vec::new();
                filter.asks(&mut asked);
                if asked.iter().any(|name| read(name).is_some_and(|cell| cell.is_empty())) {
                    return None;
                }
            }
            filter.holds(&read, who)
        };
        let (of_groups, of_everyone): (Vec<_>, Vec<_>) =
            self.applying(groups, superuser, resource, op).partition(|rule| snapshot.rule(*rule).is_alternative());
        let together = every(of_everyone.into_iter().map(holds));
        let alternatives = if of_groups.is_empty() { Some(true) } else { any(of_groups.into_iter().map(holds)) };
        // An alternative of a resource that this one leans on may be enough.
        let spans = snapshot.semantics.alternatives_span_delegations;
        let elsewhere =
            |parent| self.applying(groups, superuser, parent, op).any(|rule| snapshot.rule(rule).is_alternative());
        let alternatives = alternatives.filter(|one| *one || !spans || !self.leans_on(resource, op).any(elsewhere));
        let leans =
            self.leans_on(resource, op).any(|parent| self.applying(groups, superuser, parent, op).next().is_some());
        let beyond = if leans || snapshot.resource(resource).narrowed_by_code { None } else { Some(true) };
        every([together, alternatives, beyond])
    }
}

/// The value of a field by the ERP's name of its type (Odoo 16 to 19, `ir_model_fields.ttype`); nothing where the value
/// does not fit the type, or where nothing can be decided on values of the type.
fn cell<'r>(field_type: &str, value: &'r Json) -> Option<Cell<'r>> {
    Some(match (field_type, value) {
        ("boolean", Json::Bool(true)) => Cell::True,
        ("integer" | "float" | "monetary" | "many2one_reference", Json::Bool(false) | Json::Null) => Cell::Blank,
        (
            "boolean" | "char" | "text" | "selection" | "reference" | "many2one" | "date" | "datetime",
            Json::Bool(false) | Json::Null,
        ) => Cell::Unset,
        ("integer" | "many2one_reference", Json::Number(number)) => match number.as_i64()? {
            0 => Cell::Blank,
            number => Cell::Int(number),
        },
        ("float" | "monetary", Json::Number(number)) if number.as_f64() == Some(0.0) => Cell::Blank,
        ("many2one", Json::Number(number)) => Cell::Int(number.as_i64()?),
        ("char" | "text" | "selection" | "reference", Json::String(text)) if text.is_empty() => Cell::Blank,
        ("char" | "text" | "selection" | "reference", Json::String(text)) => Cell::Text(text),
        ("float" | "monetary", Json::Number(_)) | ("date" | "datetime", Json::String(_)) => Cell::Other,
        ("one2many" | "many2many", Json::Array(links)) => {
            let ids = |links: &[Json]| links.iter().map(Json::as_i64).collect::<Option<Vec<_>>>();
            match links.as_slice() {
                [some @ .., Json::Null] => Cell::SomeLinks(ids(some)?),
                all => Cell::Links(ids(all)?),
            }
        }
        _ => return None,
    })
}
