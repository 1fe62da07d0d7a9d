//! What record rules may ask about the account that asks.

use serde_json::Value;

use crate::access::Who;
use crate::connect::live::LiveRow;
use crate::model::{CompanyIx, UserIx};
use crate::snapshot::Snapshot;

/// What the snapshot knows.
pub(super) fn known(snapshot: &Snapshot, user: UserIx) -> Who {
    let user = snapshot.user(user);
    let company = |at: &CompanyIx| {
        let found = snapshot.companies.get(at.index()).filter(|company| company.active)?;
        found.id.parse().ok()
    };
    Who {
        // An id that is no number equals no number of a record.
        id: user.id.parse().unwrap_or(-1),
        company: user.company.as_ref().and_then(company),
        companies: user.companies.iter().filter_map(company).collect(),
        ..Who::default()
    }
}

/// What the system tells the account itself, by the names that [`Lookup::Account`](crate::connect::live::Lookup) gives it.
pub(super) fn complete(who: &mut Who, row: &LiveRow) {
    complete_by_another(who, row);
    if let Some(Value::Array(companies)) = row.get("company_ids") {
        who.companies = companies.iter().filter_map(Value::as_i64).collect();
    }
}

/// What the system tells another account of it, who may see less of its companies.
pub(super) fn complete_by_another(who: &mut Who, row: &LiveRow) {
    let one = |field: &str| row.get(field).and_then(Value::as_i64);
    who.partner = one("partner_id").or(who.partner);
    who.commercial_partner = one("commercial_partner_id").or(who.commercial_partner);
    who.company = one("company_id").or(who.company);
}
