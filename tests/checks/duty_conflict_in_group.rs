use rolecall::model::{RecordScope, ResourceIx, UserIx};
use rolecall::snapshot::{Limit, LimitReach};

use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "duty-conflict-in-group",
    fires: || {
        shop().with(|system| {
            system.grant("sale.group_user", "stock.picking", "rw");
        })
    },
    // Another group ships, and nobody is in the one that could do both.
    silent: || {
        shop().with(|system| {
            system.grant("sale.group_user", "stock.picking", "r");
            system.implies("shop.both", "sale.group_user").implies("shop.both", "stock.group_user");
        })
    },
};

#[test]
fn the_group_is_told_once_and_not_the_people_nor_the_group_above_it() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    medium, confidence high: whoever is in `sale.group_user` can make sales orders and also ship goods
      group sale.group_user -> shop []
      affects 3 ann bob cem
      expected nobody can sell and ship alone
      actual 3 accounts can make sales orders by create on sale.order (all records); ship goods by write on stock.picking (all records)
      path function:make sales orders > group:sale.group_user > row:base.access_sale_order_group_user allows read, write, create on sale.order (shipped by module base) > function:ship goods > group:sale.group_user > row:base.access_stock_picking_group_user allows read, write on stock.picking (shipped by module base)
      fix Let the warehouse confirm deliveries; take stock.picking away from sales. Until then: somebody else counts stock at random.
    ");
    assert_eq!(shop.told_by("duty-conflict"), "");
}

#[test]
fn everybody_in_the_group_counts_whatever_their_role_says() {
    let shop = shop().with(|system| {
        system.grant("purchase.all", "purchase.order", "rwc").grant("purchase.all", "stock.picking", "rw");
        system.join("ann", "purchase.all").join("dia", "purchase.all").administers("base.group_system");
        system.user("root", "Root", &["base.group_system", "purchase.all"]);
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("whoever is in `purchase.all` can order from suppliers and also take in goods"), "{told}");
    assert!(told.contains("affects 3 ann dia root"), "{told}");
    // What one group carries is not of a person's making.
    assert!(!shop.told_by("duty-conflict").contains("SOD-P2P-05"), "{}", shop.told_by("duty-conflict"));
    let report = shop.audit_alone();
    let of = report.findings.iter().filter(|one| one.rule_id.as_deref() == Some("SOD-P2P-05"));
    let told: Vec<_> = of.map(|one| (one.check_id, one.subject.id.as_str())).collect();
    assert_eq!(told, [("SOD-002", "purchase.all")]);
}

#[test]
fn whoever_is_limited_to_own_records_is_not_counted() {
    let limited: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        let at = |key: &str| ResourceIx::new(snapshot.resources.iter().position(|one| one.key == key).unwrap());
        let ann = UserIx::new(snapshot.users.iter().position(|user| &*user.key == "ann").unwrap());
        let (orders, by) = (at("sale.order"), at("hr.employee"));
        let limit = Limit { user: ann, by, value: "E-1".into(), tree: false, only_on: None, leaves: RecordScope::Own };
        snapshot.limits = vec![limit];
        snapshot.limited_by = vec![LimitReach(orders, by)];
    };
    let shop = (PAIR.fires)().with(|system| {
        system.resource("hr.employee").adjust(limited);
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("affects 2 bob cem"), "{told}");
    assert_eq!(shop.told_by("duty-conflict"), "");
}

#[test]
fn a_shipped_way_is_shown_before_one_made_by_hand() {
    let prices = |shipped: bool| {
        shop().with(|system| {
            system.hand_made("pricelist hotfix", None, "product.pricelist.item", "rw");
            system.field("product.template", "list_price", &[]);
            if shipped {
                system.grant("sale.group_user", "product.template", "rw");
            }
        })
    };
    let told = |shop: &crate::shop::Shop| {
        let report = shop.audit();
        let found = report.findings.iter().find(|one| one.rule_id.as_deref() == Some("SOD-O2C-02")).unwrap();
        (found.vendor_default, found.fix.summary.contains("close `pricelist hotfix` to everyone"))
    };
    assert_eq!(told(&prices(true)), (true, false));
    assert_eq!(told(&prices(false)), (false, true));
}

#[test]
fn a_designed_role_of_several_groups_is_told_as_a_role() {
    let shop = shop()
        .with(|system| {
            system.join("ann", "stock.group_user").join("bob", "stock.group_user");
        })
        .design("    groups: [sale.group_user]\n", "    groups: [sale.group_user, stock.group_user]\n");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    medium, confidence high: role `seller` can make sales orders and also ship goods
      role seller -> shop []
      affects 2 ann bob
      expected nobody can sell and ship alone (map.yaml:6:3)
      actual 2 accounts can make sales orders by create on sale.order (all records); ship goods by write on stock.picking (all records)
      path function:make sales orders > group:sale.group_user > row:base.access_sale_order_group_user allows read, write, create on sale.order (shipped by module base) > function:ship goods > group:stock.group_user > row:base.access_stock_picking_group_user allows read, write, create, unlink on stock.picking (shipped by module base)
      fix Let the warehouse confirm deliveries; take stock.picking away from sales. Until then: somebody else counts stock at random.
    ");
    assert_eq!(shop.told_by("duty-conflict"), "");
}

#[test]
fn what_everybody_has_is_told_of_everybody() {
    let shop = shop().with(|system| {
        system.hand_made("open orders", None, "sale.order", "c").hand_made("open pickings", None, "stock.picking", "w");
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("everyone who works in the company can make sales orders and also ship goods"), "{told}");
    assert_eq!(told.matches("affects").count(), 1, "{told}");
}

#[test]
fn a_row_made_by_hand_is_no_default_of_the_vendor() {
    let defaults = |shop: &crate::shop::Shop| -> Vec<bool> {
        let report = shop.audit();
        let of = report.findings.iter().filter(|one| one.check_name == PAIR.check);
        of.map(|one| one.vendor_default).collect()
    };
    assert_eq!(defaults(&(PAIR.fires)()), [true]);
    let by_hand = shop().with(|system| {
        system.hand_made("pickings of sales", Some("sale.group_user"), "stock.picking", "rw");
    });
    assert_eq!(defaults(&by_hand), [false]);
}
