use crate::Pair;
use crate::shop::{Shop, shop};

/// The shop with a second storekeeper's role whose group gives so many of the 30 operations of the first.
fn second_keeper(models: usize) -> Shop {
    shop()
        .with(|system| {
            for at in 0..30 {
                let model = format!("stock.thing{at:02}");
                system.grant("stock.group_user", &model, "r");
                if at < models {
                    system.grant("stock.group_night", &model, "r");
                }
            }
            system.grant("stock.group_night", "stock.picking", "rwcd").implies("stock.group_night", "base.group_user");
            system.user("nox", "Nox", &["stock.group_night"]);
        })
        .design(
            "users: [dia]",
            "users: [dia]\n  night:\n    extends: [clerk]\n    groups: [stock.group_night]\n    includes: [stock.group_night]\n    users: [nox]",
        )
}

pub(crate) const PAIR: Pair =
    Pair { check: "roles-nearly-alike", fires: || second_keeper(29), silent: || second_keeper(28) };

#[test]
fn both_roles_are_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: roles `night` and `storekeeper` give nearly the same
      role night, storekeeper -> shop []
      affects 2 dia nox
      expected one role for one job (map.yaml:23:3)
      actual each of them gives 33 operations on 30 models, among them stock.picking (read, write, create, unlink), stock.thing00 (read), stock.thing01 (read), stock.thing02 (read); none gives more than 34
      path role:night > role:storekeeper
      fix make one role of `night` and `storekeeper`, or let one extend the other
    ");
}

#[test]
fn a_role_may_extend_one_that_is_nearly_the_same() {
    let shop = (PAIR.fires)().design(
        "extends: [clerk]\n    groups: [stock.group_night]",
        "extends: [storekeeper]\n    groups: [stock.group_night]",
    );
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn without_a_design_groups_are_compared_of_which_one_was_made_by_hand() {
    let told = |shop: Shop| {
        let report = shop.audit_alone();
        let found = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
        found.map(|finding| finding.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told((PAIR.fires)()), Vec::<String>::new());
    let copied = (PAIR.fires)().with(|system| {
        for at in 0..30 {
            system.grant("Stock copy", &format!("stock.thing{at:02}"), "r");
        }
        system.grant("Stock copy", "stock.picking", "rwcd");
    });
    assert_eq!(told(copied), ["groups `Stock copy`, `stock.group_night` and `stock.group_user` give nearly the same"]);
}

#[test]
fn the_same_operations_on_other_rows_are_another_role() {
    let shop = (PAIR.fires)().with(|system| {
        system.rule("stock.own", "stock.picking", &["stock.group_night"], "[('user_id', '=', user.id)]");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
