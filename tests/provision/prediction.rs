//! The snapshot and the design with the accounts that were made.

use std::collections::BTreeSet;
use std::path::Path;

use rolecall::access::Access;
use rolecall::compare::Design;
use rolecall::connect::live::{Login, SecretKind};
use rolecall::model::{ResourceIx, UserIx};
use rolecall::provision::{Made, with_accounts, with_probes};
use rolecall::rolemap::{RoleMap, load};
use rolecall::snapshot::{self, Field, FieldGuard, Snapshot, User, UserKind};
use rolecall::synth::Builder;

const MAP: &str = "\
system: odoo
roles:
  clerk: { groups: [base.group_user] }
  seller:
    extends: [clerk]
    groups: [sale.group_user]
    users: [ann]
    probe: { login: ann, secret: \"env:ANN\" }
  guest: { must_not: [sale.order] }
  lost: { extends: [guest], groups: [sale.group_gone] }
  loster: { extends: [lost], groups: [base.group_user] }
";

fn map() -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, MAP).unwrap();
    load(Path::new(&path)).unwrap().map
}

fn system(closure: bool) -> Snapshot {
    let mut system = if closure { Builder::new("shop").closure() } else { Builder::new("shop") };
    system
        .makes("base.group_user", UserKind::Internal)
        .implies("sale.group_user", "base.group_user")
        .grant("base.group_user", "res.partner", "r")
        .grant("sale.group_user", "sale.order", "rwc")
        .user("ann", "Ann Ode", &["sale.group_user"])
        .user("zoe", "Zoe Ray", &["base.group_user"])
        .token("zoe", "backup", "2026-01-01T00:00:00Z", None);
    let mut snapshot = system.build();
    for (group, id) in snapshot.groups.iter_mut().zip(11..) {
        group.id = id.to_string();
    }
    let guard = FieldGuard::Observed { seen_by: vec![user(&snapshot, "zoe")], hidden_from: vec![UserIx(0)] };
    snapshot.fields.push(Field {
        resource: ResourceIx(0),
        name: "email".into(),
        field_type: "char".into(),
        stored: true,
        limited: false,
        shipped: None,
        relation: None,
        custom: false,
        guard: Some(guard),
        unenforced_groups: vec![],
    });
    snapshot
}

fn user(snapshot: &Snapshot, login: &str) -> UserIx {
    UserIx::new(snapshot.users.iter().position(|user| user.login() == login).unwrap())
}

fn made(snapshot: &Snapshot, role: u32, login: &str, groups: &[&str]) -> Made {
    let id = |key: &&str| snapshot.groups.iter().find(|group| group.key == **key).unwrap().id.as_str().into();
    Made {
        role,
        login: Login {
            name: login.into(),
            id: "901".into(),
            secret: "secret".into(),
            kind: SecretKind::Password,
            session: None,
        },
        groups: groups.iter().map(id).collect(),
        company: snapshot.companies.first().map(|company| company.id.as_str().into()),
        companies: vec!["no such company".into()],
    }
}

#[test]
fn every_designed_role_with_groups_of_the_system_gets_an_account() {
    let (map, snapshot) = (map(), system(true));
    let access = Access::compute(&snapshot);
    let design = Design::of(&map, &access);
    let (wanted, not_made) = rolecall::provision::wanted(&design, &snapshot, &BTreeSet::new());
    let names: Vec<(u32, &str, usize)> =
        wanted.iter().map(|wanted| (wanted.role, wanted.name.as_str(), wanted.groups.len())).collect();
    assert_eq!(names, [(0, "clerk", 1), (1, "seller", 2)], "extended groups come along");
    let reasons: Vec<(u32, &str)> =
        not_made.iter().map(|no| (no.role, no.reason.split_once(": ").unwrap().1)).collect();
    let gone = "the system has no group `sale.group_gone` to give to an account";
    assert_eq!(reasons, [(2, "the role has no groups"), (3, gone), (4, gone)]);

    let (wanted, not_made) = rolecall::provision::wanted(&design, &snapshot, &BTreeSet::from(["clerk".to_owned()]));
    assert_eq!((wanted.len(), not_made.len()), (1, 0), "only the roles that were asked for");
}

#[test]
fn the_snapshot_with_the_accounts_is_whole_and_says_the_same_of_everyone_else() {
    for closure in [false, true] {
        let snapshot = system(closure);
        // Up to 18 Odoo stores what the groups bring as well.
        let stored: &[&str] = if closure { &["sale.group_user"] } else { &["base.group_user", "sale.group_user"] };
        let made = [made(&snapshot, 1, "rolecall-probe-seller-r1", stored), made(&snapshot, 0, "aaa", &[])];
        let with = with_accounts(&snapshot, &made);

        let folder = tempfile::tempdir().unwrap();
        snapshot::write(&with, &folder.path().join("with.snapshot")).unwrap();
        assert_eq!(snapshot::read(&folder.path().join("with.snapshot")).unwrap(), with, "every table is in order");

        let logins: Vec<&str> = with.users.iter().map(User::login).collect();
        assert_eq!(logins, ["aaa", "ann", "rolecall-probe-seller-r1", "zoe"]);
        assert_eq!(with.user(with.tokens[0].owner).login(), "zoe");
        let (seen_by, hidden_from) = (vec![user(&with, "zoe")], vec![user(&with, "ann")]);
        assert_eq!(with.fields[0].guard, Some(FieldGuard::Observed { seen_by, hidden_from }));
        let (before, after) = (Access::compute(&snapshot), Access::compute(&with));
        for at in 0..snapshot.resources.len() {
            for op in snapshot.all_ops().iter() {
                let resource = ResourceIx::new(at);
                for login in ["ann", "zoe"] {
                    let was = before.allowed(user(&snapshot, login), resource, op);
                    assert_eq!(was, after.allowed(user(&with, login), resource, op));
                }
                let probe = after.allowed(user(&with, "rolecall-probe-seller-r1"), resource, op);
                assert_eq!(probe, after.allowed(user(&with, "ann"), resource, op), "the same groups, the same access");
                assert!(!after.allowed(user(&with, "aaa"), resource, op));
            }
        }
        let probe = with.user(user(&with, "rolecall-probe-seller-r1"));
        assert_eq!((probe.kind, probe.active, probe.companies.len()), (UserKind::Internal, true, 0));
        assert_eq!(with.user(user(&with, "aaa")).kind, UserKind::Unclassified);
        assert_eq!(with_accounts(&with, &made), with, "a snapshot that has them stays as it is");
        assert_eq!(with_accounts(&snapshot, &[]), snapshot);
        assert!(with.memberships.is_sorted() && with.memberships.len() == snapshot.memberships.len() + stored.len());
        assert_eq!(with.memberships.last().map(|last| with.user(last.0).login()), Some("zoe"));
    }
}

#[test]
fn the_accounts_take_the_place_of_the_maps_own_probe_logins() {
    let (map, snapshot) = (map(), system(true));
    let made = [made(&snapshot, 1, "rolecall-probe-seller-r1", &["sale.group_user"])];
    let (with, probed) = (with_accounts(&snapshot, &made), with_probes(&map, &made));
    assert_eq!(probed.roles[1].probe.as_ref().unwrap().login.value, "rolecall-probe-seller-r1");
    assert!(probed.roles[0].probe.is_none());
    let access = Access::compute(&with);
    let design = Design::of(&probed, &access);
    assert_eq!(design.roles_of(user(&with, "rolecall-probe-seller-r1")), [1]);
    assert_eq!(design.roles_of(user(&with, "ann")), [1], "whoever held the role still does");
}
