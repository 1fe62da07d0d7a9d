//! Accounts of a database's server in the words of a test.

use rolecall::snapshot::{DatabaseRole, Snapshot};

/// The accounts whose names begin with a prefix, without it, and their ways in without a password, a line each.
pub(crate) fn told(snapshot: &Snapshot, prefix: &str) -> String {
    let line = |role: &DatabaseRole| {
        let name = role.name.strip_prefix(prefix)?;
        let marks = [
            (role.signs_in, "signs in"),
            (role.superuser, "superuser"),
            (role.owner, "owner"),
            (role.collector, "collector"),
            (role.makes_roles, "makes roles"),
        ];
        let marks: Vec<&str> = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let tables =
            |names: &[String]| if names.len() > 3 { format!("{} tables", names.len()) } else { names.join(", ") };
        let (reads, writes) = (tables(&role.reads), tables(&role.writes));
        Some(format!("{name:?} [{}] {:?} reads [{reads}] writes [{writes}]", marks.join(", "), role.password))
    };
    let doors = snapshot
        .open_doors
        .iter()
        .filter_map(|door| Some(format!("{:?} from {}: {}", door.role.strip_prefix(prefix)?, door.from, door.method)));
    snapshot.database_roles.iter().filter_map(line).chain(doors).collect::<Vec<_>>().join("\n")
}
