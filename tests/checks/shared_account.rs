use rolecall::model::{Confidence, UserIx};
use rolecall::snapshot::{Coverage, Domain, SessionUse, State};

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "shared-account",
    fires: || {
        shop().with(|system| {
            system.user("sales@acme.tld", "Sales Team", &["sale.group_manager"]);
        })
    },
    silent: || {
        shop()
            .with(|system| {
                system.user("kasse1", "Kasse 1", &["base.group_user"]);
                system.user("sales@acme.tld", "Anna Keller", &["base.group_user"]);
                system.user("svc-shop", "Shop", &["base.group_user"]);
            })
            .design("roles:", "shared_allowed:\n  - login: kasse1\n    reason: a PIN for each cashier\nroles:")
    },
};

#[test]
fn a_function_is_nobody() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
}

#[test]
fn whom_the_design_names_is_only_reviewed() {
    let shop = (PAIR.fires)().design("users: [cem]", "users: [cem, sales@acme.tld]");
    let report = shop.audit();
    let told = report.findings.iter().find(|finding| finding.check_name == PAIR.check).unwrap();
    assert_eq!(told.confidence, Confidence::Low);
}

#[test]
fn sessions_from_several_places_tell_too() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            snapshot.coverage.retain(|known| known.domain != Domain::Sessions);
            snapshot.coverage.push(Coverage { domain: Domain::Sessions, state: State::Assessed, reason: None });
            snapshot.sessions = vec![SessionUse { user: UserIx(0), open: 4, addresses: 3, agents: 1 }];
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"");
}
