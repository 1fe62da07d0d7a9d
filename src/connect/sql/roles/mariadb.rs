//! Accounts of a MariaDB server (10.4 and later), from the server's own tables, which the recipe lets the collector read but for
//! the passwords.

use std::collections::BTreeSet;

use super::super::mariadb::Session;
use super::super::row::Row;
use super::grants::{Account, Grants, Right};
use super::listens::Server;
use super::{ConnectError, SecurityTables, Seen, WHAT, word, yes};

const SIGHT: &str = include_str!("queries/mariadb_sight.sql");
const ACCOUNTS: &str = include_str!("queries/mariadb_accounts.sql");
const ACCOUNTS_VIEW: &str = include_str!("queries/mariadb_accounts_view.sql");
const ROLES: &str = include_str!("queries/mariadb_roles.sql");
const DATABASES: &str = include_str!("queries/mariadb_databases.sql");
const TABLES: &str = include_str!("queries/mariadb_tables.sql");
const ADMINISTER: &str = include_str!("queries/mariadb_administer.sql");
const SERVER: &str = include_str!("queries/mariadb_server.sql");

/// What must be read beside the accounts, without which nobody knows what they may do.
const NEEDED: [&str; 4] = ["mysql.columns_priv", "mysql.db", "mysql.roles_mapping", "mysql.tables_priv"];

impl Session {
    /// Looks at the server's accounts.
    pub(in crate::connect) async fn roles(&mut self, tables: SecurityTables<'_>) -> Result<Seen, ConnectError> {
        let mut sight = BTreeSet::new();
        self.rows(SIGHT, |row| {
            sight.insert(format!("{}.{}", word(row, 0)?, word(row, 1)?));
            Ok(())
        })
        .await?;
        let accounts = if sight.contains("mysql.global_priv") {
            Some(ACCOUNTS)
        } else {
            sight.contains("rolecall.accounts of the server").then_some(ACCOUNTS_VIEW)
        };
        let lacking = NEEDED.into_iter().find(|table| !sight.contains(*table));
        let (Some(accounts), None) = (accounts, lacking) else {
            let table = lacking.unwrap_or("mysql.global_priv");
            return Ok(Seen::nothing(&format!("no right to read `{table}`: {}", tables.recipe)));
        };
        let grants = self.grants(accounts).await?;
        let database = self.database().to_owned();
        let (roles, doors) = grants.judged(&database, tables.names);
        Ok(Seen { roles, doors, ..Seen::default() })
    }

    async fn grants(&mut self, accounts: &'static str) -> Result<Grants, ConnectError> {
        let mut grants = Grants::default();
        self.rows(accounts, |row| {
            grants.accounts.push(Account {
                user: word(row, 0)?,
                host: word(row, 1)?,
                is_role: yes(row, 2)?,
                locked: yes(row, 3)?,
                plugin: word(row, 4)?,
                password_empty: yes(row, 5)?,
                access: row.number(6)?.unwrap_or_default(),
                collector: yes(row, 7)?,
            });
            Ok(())
        })
        .await?;
        self.rows(ROLES, |row| {
            grants.roles.push(((word(row, 0)?, word(row, 1)?), word(row, 2)?));
            Ok(())
        })
        .await?;
        self.rows(DATABASES, |row| {
            let whole = yes(row, 4)?;
            let right = Right { table: None, reads: yes(row, 2)?, writes: yes(row, 3)?, whole };
            grants.rights.push(((word(row, 0)?, word(row, 1)?), right));
            Ok(())
        })
        .await?;
        self.rows(TABLES, |row| {
            let table = Some(word(row, 2)?);
            let right = Right { table, reads: yes(row, 3)?, writes: yes(row, 4)?, whole: false };
            grants.rights.push(((word(row, 0)?, word(row, 1)?), right));
            Ok(())
        })
        .await?;
        self.rows(ADMINISTER, |row| {
            grants.administer.insert((word(row, 0)?, word(row, 1)?));
            Ok(())
        })
        .await?;
        self.rows(SERVER, |row| {
            grants.server = Server::new(&word(row, 0)?, &word(row, 1)?, yes(row, 2)?);
            Ok(())
        })
        .await?;
        Ok(grants)
    }

    async fn rows(
        &mut self,
        sql: &'static str,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        self.each(WHAT, sqlx::query(sql), |row| take(&Row::MariaDb(row))).await
    }
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNTS, NEEDED};

    const RECIPE: &str = include_str!("../../../../docs/sql/frappe-collector-mariadb.sql");

    #[test]
    fn the_recipes_view_tells_the_same_accounts() {
        let shown = RECIPE.replace("''", "'");
        for column in ACCOUNTS.lines().map(str::trim).filter(|line| line.contains("Priv, ")) {
            assert!(shown.contains(column.trim_end_matches(',')), "{column}");
        }
        for table in NEEDED {
            assert!(RECIPE.contains(&format!("grant select on {table} to")), "{table}");
        }
    }
}
