use rolecall::model::{CompanyIx, UserIx};
use rolecall::snapshot::{Audience, Company, Person};
use rolecall::synth::Builder;

use crate::Pair;
use crate::shop::{Shop, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "duty-conflict",
    fires: || with_duties(&[("ann", "purchase.buyer"), ("ann", "account.payer")]),
    // Each has one side, and looking at payments is none.
    silent: || {
        with_duties(&[("ann", "purchase.buyer"), ("bob", "account.payer")]).with(|system| {
            system.grant("purchase.buyer", "account.payment", "r");
        })
    },
};

/// The shop with buyers who order and payers who pay, and who is in which.
fn with_duties(members: &[(&str, &str)]) -> Shop {
    shop().with(|system| {
        system.grant("purchase.buyer", "purchase.order", "rwc").grant("account.payer", "account.payment", "rwc");
        for (login, group) in members {
            system.join(login, group);
        }
    })
}

fn severities(shop: &Shop) -> Vec<String> {
    let report = shop.audit();
    let of = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
    of.map(|one| format!("{} {} {}", one.severity.word(), one.confidence.word(), one.severity_by.as_deref().unwrap()))
        .collect()
}

#[test]
fn both_sides_are_told_with_the_groups_that_give_them() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: `ann` can order from suppliers and also pay suppliers
      user ann -> shop []
      affects 1 ann
      expected nobody can order and pay alone
      actual order from suppliers by create on purchase.order (all records); pay suppliers by create on account.payment (all records)
      path user:ann > function:order from suppliers > group:purchase.buyer > row:base.access_purchase_order_buyer allows read, write, create on purchase.order (shipped by module base) > function:pay suppliers > group:account.payer > row:base.access_account_payment_payer allows read, write, create on account.payment (shipped by module base)
      fix take `ann` out of one of `account.payer` and `purchase.buyer`. Let purchasing order and accounting pay. Until then: a second person releases every payment at the bank; or somebody else compares orders, receipts and bills every week.
    ");
}

#[test]
fn two_accounts_of_one_person_count_together() {
    let both: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        let person = |user| Person { user, key: "hr.employee,7".into(), working: Some(true), until: None };
        snapshot.people = vec![person(UserIx(0)), person(UserIx(1))];
    };
    let shop = with_duties(&[("ann", "purchase.buyer"), ("bob", "account.payer")]).with(|system| {
        system.adjust(both);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    high, confidence high: the person behind `ann` and `bob` can order from suppliers and also pay suppliers
      user ann -> shop []
      affects 2 ann bob
      expected nobody can order and pay alone
      actual order from suppliers by create on purchase.order (all records); pay suppliers by create on account.payment (all records)
      path user:ann > user:bob > function:order from suppliers > group:purchase.buyer > row:base.access_purchase_order_buyer allows read, write, create on purchase.order (shipped by module base) > function:pay suppliers > group:account.payer > row:base.access_account_payment_payer allows read, write, create on account.payment (shipped by module base)
      fix take the person behind `ann` and `bob` out of one of `account.payer` and `purchase.buyer`. Let purchasing order and accounting pay. Until then: a second person releases every payment at the bank; or somebody else compares orders, receipts and bills every week.
    ");
    // The role map may say so, too.
    let mapped = with_duties(&[("ann", "purchase.buyer"), ("bob", "account.payer")])
        .design("users: [ann, bob]", "users: users.csv");
    assert!(mapped.map.contains("users.csv"));
}

#[test]
fn a_mailbox_joins_accounts_less_surely() {
    let shop = with_duties(&[("ann", "purchase.buyer"), ("bob", "account.payer")]).with(|system| {
        for login in ["ann", "bob"] {
            system.change(login, |user| user.email = Some("ann@shop.example".into()));
        }
    });
    assert_eq!(severities(&shop), ["high medium as the risk says"]);
}

#[test]
fn two_accounts_that_share_no_company_are_one_step_milder() {
    let apart: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        let company = |id: &str| Company { id: id.to_owned(), name: id.to_owned(), parent: None, active: true };
        snapshot.companies = vec![company("1"), company("2")];
        for (user, at) in snapshot.users.iter_mut().take(2).zip(0..) {
            user.email = Some("ann@shop.example".into());
            user.companies = vec![CompanyIx(at)];
        }
    };
    let shop = with_duties(&[("ann", "purchase.buyer"), ("bob", "account.payer")]).with(|system| {
        system.adjust(apart);
        for model in ["purchase.order", "account.payment"] {
            system.rule(&format!("base.{model}_company"), model, &[], "[('company_id', 'in', company_ids)]");
        }
    });
    assert_eq!(severities(&shop), ["medium medium as the risk says, one step down: the two accounts share no company"]);
}

#[test]
fn own_records_make_it_milder_and_no_record_is_no_side() {
    let with_rule = |filter: &str| {
        (PAIR.fires)().with(|system| {
            system.rule("purchase.personal", "purchase.order", &["purchase.buyer"], filter);
        })
    };
    let own = with_rule("[('user_id', '=', user.id)]");
    assert_eq!(severities(&own), ["medium high as the risk says, one step down: one side reaches own records alone"]);
    assert_eq!(severities(&with_rule("[(0, '=', 1)]")), Vec::<String>::new());
    // What cannot be read is never taken for none, nor for sure.
    assert_eq!(severities(&with_rule("[('a', '='")), ["high medium as the risk says"]);
}

#[test]
fn a_field_that_the_person_cannot_change_is_no_side() {
    let limits = |groups: &'static [&'static str]| {
        shop().with(|system| {
            system.grant("sale.group_user", "res.partner", "rw").field("res.partner", "credit_limit", groups);
            system.group("account.group_account_invoice").join("ann", "account.group_account_invoice");
        })
    };
    assert_eq!(limits(&["account.group_account_invoice"]).told_by(PAIR.check).matches("SOD").count(), 0);
    assert_eq!(severities(&limits(&["account.group_account_invoice"])), ["high high as the risk says"]);
    assert_eq!(severities(&limits(&["account.group_account_manager"])), Vec::<String>::new());
}

#[test]
fn many_people_with_the_same_groups_are_one_finding() {
    let shop = with_duties(&[]).with(|system: &mut Builder| {
        for at in 0..20 {
            system.user(&format!("clerk{at:02}"), "", &["purchase.buyer", "account.payer"]);
        }
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("20 people in `account.payer` and `purchase.buyer` can"), "{told}");
    assert_eq!(severities(&shop).len(), 1);
}

/// The shop with `root`, who administers, and is in `x`, whose members order and pay.
fn with_root(groups: &'static [&'static str]) -> Shop {
    shop().with(|system| {
        system.administers("base.group_system").grant("base.group_system", "res.users", "rw");
        system.grant("x", "account.payment", "rwc").grant("x", "purchase.order", "rwc");
        system.user("root", "Root", groups);
    })
}

#[test]
fn an_administrator_is_told_once_and_by_a_design_where_it_adds_something() {
    let alone = |shop: &Shop| -> Vec<String> {
        let report = shop.audit_alone();
        let of = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
        of.map(|finding| format!("{} {}", finding.severity.word(), finding.title)).collect()
    };
    let both = with_root(&["base.group_system", "x"]);
    assert_eq!(alone(&both), ["medium administrator `root` can administer users and move money"]);
    // Nobody designed the account: that is what there is to tell.
    assert_eq!(both.told_by(PAIR.check), "");
    assert!(both.told_by("admin-not-in-design").contains("`root`"));
    let named = |shop: Shop| shop.design("system: odoo\n", "system: odoo\nadmins: { allowed: [root] }\n");
    insta::assert_snapshot!(named(both).told_by(PAIR.check), @"
    low, confidence high: administrator `root` can administer users and move money
      user root -> shop []
      affects 1 root
      expected nobody can administer users and move money alone
      actual an administrator can do both sides of 2 risks
      path user:root
      fix Give administrators an account without business functions, and a second one for other work. Until then: somebody else goes through what administrators did every month.
    ");
    assert_eq!(named(with_root(&["base.group_system"])).told_by(PAIR.check), "");
}

#[test]
fn many_designed_administrators_without_business_are_no_more_than_one() {
    let mut logins: Vec<String> = (0..20).map(|at| format!("root{at:02}")).collect();
    let shop = with_root(&["base.group_system"]).with(|system| {
        system.grant("base.group_system", "account.payment", "rwc");
        for login in &logins {
            system.user(login, "", &["base.group_system"]);
        }
    });
    logins.push("root".to_owned());
    let shop =
        shop.design("system: odoo\n", &format!("system: odoo\nadmins: {{ allowed: [{}] }}\n", logins.join(", ")));
    assert_eq!(shop.told_by(PAIR.check), "");
    let report = shop.audit_alone();
    let of = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
    let told: Vec<&str> = of.map(|finding| finding.title.as_str()).collect();
    assert_eq!(told, ["21 administrators can administer users and move money"]);
}

#[test]
fn of_several_accounts_the_one_that_reaches_furthest_counts() {
    let joined: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        let person = |user| Person { user: UserIx(user), key: "7".into(), working: Some(true), until: None };
        snapshot.people = (0..3).map(person).collect();
    };
    let shop =
        with_duties(&[("ann", "purchase.buyer"), ("bob", "purchase.boss"), ("cem", "account.payer")]).with(|system| {
            system.adjust(joined).grant("purchase.boss", "purchase.order", "rwc");
            system.rule("purchase.personal", "purchase.order", &["purchase.buyer"], "[('user_id', '=', user.id)]");
        });
    assert_eq!(severities(&shop), ["high high as the risk says"]);
    assert!(shop.told_by(PAIR.check).contains("group:purchase.boss"), "{}", shop.told_by(PAIR.check));
}

#[test]
fn the_group_to_leave_is_one_that_ends_it() {
    let shop =
        with_duties(&[("ann", "purchase.buyer"), ("ann", "purchase.boss"), ("ann", "account.payer")]).with(|system| {
            system.grant("purchase.boss", "purchase.order", "rwc");
        });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("fix take `ann` out of `account.payer`. Let"), "{told}");
    let twice = shop.with(|system| {
        system.grant("account.boss", "account.payment", "rwc").join("ann", "account.boss");
    });
    assert!(twice.told_by(PAIR.check).contains("fix Let purchasing order"), "{}", twice.told_by(PAIR.check));
}

#[test]
fn what_employees_have_anyway_is_told_of_an_outsider_who_has_it_by_a_group() {
    let given: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        let staff = snapshot.groups.iter_mut().find(|group| group.key == "shop.staff").unwrap();
        staff.given_to = Some(Audience::Internal);
    };
    let shop = shop().with(|system| {
        for group in ["shop.staff", "shop.partner"] {
            system.grant(group, "purchase.order", "rwc").grant(group, "account.payment", "rwc");
        }
        system.adjust(given).join("eve", "shop.partner");
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("`eve` can order from suppliers and also pay suppliers"), "{told}");
    assert_eq!(told.matches("affects").count(), 1, "{told}");
}

#[test]
fn of_many_alike_the_worst_is_told() {
    let joined: fn(&mut rolecall::snapshot::Snapshot) = |snapshot| {
        for user in snapshot.users.iter_mut().filter(|user| user.key.starts_with("buyer00") || &*user.key == "payer") {
            user.email = Some("buyer00@shop.example".into());
        }
    };
    let shop = with_duties(&[]).with(|system: &mut Builder| {
        system.adjust(joined).user("payer", "", &["account.payer"]).user("buyer00", "", &["purchase.buyer"]);
        for at in 1..21 {
            system.user(&format!("clerk{at:02}"), "", &["purchase.buyer", "account.payer"]);
        }
    });
    assert_eq!(severities(&shop), ["high high as the risk says"]);
}

#[test]
fn an_account_that_cannot_sign_in_is_nobody_s() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("ann", |user| user.active = false);
    });
    assert_eq!(severities(&shop), Vec::<String>::new());
}
