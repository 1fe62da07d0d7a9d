//! Business rows, plain and always the same: something for record rules and fields to be asked about.

use serde_json::{Value, json};

use super::erp::Erp;
use super::shape::Field;
use super::store::Row;

/// How many rows a model gets, in an order in which links find something to point at.
const ROWS: [(&str, usize); 20] = [
    ("res.partner", 12),
    ("res.partner.bank", 5),
    ("product.template", 12),
    ("product.pricelist.item", 6),
    ("sale.order", 40),
    ("sale.order.line", 20),
    ("crm.lead", 12),
    ("purchase.order", 10),
    ("purchase.order.line", 10),
    ("stock.picking", 10),
    ("stock.move", 10),
    ("stock.quant", 8),
    ("account.account", 6),
    ("account.journal", 4),
    ("account.move", 12),
    ("account.payment", 6),
    ("hr.employee", 15),
    ("hr.contract", 5),
    ("website.page", 4),
    ("mail.message", 5),
];

/// Documents that draw their number from a sequence.
pub(super) const NUMBERED: [(&str, &str); 2] = [("purchase.order", "P"), ("sale.order", "S")];

impl Erp {
    /// Adds the business rows of the models that the company has, with a text and an amount in them if somebody wants those.
    pub(super) fn fill(&mut self, values: Option<(&str, i64)>) {
        let sellers = self.active_holders("sales_team.group_sale_salesman");
        let staff = self.active_holders("base.group_user");
        let customers = self.active_holders("base.group_portal");
        let partner = |uid: &i64| self.store.get("res.users", *uid, "partner_id").as_i64();
        let buyers: Vec<i64> = customers.iter().filter_map(partner).collect();
        for (model, count) in ROWS {
            let Some(shape) = self.shapes.get(model) else { continue };
            let fields: Vec<(String, Field)> = shape
                .fields
                .iter()
                .filter(|(_, field)| !field.computed)
                .map(|(name, field)| (name.clone(), field.clone()))
                .collect();
            let label = values.map_or_else(|| shape.label.clone(), |(text, _)| format!("{text} {}", shape.label));
            let amount = values.map_or(0, |(_, amount)| amount);
            for at in 0..count {
                let sells = matches!(model, "sale.order" | "crm.lead");
                let users = if sells && !sellers.is_empty() { &sellers } else { &staff };
                let number = self.number(model);
                let mut row = Row::new();
                for (name, field) in &fields {
                    let value = match (name.as_str(), field.relation) {
                        ("id", _) => continue,
                        ("name", _) => number.clone().unwrap_or_else(|| json!(format!("{label} {}", at + 1))),
                        ("company_id" | "user_id", _) if model == "res.partner" => json!(false),
                        ("company_id", _) => nth(&self.ids("res.company"), usize::from(at % 5 == 4)),
                        ("user_id", _) => nth(users, at),
                        ("partner_id", _) if !buyers.is_empty() => nth(&buyers, at),
                        ("create_uid" | "write_uid", _) => json!(1),
                        ("parent_id", _) => json!(false),
                        (_, Some(relation)) => nth(&self.ids(relation), at),
                        (_, None) => plain(field.kind, &label, at, amount),
                    };
                    row.insert(name.clone(), value);
                }
                self.store.insert(model, row);
            }
        }
    }

    /// The next number of a document, if it has one.
    pub(super) fn number(&mut self, model: &str) -> Option<Value> {
        let (_, prefix) = NUMBERED.iter().find(|(numbered, _)| *numbered == model)?;
        Some(json!(format!("{prefix}{:05}", self.store.draw(prefix))))
    }

    fn ids(&self, model: &str) -> Vec<i64> {
        self.store.rows(model).map(|(id, _)| id).collect()
    }

    /// Active members of a group, whatever the version makes of implied ones.
    fn active_holders(&self, group: &str) -> Vec<i64> {
        let Some(group) = self.group_names.get(group) else { return Vec::new() };
        let active = self.store.rows("res.users").filter(|(_, row)| row.get("active") == Some(&json!(true)));
        active.map(|(id, _)| id).filter(|id| self.effective_groups(*id).contains(group)).collect()
    }
}

/// One of several in turn; nothing of none.
fn nth(ids: &[i64], at: usize) -> Value {
    at.checked_rem(ids.len()).and_then(|at| ids.get(at)).map_or(json!(false), |id| json!(id))
}

fn plain(kind: &str, label: &str, at: usize, amount: i64) -> Value {
    match kind {
        "boolean" => json!(true),
        "integer" | "many2one_reference" => json!(at + 1),
        "float" | "monetary" if amount != 0 => json!(amount),
        "float" | "monetary" => json!((at + 1) * 10),
        "selection" => json!("draft"),
        "datetime" => json!("2025-06-02 09:00:00"),
        _ => json!(format!("{label} {}", at + 1)),
    }
}
