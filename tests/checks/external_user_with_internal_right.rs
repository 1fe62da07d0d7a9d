use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "external-user-with-internal-right",
    fires: || {
        shop().with(|system| {
            system
                .join("eve", "stock.group_user")
                .change("eve", |user| user.kind = rolecall::snapshot::UserKind::External);
        })
    },
    // The same group, by design.
    silent: || (PAIR.fires)().design("groups: [base.group_portal]", "groups: [base.group_portal, stock.group_user]"),
};

#[test]
fn a_customer_in_a_group_of_employees_is_named() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    critical, confidence high: external account holds `stock.group_user`: `eve`
      user eve -> stock.group_user []
      affects 1 eve
      expected only the groups that come with the kind of account
      actual `stock.group_user` gives 5 operations on 2 models, among them stock.picking (read, write, create, unlink), res.partner (read)
      path user:eve > group:stock.group_user > row:base.access_stock_picking_group_user of stock.group_user allows read, write, create, unlink on stock.picking (shipped by module base) > and 1 more row
      fix take `eve` out of `stock.group_user`
    ");
}

#[test]
fn no_design_is_needed_for_it() {
    let report = (PAIR.fires)().audit_alone();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].subject.id.as_str(), found[0].resource.group.as_deref()), ("eve", Some("stock.group_user")));
}

#[test]
fn the_account_of_visitors_counts_although_it_cannot_log_in() {
    let shop = shop().with(|system| {
        system
            .join("public", "stock.group_user")
            .change("public", |user| user.kind = rolecall::snapshot::UserKind::Anonymous);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    critical, confidence high: anonymous account holds `stock.group_user`: `public`
      user public -> stock.group_user []
      affects 1 public
      expected only the groups that come with the kind of account
      actual `stock.group_user` gives 5 operations on 2 models, among them stock.picking (read, write, create, unlink), res.partner (read)
      path user:public > group:stock.group_user > row:base.access_stock_picking_group_user of stock.group_user allows read, write, create, unlink on stock.picking (shipped by module base) > and 1 more row
      fix take `public` out of `stock.group_user`
    ");
}

#[test]
fn twenty_customers_or_more_are_one_finding_whatever_else_they_hold() {
    let found = |size: usize| {
        let shop = shop().with(|system| {
            for at in 0..size {
                let (login, own) = (format!("kim{at:02}"), format!("m.own{at}"));
                system.user(&login, &login, &["base.group_portal", "stock.group_user", &own]);
                system.change(&login, |user| user.kind = rolecall::snapshot::UserKind::External);
            }
        });
        let all = shop.audit().findings.into_iter().filter(|finding| finding.check_name == PAIR.check);
        all.map(|finding| (finding.subject.kind, finding.affected.count)).collect::<Vec<_>>()
    };
    assert_eq!(found(19), vec![("user", 1); 19]);
    assert_eq!(found(20), [("group", 20)]);
}
