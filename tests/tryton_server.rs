//! Against a real Tryton 8.2 from `PyPI`, whose own answers are the truth.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]
#![expect(clippy::indexing_slicing, reason = "answers of a known shape")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

macro_rules! lab_or_skip {
    () => {
        match crate::tryton::lab() {
            Some(lab) => lab,
            None => return,
        }
    };
}

#[path = "tryton_server/answers.rs"]
mod answers;
#[path = "tryton_server/asked.rs"]
mod asked;
#[path = "tryton_server/audited.rs"]
mod audited;
#[path = "tryton_server/cli.rs"]
mod cli;
#[path = "tryton_server/on_postgres.rs"]
mod on_postgres;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/tryton/mod.rs"]
mod tryton;

use serde_json::json;

use tryton::{ADMIN, Company, INTEGRATION, LEFT, difference};

#[test]
fn questions_change_nothing_but_sessions() {
    let lab = lab_or_skip!();
    let server = lab.serve(Company::Faults);
    assert_eq!(server.version().as_deref(), Some("8.2"));
    let before = server.copy();

    let seller = server.sign_in("mara.sales");
    let found = seller.call("model.party.party.search_count", &json!([[]])).unwrap();
    assert_eq!(found, json!(3));
    assert_eq!(seller.call("model.sale.sale.create", &json!([[]])).unwrap(), json!([]));
    let refused = seller.call("model.purchase.purchase.create", &json!([[]])).unwrap_err();
    assert!(refused.is_denial(), "{refused:?}");
    let admin = server.sign_in(ADMIN);
    assert_eq!(admin.call("model.purchase.purchase.create", &json!([[]])).unwrap(), json!([]));

    let asked = difference(&before, &server.copy());
    assert_eq!(asked.changes, [""; 0]);
    assert_eq!(asked.traces, ["ir_session: 2 new (1, 2)"]);

    // And what does change something is told.
    let party = json!([[{"name": "Newcomer"}]]);
    assert!(admin.call("model.party.party.create", &party).is_ok());
    let changed = difference(&before, &server.copy());
    assert!(changed.changes.iter().any(|told| told == "party_party: 1 new (4)"), "{changed:?}");
}

#[test]
fn keys_and_accounts_are_as_planted() {
    let lab = lab_or_skip!();
    for (company, left) in [(Company::Honest, 401), (Company::Faults, 200)] {
        let server = lab.serve(company);
        assert!(server.sign_in_with(LEFT.0, &tryton::password(LEFT.0)).is_err(), "nobody signs in who left");
        assert_eq!(server.rest(INTEGRATION.1, "model/party.party").0, 200);
        assert_eq!(server.rest(LEFT.1, "model/party.party").0, left, "{company:?}");
    }
}
