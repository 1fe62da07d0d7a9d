//! Files against their own plain meaning: for any tables, who may do what is what a reader of them would say.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use rolecall::access::Access;
use rolecall::connect::mapped::files::{Options, collect};
use rolecall::model::{OpIx, ResourceIx, UserIx};

const OPS: [&str; 4] = ["read", "write", "create", "delete"];

/// Rows by number: users are u0 …, groups g0 …, resources r0 ….
#[derive(Debug, Clone)]
struct Tables {
    superusers: Vec<bool>,
    groups: usize,
    memberships: Vec<(usize, usize)>,
    implications: Vec<(usize, usize)>,
    closure: bool,
    /// To whom (a group, a user, everyone, who signs in), on what, which operation, switched on.
    grants: Vec<(u8, usize, usize, usize, bool)>,
}

const RESOURCES: usize = 3;

fn tables() -> impl Strategy<Value = Tables> {
    let grant = (0_u8..4, 0_usize..4, 0..RESOURCES, 0_usize..4, proptest::bool::weighted(0.9));
    (
        prop::collection::vec(proptest::bool::weighted(0.1), 1..5),
        1_usize..5,
        prop::collection::vec((0_usize..4, 0_usize..4), 0..8),
        prop::collection::vec((0_usize..4, 0_usize..4), 0..6),
        any::<bool>(),
        prop::collection::vec(grant, 1..12),
    )
        .prop_map(|(superusers, groups, memberships, implications, closure, grants)| {
            let users = superusers.len();
            Tables {
                memberships: memberships.into_iter().map(|(user, group)| (user % users, group % groups)).collect(),
                implications: implications.into_iter().map(|(a, b)| (a % groups, b % groups)).collect(),
                grants: grants
                    .into_iter()
                    .map(|(kind, to, on, op, active)| {
                        (kind, to % if kind == 1 { users } else { groups }, on, op, active)
                    })
                    .collect(),
                superusers,
                groups,
                closure,
            }
        })
}

impl Tables {
    /// Whether a user may, by reading the rows one after the other.
    fn allows(&self, user: usize, on: usize, op: usize) -> bool {
        if self.superusers.get(user) == Some(&true) {
            return true;
        }
        let mut groups: BTreeSet<usize> =
            self.memberships.iter().filter(|row| row.0 == user).map(|row| row.1).collect();
        let mut grows = self.closure;
        while grows {
            let more: Vec<usize> =
                self.implications.iter().filter(|row| groups.contains(&row.0)).map(|row| row.1).collect();
            let before = groups.len();
            groups.extend(more);
            grows = groups.len() > before;
        }
        self.grants.iter().any(|(kind, to, what, which, active)| {
            let speaks = match kind {
                0 => groups.contains(to),
                1 => *to == user,
                _ => true,
            };
            *active && speaks && (*what, *which) == (on, op)
        })
    }

    /// The same as files, in either form of grants.
    fn write(&self, folder: &std::path::Path, wide: bool) {
        let mut users = "login,active,superuser\n".to_owned();
        for (at, superuser) in self.superusers.iter().enumerate() {
            writeln!(users, "u{at},1,{}", u8::from(*superuser)).unwrap();
        }
        let list = |header: &str, rows: &mut dyn Iterator<Item = String>| {
            rows.fold(format!("{header}\n"), |text: String, row| format!("{text}{row}\n"))
        };
        let groups = list("key", &mut (0..self.groups).map(|at| format!("g{at}")));
        let resources = list("key", &mut (0..RESOURCES).map(|at| format!("r{at}")));
        let memberships =
            list("user,group", &mut self.memberships.iter().map(|(user, group)| format!("u{user},g{group}")));
        let implications = list("group,implies", &mut self.implications.iter().map(|(a, b)| format!("g{a},g{b}")));
        let header = if wide {
            "group,user,audience,resource,active,read,write,create,delete"
        } else {
            "group,user,audience,resource,active,operation"
        };
        let grants = list(
            header,
            &mut self.grants.iter().map(|(kind, to, on, op, active)| {
                let to = match kind {
                    0 => format!("g{to},,"),
                    1 => format!(",u{to},"),
                    2 => ",,everyone".to_owned(),
                    _ => ",,signed-in".to_owned(),
                };
                let ops = if wide {
                    (0..4).map(|at| u8::from(at == *op).to_string()).collect::<Vec<_>>().join(",")
                } else {
                    OPS.get(*op).unwrap().to_string()
                };
                format!("{to},r{on},{active},{ops}")
            }),
        );
        let rule = if self.closure { "closure" } else { "stored" };
        let manifest = format!("application: A\nsemantics: {{ membership: {rule} }}\n");
        for (name, text) in [
            ("users.csv", &users),
            ("groups.csv", &groups),
            ("resources.csv", &resources),
            ("memberships.csv", &memberships),
            ("implications.csv", &implications),
            ("grants.csv", &grants),
            ("manifest.yaml", &manifest),
        ] {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn files_mean_what_they_say(tables in tables()) {
        let mut snapshots = Vec::new();
        for wide in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            tables.write(folder.path(), wide);
            let options = Options { system: Some("a".to_owned()), taken_at: String::new() };
            let (mut snapshot, _) = collect(folder.path(), None, options).unwrap();
            snapshot.system = rolecall::snapshot::System::default();
            let access = Access::compute(&snapshot);
            for user in 0..tables.superusers.len() {
                for on in 0..RESOURCES {
                    for (op, name) in OPS.iter().enumerate() {
                        let ours = access.allowed(UserIx::new(user), ResourceIx::new(on), OpIx::new(op));
                        prop_assert_eq!(ours, tables.allows(user, on, op), "u{} r{} {}", user, on, name);
                    }
                }
            }
            snapshots.push(snapshot);
        }
        prop_assert_eq!(&snapshots[0], &snapshots[1], "both forms of grants say the same");
    }
}
