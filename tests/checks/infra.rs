//! Accounts of a database and files of a server, for the checks of them.

use rolecall::snapshot::{
    Coverage, DatabaseRole, Domain, FileFact, FileNote, OpenDoor, Presence, ServerFile, Snapshot, State,
};

/// An account that signs in, and the security tables that it reads and writes.
pub(crate) fn account(name: &str, reads: &[&str], writes: &[&str]) -> DatabaseRole {
    let tables = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    DatabaseRole {
        name: name.to_owned(),
        signs_in: true,
        from_here: false,
        superuser: false,
        owner: false,
        collector: false,
        makes_roles: false,
        password: Presence::Present,
        reads: tables(reads),
        writes: tables(writes),
    }
}

/// Puts accounts into the database, which somebody looked at.
pub(crate) fn has_accounts(snapshot: &mut Snapshot, accounts: impl IntoIterator<Item = DatabaseRole>) {
    snapshot.cover(Coverage { domain: Domain::Database, state: State::Assessed, reason: None });
    snapshot.database_roles.extend(accounts);
}

/// Puts a way in without a password there.
pub(crate) fn has_door(snapshot: &mut Snapshot, at: &str, role: &str, from: &str, method: &str) {
    snapshot.cover(Coverage { domain: Domain::Database, state: State::Assessed, reason: None });
    let [at, role, from, method] = [at, role, from, method].map(str::to_owned);
    snapshot.open_doors.push(OpenDoor { at, role, from, method, from_here: false });
}

/// Puts a file of the server there, with what its keys say.
pub(crate) fn has_file(snapshot: &mut Snapshot, name: &str, mode: &str, notes: &[(&str, u32, FileFact)]) {
    snapshot.cover(Coverage { domain: Domain::ServerFiles, state: State::Assessed, reason: None });
    let note =
        |(key, line, says): &(&str, u32, FileFact)| FileNote { key: (*key).to_owned(), line: *line, says: *says };
    snapshot.server_files.push(ServerFile {
        name: name.to_owned(),
        kind: if name.contains('.') { name.to_owned() } else { "folder".to_owned() },
        mode: Some(mode.to_owned()),
        sheltered: false,
        through_link: false,
        notes: notes.iter().map(note).collect(),
    });
}
