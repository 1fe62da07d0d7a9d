use crate::Pair;
use crate::shop::{Shop, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "duty-conflict-of-token",
    fires: || sellers_ship("ann", None),
    silent: || sellers_ship("ann", Some("2025-12-01T00:00:00Z")),
};

/// The shop with sellers who ship, and a key.
fn sellers_ship(owner: &str, expires: Option<&str>) -> Shop {
    shop().with(|system| {
        system.grant("sale.group_user", "stock.picking", "rw");
        system.token(owner, "webshop", "2025-06-01T00:00:00Z", expires);
    })
}

#[test]
fn the_key_is_told_with_the_worst_risk() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: the key `webshop` of `ann` can make sales orders and also ship goods
      token webshop -> ann []
      affects 1 ann
      expected nobody can sell and ship alone
      actual SOD-O2C-04: make sales orders by create on sale.order (all records); ship goods by write on stock.picking (all records)
      path token:webshop > user:ann > function:make sales orders > group:sale.group_user > row:base.access_sale_order_group_user allows read, write, create on sale.order (shipped by module base) > function:ship goods > group:sale.group_user > row:base.access_stock_picking_group_user allows read, write on stock.picking (shipped by module base)
      fix make an account for what `webshop` is used for, with one side of `sell and ship` alone, and revoke the key here
    ");
    assert_eq!(sellers_ship("dia", None).told_by(PAIR.check), "", "she has one side");
}

#[test]
fn a_key_of_somebody_who_is_told_is_named_there() {
    let shop = shop().with(|system| {
        system.grant("purchase.buyer", "purchase.order", "rwc").grant("account.payer", "account.payment", "rwc");
        system.join("ann", "purchase.buyer").join("ann", "account.payer");
        system.token("ann", "my script", "2025-06-01T00:00:00Z", None);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    assert!(shop.told_by("duty-conflict").contains("so can whoever has the key `my script`"));
}

#[test]
fn many_keys_are_one_finding() {
    let shop = sellers_ship("ann", None).with(|system| {
        for at in 0..20 {
            let login = format!("seller{at:02}");
            system.user(&login, "", &["sale.group_user"]).token(&login, "own", "2025-06-01T00:00:00Z", None);
        }
    });
    let told = shop.told_by(PAIR.check);
    let first = "medium, confidence high: 21 keys can do both sides of a risk by what a group carries: the key";
    assert!(told.starts_with(first), "{told}");
    assert_eq!(told.matches("affects").count(), 1, "{told}");
}

#[test]
fn keys_with_what_a_shipped_group_carries_are_one_finding_as_the_vendor_ships_it() {
    let shop = sellers_ship("ann", None).with(|system| {
        system.token("bob", "bearer", "2025-06-01T00:00:00Z", None);
        system.adjust(|snapshot| snapshot.tokens[1].kind = rolecall::snapshot::Token::OAUTH_BEARER.to_owned());
    });
    let report = shop.audit();
    let of = report.findings.iter().filter(|one| one.check_name == PAIR.check);
    let told: Vec<_> = of.map(|one| (one.affected.users.join(" "), one.vendor_default)).collect();
    assert_eq!(told, [("ann bob".to_owned(), true)]);
    let by_hand = shop.with(|system| {
        system.hand_made("pickings of bob", Some("stock.own"), "stock.picking", "rw").join("bob", "stock.own");
    });
    assert_eq!(by_hand.told_by(PAIR.check).matches("affects").count(), 1, "{}", by_hand.told_by(PAIR.check));
}

#[test]
fn a_key_that_the_api_refuses_is_nobody_s_other_side() {
    let plugin = sellers_ship("ann", None).with(|system| {
        system.adjust(|snapshot| {
            snapshot.semantics.scopes_of_owner = vec!["rpc".to_owned()];
            for token in &mut snapshot.tokens {
                token.scope = Some("odoo.plugin.outlook".to_owned());
            }
        });
    });
    assert_eq!(plugin.told_by(PAIR.check), "");
    let rpc = sellers_ship("ann", None).with(|system| {
        system.adjust(|snapshot| {
            snapshot.semantics.scopes_of_owner = vec!["rpc".to_owned()];
            for token in &mut snapshot.tokens {
                token.scope = Some("rpc".to_owned());
            }
        });
    });
    assert_eq!(rpc.told_by(PAIR.check), (PAIR.fires)().told_by(PAIR.check));
    let both = shop().with(|system| {
        system.grant("purchase.buyer", "purchase.order", "rwc").grant("account.payer", "account.payment", "rwc");
        system.join("ann", "purchase.buyer").join("ann", "account.payer");
        system.token("ann", "plugin", "2025-06-01T00:00:00Z", None);
        system.adjust(|snapshot| {
            snapshot.semantics.scopes_of_owner = vec!["rpc".to_owned()];
            for token in &mut snapshot.tokens {
                token.scope = Some("odoo.plugin.outlook".to_owned());
            }
        });
    });
    assert!(!both.told_by("duty-conflict").contains("plugin"), "{}", both.told_by("duty-conflict"));
}
