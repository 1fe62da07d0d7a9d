use rolecall::model::GroupIx;
use rolecall::snapshot::{Domain, NewUsers, Snapshot};

use crate::Pair;
use crate::dormant_account::knows;
use crate::shop::{Shop, shop};

/// Gives the snapshot a template with these groups.
fn template(snapshot: &mut Snapshot, groups: &[&str], in_use: Option<bool>, reaches_existing: bool) {
    knows(snapshot, Domain::NewUsers);
    let at = |key: &&str| snapshot.groups.iter().position(|group| group.key == *key).map(GroupIx::new).unwrap();
    let groups = groups.iter().map(at).collect();
    snapshot.new_users = Some(NewUsers { template: "base.default_user".to_owned(), groups, in_use, reaches_existing });
}

fn with(change: fn(&mut Snapshot)) -> Shop {
    shop().with(|system| {
        system.adjust(change);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "new-user-template-over-privileged",
    fires: || with(|snapshot| template(snapshot, &["base.group_user", "stock.group_user"], Some(true), true)),
    silent: || with(|snapshot| template(snapshot, &["base.group_user"], Some(true), true)),
};

#[test]
fn what_new_accounts_get_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: every new account is born with 1 group: `stock.group_user`
      template base.default_user -> shop []
      affects 0
      expected new accounts have what every internal account has, and get a role by a decision
      actual `base.default_user` gives 4 operations on 1 model, among them stock.picking (read, write, create, unlink); a group that is added to it later reaches the accounts that are there, too
      path template:base.default_user > group:stock.group_user > row:base.access_stock_picking_group_user of stock.group_user allows read, write, create, unlink on stock.picking (shipped by module base)
      fix take `stock.group_user` out of `base.default_user`, or set `base_setup.default_user_rights` to False, and look at who was made with it
    ");
}

#[test]
fn administration_for_everybody_is_critical() {
    let admin = |change: fn(&mut Snapshot)| {
        with(change)
            .with(|system| {
                system.administers("base.group_system").grant("base.group_system", "res.users", "rw");
            })
            .told_by(PAIR.check)
    };
    let told = admin(|snapshot| template(snapshot, &["base.group_system"], Some(true), true));
    assert!(told.starts_with("critical, confidence high"), "{told}");
    let told = admin(|snapshot| template(snapshot, &["base.group_system"], Some(true), false));
    assert!(told.starts_with("high, confidence high"), "{told}");
    let told = admin(|snapshot| template(snapshot, &["base.group_system"], None, false));
    assert!(told.starts_with("high, confidence medium"), "{told}");
    let told = admin(|snapshot| template(snapshot, &["base.group_system"], Some(false), false));
    assert!(told.starts_with("info"), "{told}");
}
