//! What a plan asks, as whom, with which answer in mind.

use rolecall::connect::live::{Question, SecretKind};
use rolecall::connect::odoo::api::{OdooLive, Wire};
use rolecall::model::Pattern;
use rolecall::probe::Plan;
use rolecall::snapshot::Presence;

use crate::world::{asks, design, of, world};

#[test]
fn a_role_is_asked_what_its_design_says_within_and_beyond_its_reach() {
    insta::assert_snapshot!(world().told("seller"), @"
    look up account: -, -
    look up rows hr.employee: -, -
    look up rows sale.order: -, -
    look up stamps hr.employee: -, -
    look up stamps sale.order: -, -
    look up newest hr.employee: -, -
    look up newest sale.order: -, -
    look up stamps hr.employee: -, -
    look up stamps sale.order: -, -
    look up newest hr.employee: -, -
    look up newest sale.order: -, -
    control: allow, allow
    resource read hr.employee: deny, deny
    resource write hr.employee: deny, deny
    resource create hr.employee: deny, deny
    resource unlink hr.employee: deny, deny
    resource read sale.order: allow, allow
    resource write sale.order: allow, allow
    resource create sale.order: allow, allow
    record read sale.order within: allow, allow
    record read sale.order beyond: deny, deny
    record write sale.order within: allow, allow
    record write sale.order beyond: deny, deny
    read-field sale.order margin within: deny, -
    write-field sale.order margin within: deny, -
    read-field sale.order note within: allow, allow
    write-field sale.order note within: allow, allow
    attempt write hr.employee beyond: deny, deny
    attempt create hr.employee: deny, deny
    attempt write sale.order within: allow, allow
    attempt write sale.order beyond: deny, deny
    attempt create sale.order: allow, allow
    anonymous hr.employee: deny, deny
    sign-in: allow, allow
    sign-in-wrong: deny, deny
    resource unlink sale.order: deny, deny
    resource read stock.picking: deny, deny
    resource write stock.picking: deny, deny
    resource create stock.picking: deny, deny
    resource unlink stock.picking: deny, deny
    control: allow, allow
    ");
}

#[test]
fn what_is_not_asked_is_told_with_the_reason() {
    insta::assert_snapshot!(world().unasked(), @"customer role `customer`: the role map gives it no `probe` login");
}

#[test]
fn the_same_plan_comes_out_twice() {
    let (one, other) = (world().plan(), world().plan());
    assert_eq!(one.roles, other.roles);
    assert_eq!(one.unprobed, other.unprobed);
}

#[test]
fn a_login_with_two_roles_is_judged_by_both() {
    let world = of(&design("users: [dia]", "users: [dia, ann]"), |_| {});
    assert!(world.told("seller").contains("resource read stock.picking: allow, deny"));
    assert!(world.told("seller").contains("resource read hr.employee: deny, deny"));
}

#[test]
fn a_tolerated_group_that_the_account_lacks_owes_it_nothing() {
    let map = design("users: [ann, bob]", "includes: [hr.group_user]\n    users: [ann, bob]");
    let map = map.replace("    must_not: [hr.employee]\n", "");
    assert!(of(&map, |_| {}).told("seller").contains("resource read hr.employee: -, deny"));
    let holding = of(&map, |system| {
        system.join("ann", "hr.group_user");
    });
    assert!(holding.told("seller").contains("resource read hr.employee: allow, allow"));
}

#[test]
fn a_family_of_resources_asks_for_nothing_that_nobody_can_be_granted() {
    let map = design("sale.order: crw", "\"sale.*\": crw");
    let world = of(&map, |system| {
        system.resource("sale.report");
    });
    assert!(world.told("seller").contains("resource read sale.report: -, deny"));
    assert!(world.told("seller").contains("resource read sale.order: allow, allow"));
}

#[test]
fn records_wider_than_designed_are_judged_only_where_the_design_tells() {
    let world = of(&design("sale.order: own", "sale.order: none"), |_| {});
    assert!(world.told("seller").contains("record read sale.order within: deny, allow"));
    let world = of(&design("sale.order: own", "sale.order: all"), |_| {});
    assert!(world.told("seller").contains("record read sale.order beyond: allow, deny"));
    let world = of(&design("sale.order: own", "sale.order: company"), |_| {});
    assert!(world.told("seller").contains("record read sale.order beyond: -, deny"));
}

#[test]
fn nothing_is_attempted_where_it_never_must_be() {
    let mut world = world();
    world.limits.never = vec![Pattern::parse("sale.*").unwrap()];
    let told = world.told("seller");
    assert!(!told.contains("attempt write sale.order") && !told.contains("write-field"), "{told}");
    assert!(world.unasked().contains("an attempt to write on sale.order"));
}

#[test]
fn a_budget_cuts_the_least_important_and_keeps_both_controls() {
    let mut world = world();
    world.limits.per_role = 6;
    let told = world.told("seller");
    let questions: Vec<&str> = told.lines().filter(|line| !line.starts_with("look up")).collect();
    assert_eq!(questions.len(), 6);
    assert_eq!((questions[0], questions[5]), ("control: allow, allow", "control: allow, allow"));
    assert!(questions[1..5].iter().all(|line| line.starts_with("resource")), "{told}");
    assert!(
        world.unasked().contains("seller! 24 of 28 questions: over the budget of 6 questions a role"),
        "{}",
        world.unasked()
    );
}

#[test]
fn the_ceiling_of_a_run_leaves_whole_roles_out_and_says_so() {
    let mut world = world();
    world.limits.per_run = 8;
    world.limits.per_role = 7;
    let plan = world.plan();
    assert_eq!(plan.questions(), 7);
    assert!(world.unasked().contains("over the ceiling of 8 questions a run"), "{}", world.unasked());
}

#[test]
fn a_password_is_never_used_for_an_account_with_a_second_factor() {
    let mut world = of(&design("system", "system"), |system| {
        system.change("ann", |user| user.second_factor = Presence::Present);
        system.change("dia", |user| user.second_factor = Presence::Unknown);
    });
    world.kind = SecretKind::Password;
    let plan = world.plan();
    let logins: Vec<&str> = plan.roles.iter().map(|role| role.asker.login.as_ref()).collect();
    assert_eq!(logins, ["dia"]);
    assert_eq!(asks(&plan.roles[0], |question| matches!(question, Question::SignIn | Question::SignInWrong)), 0);
    assert!(world.unasked().contains("seller! role `seller`: its login `ann`"), "{}", world.unasked());
    world.kind = SecretKind::Key;
    assert_eq!(world.plan().roles.len(), 2);
}

#[test]
fn an_account_that_is_switched_off_is_asked_only_whether_it_gets_in() {
    let world = of(&design("system", "system"), |system| {
        system.change("ann", |user| user.active = false);
    });
    assert_eq!(world.told("seller"), "sign-in: deny, deny\n");
}

#[test]
fn a_login_of_two_roles_fails_to_sign_in_once() {
    let map = design("login: dia", "login: ann");
    let plan = of(&map, |_| {}).plan();
    let wrong: usize = plan.roles.iter().map(|role| asks(role, |question| *question == Question::SignInWrong)).sum();
    assert_eq!((plan.roles.len(), wrong), (2, 1));
}

#[test]
fn only_the_roles_that_were_named_are_probed() {
    let mut world = world();
    world.limits.roles = ["customer", "nobody"].map(str::to_owned).into();
    assert!(world.plan().roles.is_empty());
    insta::assert_snapshot!(world.unasked(), @"
    run! role `nobody`: the role map has no such role
    customer! role `customer`: the role map gives it no `probe` login
    ");
}

#[test]
fn a_question_without_a_safe_way_is_not_asked() {
    let map = design("stock.picking: all", "stock.picking: all\n      no.such.way: r");
    let world = of(&map, |system| {
        system.grant("stock.group_user", "no.such.way", "r");
    });
    assert!(world.unasked().contains("storekeeper! read on no.such.way: nobody knows how"), "{}", world.unasked());
}

#[test]
fn a_hundred_thousand_questions_are_planned_in_little_room() {
    let mut world = of(&design("\"sale.*\"", "\"*\""), |system| {
        for at in 0..13_000 {
            system.resource(&format!("x.m{at:05}"));
        }
    });
    (world.limits.per_role, world.limits.per_run) = (60_000, 100_000);
    let plan = world.plan();
    assert_eq!(plan.questions(), 100_000);
    assert!(size_of::<rolecall::probe::Step>() <= 64, "{}", size_of::<rolecall::probe::Step>());
}

#[test]
fn a_plan_for_odoo_shows_the_calls_themselves() {
    let world = world();
    let told: String = world.planned(|_, design, access, scopes, _| {
        let live = OdooLive::new(&world.snapshot, "acme", Wire::JsonRpc).unwrap();
        let plan = Plan::of(design, access, scopes, &live, &world.limits, &|_| SecretKind::Key);
        let rows = plan.rows(design, access, scopes, &live, Some("audit")).filter(|row| row.role == "seller");
        let told = rows.map(|row| {
            let asks = row.number.map_or("looks up".to_owned(), |number| number.to_string());
            format!("{} {asks}: {}\n", row.login, row.words)
        });
        let told: String = told.collect();
        let summary = plan.summary(access, scopes, &live);
        format!("{told}{} questions, {} lookups, {:?}", summary.questions, summary.lookups, summary.traces)
    });
    insta::assert_snapshot!(told, @r#"
    ann looks up: read([10], ['partner_id', 'commercial_partner_id', 'company_id', 'company_ids']) on res.users
    audit looks up: search_read([], ['id'], context={'active_test': False}, limit=80, order='id desc') on hr.employee
    audit looks up: search_read([], ['id', 'user_id'], context={'active_test': False}, limit=80, order='id desc') on sale.order
    audit looks up: search_read([['id', 'in', [<the records asked about>]], ['write_uid', '=', 10]], ['write_date'], context={'active_test': False}, order='id desc') on hr.employee
    audit looks up: search_read([['id', 'in', [<the records asked about>]], ['write_uid', '=', 10]], ['write_date'], context={'active_test': False}, order='id desc') on sale.order
    audit looks up: search_read([['create_uid', '=', 10]], ['id'], context={'active_test': False}, limit=1, order='id desc') on sale.order
    audit looks up: search_read([['id', 'in', [<the records asked about>]], ['write_uid', '=', 10]], ['write_date'], context={'active_test': False}, order='id desc') on hr.employee
    audit looks up: search_read([['id', 'in', [<the records asked about>]], ['write_uid', '=', 10]], ['write_date'], context={'active_test': False}, order='id desc') on sale.order
    audit looks up: search_read([['create_uid', '=', 10]], ['id'], context={'active_test': False}, limit=1, order='id desc') on sale.order
    ann 1: context_get() on res.users
    ann 2: has_access([], 'read') on hr.employee
    ann 3: has_access([], 'write') on hr.employee
    ann 4: has_access([], 'create') on hr.employee
    ann 5: has_access([], 'unlink') on hr.employee
    ann 6: has_access([], 'read') on sale.order
    ann 7: has_access([], 'write') on sale.order
    ann 8: has_access([], 'create') on sale.order
    ann 9: has_access([<a record within reach>], 'read') on sale.order
    ann 10: has_access([<a record beyond reach>], 'read') on sale.order
    ann 11: has_access([<a record within reach>], 'write') on sale.order
    ann 12: has_access([<a record beyond reach>], 'write') on sale.order
    ann 13: read([<a record within reach>], ['margin'], context={'bin_size': True}) on sale.order
    ann 14: write([<a record within reach>], {'margin': False, 'zz_rolecall_probe': 1}) on sale.order
    ann 15: read([<a record within reach>], ['note'], context={'bin_size': True}) on sale.order
    ann 16: write([<a record within reach>], {'note': False, 'zz_rolecall_probe': 1}) on sale.order
    ann 17: write([<a record beyond reach>], {'zz_rolecall_probe': 1}) on hr.employee
    ann 18: write([<a record within reach>], {'zz_rolecall_probe': 1}) on sale.order
    ann 19: write([<a record beyond reach>], {'zz_rolecall_probe': 1}) on sale.order
    ann 20: create({'name': 'rolecall probe', 'zz_rolecall_probe': 1}) on sale.order
    ann 21: search_count([]) on hr.employee without a login
    ann 22: common.login with the role's own secret
    ann 23: common.login with a secret that is certainly wrong
    ann 24: has_access([], 'unlink') on sale.order
    ann 25: has_access([], 'read') on stock.picking
    ann 26: has_access([], 'write') on stock.picking
    ann 27: has_access([], 'create') on stock.picking
    ann 28: has_access([], 'unlink') on stock.picking
    ann 29: context_get() on res.users
    46 questions, 12 lookups, {"a row in res_users_log for each sign-in", "perhaps a gap in an id sequence, where a program makes something before its create is refused"}
    "#);
}
