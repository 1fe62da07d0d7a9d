//! Large systems for benches: many users, few distinct sets of groups, as real companies have.

use std::fmt::Write as _;

use fake::Fake;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Builder;
use crate::model::UserIx;
use crate::snapshot::{Membership, Snapshot, UserKind};

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Accounts.
    pub users: usize,
    /// Groups, twelve access rows each.
    pub groups: usize,
    /// Models, with four operations each.
    pub resources: usize,
    /// Roles that come with the department; everybody has one.
    pub departments: usize,
    /// Roles that come with the duty; everybody has one.
    pub duties: usize,
}

/// A large system and its design.
#[derive(Debug, Clone)]
pub struct Scale {
    /// What the system says.
    pub snapshot: Snapshot,
    /// Its role map in YAML, where roles are given to families of logins.
    pub role_map: String,
}

/// One account in so many holds a group that it should not have.
const FAULTY: usize = 100;

/// A system of a size; the same size and seed give the same system, byte for byte.
///
/// A login such as `t03.0000123@d07.acme.example` tells the duty and the department, and the role map gives both roles
/// by that. Access rows are by design except where the map's own cells deny them; some cells that it asks for are missing.
pub fn scale(size: Size, seed: u64) -> Scale {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut below = |limit: usize| -> usize { (0..limit.max(1)).fake_with_rng(&mut rng) };
    let mut system = Builder::new("scale");
    let group = |at: usize| format!("app.group_{at:05}");
    let resource = |at: usize| format!("app.model_{at:05}");
    system.makes("base.group_user", UserKind::Internal);
    for at in 0..size.resources {
        system.resource(&resource(at));
        if at % 5 == 0 {
            let filter =
                if below(2) == 0 { "[('user_id', '=', user.id)]" } else { "[('company_id', 'in', company_ids)]" };
            system.rule(&format!("app.rule_{at:05}"), &resource(at), &[&group(below(size.groups))], filter);
        }
    }
    for at in 0..size.groups {
        system.group(&group(at));
        if at > 0 && at % 3 == 0 {
            system.implies(&group(at), &group(below(at)));
        }
        for _ in 0..12 {
            let letters = "rwcd".get(..=below(4)).unwrap_or("r");
            system.grant(&group(at), &resource(below(size.resources)), letters);
        }
    }

    let mut role_map = String::from("system: odoo\nscope: { resources: [\"app.*\"] }\nroles:\n");
    let mut role = |name: &str, logins: &str| -> Vec<String> {
        let mut groups = vec!["base.group_user".to_owned()];
        groups.extend((0..3).map(|_| group(below(size.groups))));
        groups.sort_unstable();
        groups.dedup();
        let list = groups.join(", ");
        let (given, scoped) = (below(size.resources), below(size.resources / 5) * 5);
        let denied = (given.max(scoped) + 1) % size.resources;
        // Writing to a string cannot fail.
        let _ = write!(
            role_map,
            "  {name}:\n    groups: [{list}]\n    includes: [{list}]\n    users: [\"{logins}\"]\n    grants: {{ {}: crw }}\n    \
             records: {{ {}: own }}\n    must_not: [{}]\n",
            resource(given),
            resource(scoped),
            resource(denied),
        );
        groups
    };
    let departments: Vec<Vec<String>> = (0..size.departments)
        .map(|at| role(&format!("department-{at:02}"), &format!("*@d{at:02}.acme.example")))
        .collect();
    let duties: Vec<Vec<String>> =
        (0..size.duties).map(|at| role(&format!("duty-{at:02}"), &format!("t{at:02}.*"))).collect();

    // A pattern for each duty and department, and behind each a faulty one; accounts are copies of them, because a builder
    // with a million names would take longer than the bench.
    for (duty, of_duty) in duties.iter().enumerate() {
        for (department, of_department) in departments.iter().enumerate() {
            let mut groups: Vec<&str> = of_duty.iter().chain(of_department).map(String::as_str).collect();
            let pattern = format!("t{duty:02}.d{department:02}");
            system.user(&pattern, "Pattern", &groups);
            let extra = group(below(size.groups));
            groups.push(&extra);
            system.user(&format!("{pattern}.faulty"), "Pattern", &groups);
        }
    }
    Scale { snapshot: copies(system.build(), size), role_map }
}

/// Replaces the pattern accounts by copies of them, sorted by login.
fn copies(patterns: Snapshot, size: Size) -> Snapshot {
    let mut groups_of = vec![Vec::new(); patterns.users.len()];
    for Membership(user, group) in &patterns.memberships {
        if let Some(groups) = groups_of.get_mut(user.index()) {
            groups.push(*group);
        }
    }
    let kinds: Vec<_> = patterns.users.iter().zip(&groups_of).collect();
    let pairs = kinds.len() / 2;
    let mut users = Vec::with_capacity(size.users);
    let mut memberships = Vec::new();
    for at in 0..size.users {
        let pair = at * pairs / size.users;
        let faulty = usize::from(at % FAULTY == FAULTY - 1);
        let Some((pattern, groups)) = kinds.get(pair * 2 + faulty) else { break };
        let (duty, department) = (pair / size.departments, pair % size.departments);
        let login = format!("t{duty:02}.{at:07}@d{department:02}.acme.example");
        let mut user = (*pattern).clone();
        user.id = at.to_string().into();
        user.name = format!("Person {at}").into();
        user.email = Some(login.as_str().into());
        user.key = login.into();
        users.push(user);
        memberships.extend(groups.iter().map(|group| Membership(UserIx::new(at), *group)));
    }
    Snapshot { users, memberships, ..patterns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_system_is_in_order_and_always_the_same() {
        let size = Size { users: 1000, groups: 30, resources: 50, departments: 4, duties: 3 };
        let made = scale(size, 7);
        assert_eq!(made.snapshot.users.len(), 1000);
        assert!(made.snapshot.users.is_sorted_by(|a, b| a.key < b.key));
        assert!(made.snapshot.memberships.is_sorted());
        let again = scale(size, 7);
        assert_eq!((made.snapshot, made.role_map), (again.snapshot, again.role_map));
    }
}
