use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "user-without-role",
    fires: || {
        shop().with(|system| {
            system.user("sales", "Sales", &["sale.group_user"]);
        })
    },
    silent: || (PAIR.fires)().design("system: odoo\n", "system: odoo\nadmins: { break_glass: [{ login: sales }] }\n"),
};

#[test]
fn the_account_is_named_with_what_it_gives() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: no designed role: `sales`
      user sales -> shop []
      affects 1 sales
      expected every account has a role, or is named in `admins` or `shared_allowed`
      actual holds `sale.group_user`; it gives 4 operations on 2 models, among them sale.order (read, write, create), res.partner (read)
      path user:sales > group:sale.group_user
      fix give `sales` a role in the map, or deactivate
    ");
}

#[test]
fn an_account_without_any_group_is_still_an_account() {
    let shop = shop().with(|system| {
        system.user("ghost", "Ghost", &[]);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: no designed role: `ghost`
      user ghost -> shop []
      affects 1 ghost
      expected every account has a role, or is named in `admins` or `shared_allowed`
      actual holds no group; it gives no operation on any model
      path user:ghost
      fix give `ghost` a role in the map, or deactivate
    ");
}

#[test]
fn customers_without_a_role_are_one_finding() {
    let shop = shop().with(|system| {
        for login in ["kim", "lea", "max"] {
            system.user(login, login, &["base.group_portal"]);
        }
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    low, confidence high: 3 external accounts without a designed role
      population external users without a role -> shop []
      affects 3 kim lea max
      expected a role for customers and suppliers
      actual the design assigns them none
      path external users > no role
      fix add a role for external users and assign it by a pattern of logins
    ");
}

#[test]
fn inactive_accounts_are_nobody() {
    let shop = (PAIR.fires)().with(|system| {
        system.change("sales", |user| user.active = false);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn logins_are_the_same_whatever_their_case_in_any_alphabet() {
    let shop = shop()
        .with(|system| {
            system.user("JÜRGEN", "Jürgen", &["sale.group_user"]);
        })
        .design("system: odoo\n", "system: odoo\nadmins: { allowed: [jürgen] }\n");
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn people_with_many_groups_are_told_apart_from_those_with_many_others() {
    let shop = shop().with(|system| {
        for at in 0..25 {
            for kind in ["a", "b"] {
                let login = format!("{kind}{at:02}");
                let groups: Vec<String> =
                    (0..5).map(|at| format!("m.g{at}")).chain([format!("m.z{kind}1"), format!("m.z{kind}2")]).collect();
                let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
                system.user(&login, &login, &groups);
            }
        }
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(found.iter().map(|finding| finding.affected.count).collect::<Vec<_>>(), [25, 25]);
    assert_ne!(found[0].fingerprint, found[1].fingerprint);
}

#[test]
fn employees_and_accounts_of_unknown_kind_with_the_same_groups_are_one_population() {
    let shop = shop().with(|system| {
        for at in 0..40 {
            let login = format!("temp{at:02}");
            system.user(&login, &login, &["m.night"]);
            if at % 2 == 0 {
                system.change(&login, |user| user.kind = rolecall::snapshot::UserKind::Internal);
            }
        }
    });
    let report = shop.audit();
    let found = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
    assert_eq!(found.map(|finding| finding.affected.count).collect::<Vec<_>>(), [40]);
}
