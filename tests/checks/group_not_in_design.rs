use rolecall::model::Origin;

use crate::Pair;
use crate::shop::{audit_snapshot, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "group-not-in-design",
    fires: || {
        shop().with(|system| {
            system.group("Shop / Night Shift");
        })
    },
    silent: || (PAIR.fires)().design("roles:", "ambient: [\"Shop / Night Shift\"]\nroles:"),
};

#[test]
fn an_empty_group_made_by_hand_is_hygiene() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: group `Shop / Night Shift` was made by hand and is in no role
      group Shop / Night Shift -> Shop / Night Shift []
      affects 0
      expected every group is in a role or shipped by a module
      actual it gives no operation on any model
      path group:Shop / Night Shift
      fix list `Shop / Night Shift` in a role of the map, or delete the group
    ");
}

#[test]
fn a_group_with_people_and_rights_weighs_more() {
    let shop = shop().with(|system| {
        system.hand_made("night", Some("Shop / Night Shift"), "stock.picking", "rw").join("dia", "Shop / Night Shift");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: group `Shop / Night Shift` was made by hand and is in no role
      group Shop / Night Shift -> Shop / Night Shift []
      affects 1 dia
      expected every group is in a role or shipped by a module
      actual it gives 2 operations on 1 model, among them stock.picking (read, write)
      path group:Shop / Night Shift > row:night of Shop / Night Shift allows read, write on stock.picking (made by hand by admin on 2025-11-30)
      fix list `Shop / Night Shift` in a role of the map, or delete the group
    ");
}

#[test]
fn a_shipped_group_that_somebody_edited_was_not_made_by_hand() {
    for origin in [Origin::VendorChanged { module: "hr".to_owned(), by: None, at: None }, Origin::Unknown] {
        let mut snapshot = (PAIR.fires)().system.build();
        for group in snapshot.groups.iter_mut().filter(|group| group.key == "Shop / Night Shift") {
            group.origin = origin.clone();
        }
        let report = audit_snapshot(&snapshot, &(PAIR.fires)().map);
        assert!(!report.findings.iter().any(|finding| finding.check_name == PAIR.check), "{origin:?}");
    }
}
