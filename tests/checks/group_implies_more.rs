use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "group-implies-more",
    fires: || {
        shop().with(|system| {
            system
                .implies("sale.group_user", "base.group_technical")
                .implies("base.group_technical", "base.group_erp_manager")
                .grant("base.group_erp_manager", "res.users", "rwcd")
                .join("ann", "base.group_technical")
                .join("bob", "base.group_technical")
                .join("cem", "base.group_technical");
        })
    },
    silent: || {
        (PAIR.fires)()
            .design("groups: [sale.group_user]", "groups: [sale.group_user]\n    includes: [base.group_erp_manager]")
    },
};

#[test]
fn the_first_group_that_nobody_designed_is_named_with_what_it_brings() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: `sale.group_user` implies `base.group_technical`, which no design of `seller` and `manager` has
      group sale.group_user -> base.group_technical []
      affects 3 ann bob cem
      expected `seller` and `manager` without `base.group_technical` (map.yaml:6:3)
      actual it gives 4 operations on 1 model, among them res.users (read, write, create, unlink) beyond the design
      path role:seller > group:sale.group_user > implies:base.group_technical > row:base.access_res_users_group_erp_manager of base.group_erp_manager allows read, write, create, unlink on res.users (shipped by module base)
      fix remove `base.group_technical` from what `sale.group_user` implies and from its members, or include it in the design of `seller` and `manager`
    ");
}

#[test]
fn a_group_that_gives_nothing_is_not_worth_a_finding() {
    let shop = shop().with(|system| {
        system.implies("sale.group_manager", "base.group_no_one").join("cem", "base.group_no_one");
    });
    assert!(shop.audit().findings.is_empty());
}

#[test]
fn each_implication_is_blamed_for_what_it_brings_and_for_nothing_else() {
    let report = shop()
        .with(|system| {
            system
                .implies("sale.group_manager", "hr.group_user")
                .implies("sale.group_manager", "stock.group_count")
                .grant("hr.group_user", "hr.employee", "r")
                .grant("stock.group_count", "stock.quant", "w")
                .join("cem", "hr.group_user")
                .join("cem", "stock.group_count");
        })
        .audit();
    let told: Vec<_> =
        report.findings.iter().map(|found| (found.resource.group.as_deref().unwrap(), found.actual.as_str())).collect();
    assert_eq!(
        told,
        [
            ("stock.group_count", "it gives 1 operation on 1 model, among them stock.quant (write) beyond the design"),
            ("hr.group_user", "it gives 1 operation on 1 model, among them hr.employee (read) beyond the design"),
        ]
    );
}

#[test]
fn an_included_group_makes_nobody_an_administrator() {
    let shop = shop().with(|system| {
        system.administers("base.rights").grant("base.rights", "res.users", "rwcd");
        system.implies("stock.group_user", "base.rights").join("dia", "base.rights");
    });
    assert!(shop.map.contains("includes: [stock.group_user]"), "the design includes what the group brings");
    let told = shop.told_by(PAIR.check);
    assert!(told.starts_with("critical") && told.contains("`stock.group_user` implies `base.rights`"), "{told}");
    assert!(told.contains("affects 1: dia") || told.contains("affects 1 dia"), "{told}");
}

#[test]
fn an_administrator_by_name_brings_what_comes_with_it() {
    let shop = shop().design("groups: [stock.group_user]", "groups: [base.system]");
    let shop = shop.design("includes: [stock.group_user]", "includes: [base.system]").with(|system| {
        system.administers("base.system").administers("base.rights").implies("base.system", "base.rights");
        system.grant("base.rights", "res.users", "rwcd").leave("dia", "stock.group_user").join("dia", "base.system");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
