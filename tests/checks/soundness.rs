//! Nothing passes unseen: whatever a person has beyond the design, or lacks, some finding names the person and the cell;
//! and a system that is exactly as designed is clean.

use std::sync::Arc;

use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rolecall::access::{Access, Cells, GroupGraph};
use rolecall::audit::audit;
use rolecall::compare::Design;
use rolecall::findings::{Finding, Report};
use rolecall::model::{GroupIx, Located, Ops, Origin, Pattern, Position, ResourceIx, Severity, UserIx};
use rolecall::rolemap::{self, Assignment, CellRule, OpName, OpSelection, RoleMap, TokenDesign};
use rolecall::snapshot::{Credential, Domain, FileFact, Grantee, Membership, Snapshot, Token, User, UserKind};

use crate::common::LOGINS;
use crate::common::designs::{Designed, at, designs};
use crate::common::systems::{System, systems};
use crate::infra::{account, has_accounts, has_door, has_file};

const TOO_MUCH: [&str; 6] = [
    "excess-access",
    "group-implies-more",
    "grant-to-everyone",
    "membership-beyond-role",
    "external-user-with-internal-right",
    "stale-implied-membership",
];
const TOO_LITTLE: [&str; 4] =
    ["missing-access", "membership-missing", "missing-implied-membership", "design-names-nothing"];

/// Whether a finding of one of the checks names the user and speaks of the cell: by the model and its operations, or by
/// a group of which some row (its own, or of a group that it brings) gives the cell.
fn is_told(report: &Report, checks: &[&str], access: &Access<'_>, user: &User, cell: (ResourceIx, Ops)) -> bool {
    let snapshot = access.snapshot();
    let (resource, op) = cell;
    let speaks = |finding: &Finding| {
        let names = snapshot.op_names(op);
        let by_model = finding.resource.model.as_deref() == Some(&snapshot.resource(resource).key)
            && names.iter().all(|name| finding.resource.ops.iter().any(|op| op == name));
        let group = snapshot.groups.iter().position(|group| finding.resource.group.as_ref() == Some(&group.key));
        let by_group = group.is_some_and(|group| {
            let brought = access.graph().closure([GroupIx::new(group)]);
            snapshot.grants.iter().any(|row| {
                let to = matches!(row.to, Grantee::Group(group) if brought.contains(group.index()));
                to && row.active && row.resource == resource && !row.ops.and(op).is_empty()
            })
        });
        by_model || by_group
    };
    report.findings.iter().any(|finding| {
        checks.contains(&finding.check_name)
            && finding.affected.users.iter().any(|key| **key == *user.key)
            && speaks(finding)
    })
}

/// Active people with roles; the ERP's own accounts and those that bypass every check are no people.
fn people<'s>(snapshot: &'s Snapshot, design: &Design<'_>) -> Vec<(UserIx, &'s User)> {
    let all = snapshot.users.iter().enumerate().map(|(at, user)| (UserIx::new(at), user));
    all.filter(|(at, user)| {
        user.active && !user.superuser && user.kind != UserKind::System && !design.roles_of(*at).is_empty()
    })
    .collect()
}

fn one_by_one(cells: &Cells) -> Vec<(ResourceIx, Ops)> {
    cells.iter().flat_map(|(resource, ops)| ops.iter().map(move |op| (resource, Ops::one(op)))).collect()
}

proptest! {
    #[test]
    fn nobody_has_more_than_designed_unseen(snapshot in systems(), map in designs()) {
        let report = audit(&snapshot, Some((&map, "map.yaml")), Severity::High, None);
        let access = Access::compute(&snapshot);
        let design = Design::of(&map, &access);
        for (at, user) in people(&snapshot, &design) {
            let mut excess = access.of(at).cells.clone();
            for role in design.roles_of(at) {
                excess.remove(&design.role(*role).may());
            }
            for (resource, op) in one_by_one(&excess) {
                if design.scope.contains(resource.index()) {
                    let told = is_told(&report, &TOO_MUCH, &access, user, (resource, op));
                    prop_assert!(told, "{} has {:?} on {:?} unseen", user.key, op, resource);
                }
            }
        }
    }

    #[test]
    fn nobody_has_unseen_what_one_of_their_roles_denies(
        snapshot in systems(),
        map in prop_oneof![designs(), designs().prop_map(at_odds)],
    ) {
        let report = audit(&snapshot, Some((&map, "map.yaml")), Severity::High, None);
        let access = Access::compute(&snapshot);
        let design = Design::of(&map, &access);
        let told_by = [&TOO_MUCH[..], &["roles-contradict"]].concat();
        for (at, user) in people(&snapshot, &design) {
            for role in design.roles_of(at).iter().map(|role| design.role(*role)) {
                let mut denied = role.deny.clone();
                denied.keep(&access.of(at).cells);
                for (resource, op) in one_by_one(&denied) {
                    let told = is_told(&report, &told_by, &access, user, (resource, op));
                    prop_assert!(told, "{} has {:?} on {:?}, which {} denies", user.key, op, resource, role.name());
                }
            }
        }
    }

    #[test]
    fn nobody_lacks_what_is_designed_unseen(snapshot in systems(), map in designs()) {
        let report = audit(&snapshot, Some((&map, "map.yaml")), Severity::High, None);
        let access = Access::compute(&snapshot);
        let design = Design::of(&map, &access);
        for (at, user) in people(&snapshot, &design) {
            for role in design.roles_of(at).iter().map(|role| design.role(*role)) {
                let mut lacking = role.allow.clone();
                lacking.remove(&role.deny);
                lacking.remove(&access.of(at).cells);
                for (resource, op) in one_by_one(&lacking) {
                    let key = &snapshot.resource(resource).key;
                    let named = role.lineage.iter().flat_map(|role| &role.grants).any(|cell| cell.resource.value.as_str() == key);
                    // A family asks only for what anyone can be granted at all.
                    if named || snapshot.grants.iter().any(|row| row.resource == resource) {
                        let told = is_told(&report, &TOO_LITTLE, &access, user, (resource, op));
                        prop_assert!(told, "{} lacks {:?} on {} unseen", user.key, op, key);
                    }
                }
            }
        }
    }

    #[test]
    fn a_system_that_is_as_designed_is_clean((snapshot, map) in as_designed()) {
        let report = audit(&snapshot, Some((&map, "map.yaml")), Severity::High, None);
        // No design speaks of the groups of accounts that are switched off.
        let designed = |found: &&Finding| found.check_name != "inactive-account-with-rights";
        let high = report.findings.iter().filter(|found| found.severity >= Severity::High);
        let high: Vec<&Finding> = high.filter(designed).collect();
        prop_assert!(high.is_empty(), "{:#?}", high);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(snapshot in systems(), map in designs()) {
        let mut turned = snapshot.0.clone();
        turned.grants.reverse();
        turned.memberships.reverse();
        turned.implications.reverse();
        let prints = |snapshot: &Snapshot| {
            let report = audit(snapshot, Some((&map, "map.yaml")), Severity::High, None);
            let mut prints: Vec<String> = report.findings.into_iter().map(|finding| finding.fingerprint).collect();
            prints.sort();
            prints
        };
        prop_assert_eq!(prints(&snapshot), prints(&turned));
    }

    #[test]
    fn no_two_findings_share_a_fingerprint(
        snapshot in systems(),
        map in designs(),
        times in select(vec![1usize, 7, 25]),
        keys in prop::collection::vec((0..LOGINS.len(), select(&["a", "b"][..]), option::of(0..3u32), option::of(0..3u32)), 0..8),
        designed in subsequence(vec!["a", "b"], 0..=2),
    ) {
        let (mut snapshot, map) = (crowded(&snapshot, times, &keys), with_keys(&map, &designed));
        on_a_server(&mut snapshot, times);
        let report = audit(&snapshot, Some((&map, "map.yaml")), Severity::High, None);
        let mut prints: Vec<(&str, &str)> = report.findings.iter().map(|found| (&*found.fingerprint, &*found.title)).collect();
        prints.sort_unstable();
        for pair in prints.windows(2) {
            prop_assert_ne!(pair[0].0, pair[1].0, "{:?}", pair);
        }
    }
}

/// The same roles, none of which extends another or allows anything by name: everybody holds all of them, and what one
/// includes with its groups another may deny.
fn at_odds(mut map: Designed) -> Designed {
    for role in &mut map.0.roles {
        role.extends.clear();
        role.includes.clone_from(&role.groups);
        for cell in &mut role.grants {
            cell.access.value.allow = OpSelection::default();
        }
    }
    let everybody = |role: &rolemap::Role| Assignment {
        who: at(rolecall::model::Glob::new("*")),
        role: role.name.clone(),
        person: None,
        department: None,
    };
    map.0.assignments = map.0.roles.iter().map(everybody).collect();
    map
}

/// The same system with so many of each account, and with API keys: owner, name, month made, month of the end.
fn crowded(snapshot: &Snapshot, times: usize, keys: &[(usize, &str, Option<u32>, Option<u32>)]) -> Snapshot {
    let mut crowd = snapshot.clone();
    let copies = |user: &User| {
        (0..times).map(|copy| User { key: format!("{copy:02}{}", user.key).into(), ..user.clone() }).collect::<Vec<_>>()
    };
    crowd.users = snapshot.users.iter().flat_map(copies).collect();
    crowd.memberships = snapshot
        .memberships
        .iter()
        .flat_map(|Membership(user, group)| {
            (0..times).map(move |copy| Membership(UserIx::new(user.index() * times + copy), *group))
        })
        .collect();
    let month = |month: u32| format!("2025-{:02}-01T00:00:00Z", month + 11);
    crowd.tokens = keys
        .iter()
        .filter(|(owner, ..)| *owner < crowd.users.len())
        .map(|(owner, name, made, end)| Token {
            kind: Token::API_KEY.to_owned(),
            name: (*name).to_owned(),
            owner: UserIx::new(*owner),
            scope: None,
            created: made.map(month),
            expires: end.map(month),
            outlives_owner: false,
            scope_unchecked: false,
        })
        .collect();
    crowd
}

/// Puts accounts of a database, ways into it, files of a server and secrets of others there, so many of each.
fn on_a_server(snapshot: &mut Snapshot, times: usize) {
    let tables = ["res_users", "res_groups", "ir_rule", "ir_model_access", "res_groups_users_rel", "ir_model"];
    for at in 0..times {
        has_accounts(
            snapshot,
            [account(&format!("a{at}"), &tables, &[]), account(&format!("b{at}"), &tables, &tables[..at % 6])],
        );
        for (role, from) in [("all", "local"), ("all", "::1"), ("all", "10.0.0.0/8"), ("", "localhost"), ("a0", "%")] {
            has_door(snapshot, &format!("pg_hba.conf:{at}"), role, from, "trust");
        }
        let key = |section: &str| format!("{section}api_key");
        let (here, there) = (key(""), key("queue."));
        let notes = [(here.as_str(), 3, FileFact::DefaultSecret), (there.as_str(), 7, FileFact::DefaultSecret)];
        has_file(snapshot, &format!("{at}/odoo.conf"), "666", &notes);
        for kind in ["mail server", "web hook"] {
            let (kind, name, written) =
                (kind.to_owned(), format!("N{}", at / 2), Some("2020-01-01T00:00:00Z".to_owned()));
            snapshot.credentials.push(Credential {
                kind,
                name,
                resource: None,
                fields: vec!["key".to_owned()],
                active: Some(at % 2 == 0),
                written,
            });
        }
    }
    snapshot.looked_at(Domain::Credentials);
}

/// The same design with keys of these names, each with every limit.
fn with_keys(map: &RoleMap, names: &[&str]) -> RoleMap {
    let design = |name: &&str| TokenDesign {
        name: at((*name).to_owned()),
        owner: None,
        may: vec![CellRule { resource: at(Pattern::parse("sale").unwrap()), access: at(rolemap::Access::default()) }],
        scopes: vec![],
        expires_within_days: Some(at(10)),
        rotate_every_days: Some(at(10)),
    };
    RoleMap { tokens: names.iter().map(design).collect(), ..map.clone() }
}

prop_compose! {
    /// Any system of vendor's rows, a design read off its groups cell by cell, and people in exactly the groups of their roles.
    fn as_designed()(
        system in systems(),
        groups in prop::collection::vec(subsequence(vec![0usize, 1, 2, 3, 4, 5], 0..=3), 1..4),
        held in prop::collection::vec(subsequence(vec![0usize, 1, 2], 1..=2), LOGINS.len()),
        kind in select(vec![UserKind::Internal, UserKind::External]),
    ) -> (System, Designed) {
        build_as_designed(system.0, groups, &held, kind)
    }
}

fn build_as_designed(
    mut snapshot: Snapshot,
    groups: Vec<Vec<usize>>,
    held: &[Vec<usize>],
    kind: UserKind,
) -> (System, Designed) {
    for row in &mut snapshot.grants {
        row.origin = Origin::Vendor { module: "m".to_owned() };
    }
    for group in &mut snapshot.groups {
        group.changed = None;
    }
    let size = snapshot.groups.len();
    let groups: Vec<Vec<GroupIx>> =
        groups.into_iter().map(|set| set.into_iter().filter(|at| *at < size).map(GroupIx::new).collect()).collect();
    let roles_of: Vec<Vec<usize>> =
        held.iter().map(|held| held.iter().map(|role| role % groups.len()).collect()).collect();
    snapshot.memberships.clear();
    for user in &mut snapshot.users {
        (user.kind, user.superuser) = (kind, false);
    }
    let graph = GroupGraph::of(&snapshot);
    for (user, roles) in roles_of.iter().enumerate().take(snapshot.users.len()) {
        let designed = graph.closure(roles.iter().flat_map(|role| groups[*role].iter().copied()));
        snapshot.memberships.extend(designed.ones().map(|group| Membership(UserIx::new(user), GroupIx::new(group))));
    }
    let map = read_off(&snapshot, &groups, &roles_of);
    (System(snapshot), Designed(map))
}

/// The role map that names each cell that a role's groups give, and nothing else.
fn read_off(snapshot: &Snapshot, groups: &[Vec<GroupIx>], roles_of: &[Vec<usize>]) -> RoleMap {
    let access = Access::compute(snapshot);
    let role = |number: usize, groups: &Vec<GroupIx>| {
        let cells = access.cells_of(&access.graph().closure(groups.iter().copied()));
        let cell = |(resource, ops): (ResourceIx, Ops)| CellRule {
            resource: at(Pattern::parse(&snapshot.resource(resource).key).unwrap()),
            access: at(rolemap::Access {
                allow: OpSelection::Named(words(snapshot, ops)),
                deny: OpSelection::default(),
            }),
        };
        rolemap::Role {
            name: at(format!("role{number}")),
            extends: vec![],
            groups: groups.iter().map(|group| at(snapshot.group(*group).key.clone())).collect(),
            includes: vec![],
            grants: cells.iter().map(cell).collect(),
            must_not: vec![],
            records: vec![],
            fields: vec![],
            probe: None,
        }
    };
    let assignment = |user: &User, role: &usize| Assignment {
        who: Located::new(rolecall::model::Glob::new(&user.key), Position::file(&Arc::from("generated"))),
        role: at(format!("role{role}")),
        person: None,
        department: None,
    };
    RoleMap {
        roles: groups.iter().enumerate().map(|(number, groups)| role(number, groups)).collect(),
        assignments: snapshot
            .users
            .iter()
            .zip(roles_of)
            .flat_map(|(user, roles)| roles.iter().map(move |role| assignment(user, role)))
            .collect(),
        ..RoleMap::default()
    }
}

fn words(snapshot: &Snapshot, ops: Ops) -> std::collections::BTreeSet<OpName> {
    let names = snapshot.op_names(ops).into_iter();
    names.map(|name| OpName(if name == "unlink" { "delete" } else { name }.to_owned())).collect()
}
