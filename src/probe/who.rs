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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_account_tells_the_person_and_never_the_companies() {
        let row =
            serde_json::json!({ "partner_id": 7, "commercial_partner_id": 3, "company_id": 1, "company_ids": [1] });
        let row: LiveRow = serde_json::from_value(row).unwrap();
        let known = Who { id: 9, companies: vec![1, 2], ..Who::default() };
        let person = Who { partner: Some(7), commercial_partner: Some(3), company: Some(1), ..known.clone() };
        let (mut by_another, mut by_itself) = (known.clone(), known);
        complete_by_another(&mut by_another, &row);
        complete(&mut by_itself, &row);
        assert_eq!(by_another, person, "it may see fewer of them than there are");
        assert_eq!(by_itself, Who { companies: vec![1], ..person });
    }
}
