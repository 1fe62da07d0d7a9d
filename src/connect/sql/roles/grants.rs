//! What the rows of a MariaDB server's own tables mean together. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::listens::Server;
use crate::snapshot::{DatabaseRole, OpenDoor, Presence};

/// A user and the host that it comes from; of a role the host is empty.
pub(super) type Name = (String, String);

/// Bits of `access` in `mysql.global_priv` (MariaDB 10.4 to 11, `sql/privilege.h`).
const SELECT: i64 = 1;
const INSERT: i64 = 1 << 1;
const UPDATE: i64 = 1 << 2;
const DELETE: i64 = 1 << 3;
const DROP: i64 = 1 << 5;
const SUPER: i64 = 1 << 15;
const CREATE_USER: i64 = 1 << 25;

/// The role that everybody is in (MariaDB 10.11).
const PUBLIC: &str = "PUBLIC";

/// Ways of signing in that ask for the stored password; others leave that to the operating system or to another server.
const BY_PASSWORD: [&str; 4] = ["", "mysql_native_password", "mysql_old_password", "ed25519"];

/// An account or a role.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub(super) struct Account {
    pub(super) user: String,
    pub(super) host: String,
    pub(super) is_role: bool,
    pub(super) locked: bool,
    pub(super) plugin: String,
    pub(super) password_empty: bool,
    /// What it may do everywhere.
    pub(super) access: i64,
    pub(super) collector: bool,
}

/// What is granted on a table, or on all of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Right {
    pub(super) table: Option<String>,
    pub(super) reads: bool,
    pub(super) writes: bool,
    /// Makes, changes and drops tables, too, as an application does with its own.
    pub(super) whole: bool,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Grants {
    pub(super) accounts: Vec<Account>,
    /// Who is in which role.
    pub(super) roles: Vec<(Name, String)>,
    pub(super) rights: Vec<(Name, Right)>,
    /// Who writes the server's own tables of accounts and roles.
    pub(super) administer: BTreeSet<Name>,
    pub(super) server: Server,
}

impl Grants {
    /// Accounts and what they may do, and the doors that need no password.
    pub(super) fn judged(&self, database: &str, tables: &[&str]) -> (Vec<DatabaseRole>, Vec<OpenDoor>) {
        let owner = self.owner(database);
        let access: BTreeMap<Name, i64> =
            self.accounts.iter().map(|account| (account.name(), account.access)).collect();
        let (mut roles, mut doors) = (Vec::new(), Vec::new());
        for account in self.accounts.iter().filter(|account| !account.is_role) {
            let held = self.closure(&account.name());
            let everywhere = held.iter().filter_map(|name| access.get(name)).fold(0, |all, one| all | one);
            let rights: Vec<&Right> =
                self.rights.iter().filter(|(name, _)| held.contains(name)).map(|(_, right)| right).collect();
            let of = |bits: i64, says: fn(&Right) -> bool| -> Vec<String> {
                let on = |table: &str| {
                    let here =
                        |right: &&Right| right.table.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(table));
                    everywhere & bits != 0 || rights.iter().copied().filter(here).any(says)
                };
                tables.iter().filter(|table| on(table)).map(|table| (*table).to_owned()).collect()
            };
            let by_password = BY_PASSWORD.contains(&account.plugin.as_str());
            // Whoever has no right on a database is refused at it, though the server lets him in.
            let administers = !held.is_disjoint(&self.administer);
            let signs_in = !account.locked && (everywhere != 0 || administers || !rights.is_empty());
            if signs_in && by_password && account.password_empty {
                doors.push(OpenDoor {
                    at: "mysql.global_priv".to_owned(),
                    role: account.user.clone(),
                    from: account.host.clone(),
                    method: "no password".to_owned(),
                    from_here: self.server.keeps_out_others(&account.host),
                });
            }
            roles.push(DatabaseRole {
                name: format!("{}@{}", account.user, account.host),
                signs_in,
                from_here: self.server.is_called(&account.host),
                // Whoever writes every table writes those of the server's own, and with them any right.
                superuser: everywhere & SUPER != 0 || everywhere & (INSERT | UPDATE) == INSERT | UPDATE || administers,
                owner: owner.is_some_and(|owner| owner == account.user),
                collector: account.collector,
                // It may give any account a new password.
                makes_roles: everywhere & CREATE_USER != 0,
                password: match (by_password, account.password_empty) {
                    (true, true) => Presence::Absent,
                    (true, false) => Presence::Present,
                    (false, _) => Presence::Unknown,
                },
                reads: of(SELECT, |right| right.reads),
                writes: of(INSERT | UPDATE | DELETE | DROP, |right| right.writes),
            });
        }
        (roles, doors)
    }

    /// Whose database it is, for MariaDB knows no owners: of those that may make and drop its tables the one that is called
    /// like the database, as Frappe's is, else the only one.
    fn owner(&self, database: &str) -> Option<&str> {
        let whole = self.rights.iter().filter(|(_, right)| right.whole && right.table.is_none());
        let users: BTreeSet<&str> = whole.map(|((user, _), _)| user.as_str()).collect();
        let named = users.get(database).copied();
        named.or_else(|| users.first().copied().filter(|_| users.len() == 1))
    }

    /// An account with every role that it may act as.
    fn closure(&self, name: &Name) -> BTreeSet<Name> {
        let public = (PUBLIC.to_owned(), String::new());
        let mut held = BTreeSet::from([name.clone(), public.clone()]);
        let mut waiting = vec![name.clone(), public];
        while let Some(one) = waiting.pop() {
            for (_, role) in self.roles.iter().filter(|(member, _)| *member == one) {
                let role = (role.clone(), String::new());
                if held.insert(role.clone()) {
                    waiting.push(role);
                }
            }
        }
        held
    }
}

impl Account {
    fn name(&self) -> Name {
        (self.user.clone(), self.host.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(user: &str, host: &str) -> Account {
        Account { user: user.to_owned(), host: host.to_owned(), ..Account::default() }
    }

    fn name(user: &str, host: &str) -> Name {
        (user.to_owned(), host.to_owned())
    }

    fn right(table: Option<&str>, reads: bool, writes: bool) -> Right {
        Right { table: table.map(str::to_owned), reads, writes, whole: table.is_none() && reads && writes }
    }

    fn in_words(grants: &Grants) -> String {
        let (roles, doors) = grants.judged("_site", &["tabUser", "__Auth"]);
        let roles = roles.iter().map(|role| {
            let marks = [
                (role.signs_in, "signs in"),
                (role.superuser, "superuser"),
                (role.owner, "owner"),
                (role.makes_roles, "makes roles"),
            ];
            let marks: Vec<&str> = marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            let (reads, writes) = (role.reads.join(" "), role.writes.join(" "));
            format!("{} [{}] reads [{reads}] writes [{writes}]", role.name, marks.join(", "))
        });
        let doors = doors.iter().map(|door| format!("{} from {}: {}", door.role, door.from, door.method));
        roles.chain(doors).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn rights_come_directly_by_roles_of_roles_and_as_everybodys() {
        let mut grants = Grants {
            accounts: vec![
                account("_site", "%"),
                account("dba", "localhost"),
                account("report", "10.0.0.%"),
                account("nobody", "%"),
                Account { locked: true, ..account("gone", "%") },
                Account { is_role: true, ..account("outer", "") },
                Account { is_role: true, ..account("inner", "") },
            ],
            ..Grants::default()
        };
        grants.accounts[0].plugin = "mysql_native_password".to_owned();
        grants.accounts[1].access = SUPER;
        grants.accounts[1].plugin = "unix_socket".to_owned();
        grants.accounts[1].password_empty = true;
        grants.accounts[3].password_empty = true;
        grants.accounts[4].password_empty = true;
        grants.accounts[4].access = CREATE_USER;
        grants.roles = vec![
            (name("report", "10.0.0.%"), "outer".to_owned()),
            (name("outer", ""), "inner".to_owned()),
            (name("inner", ""), "outer".to_owned()),
        ];
        grants.rights = vec![
            (name("_site", "%"), right(None, true, true)),
            (name("inner", ""), right(Some("TABUSER"), true, false)),
            (name("PUBLIC", ""), right(Some("__Auth"), true, false)),
        ];
        insta::assert_snapshot!(in_words(&grants), @r"
        _site@% [signs in, owner] reads [tabUser __Auth] writes [tabUser __Auth]
        dba@localhost [signs in, superuser] reads [__Auth] writes []
        report@10.0.0.% [signs in] reads [tabUser __Auth] writes []
        nobody@% [signs in] reads [__Auth] writes []
        gone@% [makes roles] reads [__Auth] writes []
        nobody from %: no password
        ");
    }

    #[test]
    fn who_has_no_right_on_the_database_does_not_enter_it() {
        let mut grants = Grants {
            accounts: ["", "writes", "member"]
                .map(|user| Account { password_empty: true, ..account(user, "vm") })
                .into(),
            server: Server::new("vm", "0.0.0.0", false),
            ..Grants::default()
        };
        grants.accounts.push(Account { is_role: true, ..account("admins", "") });
        grants.administer.extend([name("writes", "vm"), name("admins", "")]);
        grants.roles = vec![(name("member", "vm"), "admins".to_owned())];
        insta::assert_snapshot!(in_words(&grants), @r"
        @vm [] reads [] writes []
        writes@vm [signs in, superuser] reads [] writes []
        member@vm [signs in, superuser] reads [] writes []
        writes from vm: no password
        member from vm: no password
        ");
        let (roles, doors) = grants.judged("_site", &[]);
        assert!(doors.iter().all(|door| door.from_here), "that is the server's own name");
        assert_eq!(
            roles.iter().map(DatabaseRole::usual_name).collect::<Vec<_>>().join(" "),
            "@localhost writes@localhost member@localhost"
        );
    }

    #[test]
    fn whose_database_it_is_is_not_guessed_among_several() {
        let mut grants = Grants { accounts: vec![account("a", "%"), account("b", "%")], ..Grants::default() };
        grants.rights = vec![(name("a", "%"), right(None, true, true))];
        assert_eq!(grants.owner("_site"), Some("a"));
        grants.rights.push((name("b", "%"), right(None, true, true)));
        assert_eq!(grants.owner("_site"), None);
        assert_eq!(grants.owner("b"), Some("b"));
    }
}
