use rolecall::model::Origin;
use rolecall::snapshot::Snapshot;

use crate::Pair;
use crate::shop::{Shop, shop};

fn change(snapshot: &mut Snapshot) {
    for rule in snapshot.rules.iter_mut().filter(|rule| rule.key == "sale.personal") {
        rule.origin = Origin::VendorChanged {
            module: "sale".to_owned(),
            by: Some("admin".to_owned()),
            at: Some("2025-11-30T10:00:00Z".to_owned()),
        };
    }
}

fn personal(filter: &str) -> Shop {
    let filter = filter.to_owned();
    shop().with(|system| {
        system.rule("sale.personal", "sale.order", &["sale.group_user"], &filter);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "stock-rule-changed",
    fires: || {
        personal("[('team_id.user_id', '=', user.id)]").with(|system| {
            system.adjust(change);
        })
    },
    silent: || personal("[('team_id.user_id', '=', user.id)]"),
};

#[test]
fn who_changed_it_and_when_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
}

#[test]
fn one_that_was_opened_is_told_as_that() {
    let shop = personal("[(1, '=', 1)]").with(|system| {
        system.adjust(change);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    assert_ne!(shop.told_by("record-rule-always-true"), "");
}
