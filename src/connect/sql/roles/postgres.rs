//! Accounts of a PostgreSQL server (10 and later). Everybody may see roles and what they are granted; passwords and
//! `pg_hba.conf` only a superuser may, and others by the recipe.

use std::collections::HashMap;

use super::super::postgres::Session;
use super::super::row::Row;
use super::{ConnectError, SecurityTables, Seen, WHAT, word, yes};
use crate::snapshot::{DatabaseRole, OpenDoor, Presence};

const ROLES: &str = include_str!("queries/postgres_roles.sql");
const RIGHTS: &str = include_str!("queries/postgres_rights.sql");
const COUNT: &str = "select count(*) from pg_catalog.pg_roles where rolname !~ '^pg_'";
const SIGHT: &str = include_str!("queries/postgres_sight.sql");
const PASSWORDS: &str = include_str!("queries/postgres_passwords.sql");
const PASSWORDS_VIEW: &str = include_str!("queries/postgres_passwords_view.sql");
const DOORS: &str = include_str!("queries/postgres_doors.sql");
const DOORS_FUNCTION: &str = include_str!("queries/postgres_doors_function.sql");

impl Session {
    /// Looks at the server's accounts.
    pub(in crate::connect) async fn roles(&mut self, tables: SecurityTables<'_>) -> Result<Seen, ConnectError> {
        let mut seen = Seen { roles: self.accounts(tables).await?, ..Seen::default() };
        let mut counted = 0;
        self.rows(sqlx::query(COUNT), |row| {
            counted = row.number(0)?.unwrap_or_default();
            Ok(())
        })
        .await?;
        seen.counted = Some((u64::try_from(counted).unwrap_or_default(), COUNT));
        let mut sight = [false; 4];
        self.rows(sqlx::query(SIGHT), |row| {
            for (at, may) in sight.iter_mut().enumerate() {
                *may = yes(row, at)?;
            }
            Ok(())
        })
        .await?;
        let [passwords, passwords_view, doors, doors_function] = sight;
        match (passwords, passwords_view) {
            (true, _) => self.passwords(PASSWORDS, &mut seen).await?,
            (false, true) => self.passwords(PASSWORDS_VIEW, &mut seen).await?,
            (false, false) => seen.lacks(format!(
                "whether accounts of the database have passwords, no right to read `pg_authid.rolpassword`: {}, as a superuser",
                tables.recipe
            )),
        }
        match (doors, doors_function) {
            (true, _) => self.doors(DOORS, &mut seen).await?,
            (false, true) => self.doors(DOORS_FUNCTION, &mut seen).await?,
            (false, false) => seen.lacks(format!(
                "who gets in without a password, no right to read `pg_hba_file_rules`: {}, as a superuser",
                tables.recipe
            )),
        }
        Ok(seen)
    }

    async fn accounts(&mut self, tables: SecurityTables<'_>) -> Result<Vec<DatabaseRole>, ConnectError> {
        let mut roles = Vec::new();
        self.rows(sqlx::query(ROLES).bind(tables.names).bind(tables.schema), |row| {
            roles.push(DatabaseRole {
                name: word(row, 0)?,
                signs_in: yes(row, 1)?,
                from_here: false,
                superuser: yes(row, 2)?,
                owner: yes(row, 3)?,
                collector: yes(row, 4)?,
                makes_roles: yes(row, 5)?,
                password: Presence::Unknown,
                reads: Vec::new(),
                writes: Vec::new(),
            });
            Ok(())
        })
        .await?;
        let at: HashMap<String, usize> = roles.iter().enumerate().map(|(at, role)| (role.name.clone(), at)).collect();
        self.rows(sqlx::query(RIGHTS).bind(tables.names).bind(tables.schema), |row| {
            let role = row.text(0)?.and_then(|name| at.get(&name)).and_then(|at| roles.get_mut(*at));
            if let (Some(role), Some(table)) = (role, row.text(1)?) {
                role.reads.extend(yes(row, 2)?.then(|| table.clone()));
                role.writes.extend(yes(row, 3)?.then_some(table));
            }
            Ok(())
        })
        .await?;
        Ok(roles)
    }

    async fn passwords(&mut self, sql: &'static str, seen: &mut Seen) -> Result<(), ConnectError> {
        let mut has = HashMap::new();
        self.rows(sqlx::query(sql), |row| {
            has.extend(row.text(0)?.zip(row.number(1)?.map(|number| number == 1)));
            Ok(())
        })
        .await?;
        for role in &mut seen.roles {
            role.password = match has.get(&role.name) {
                Some(true) => Presence::Present,
                Some(false) => Presence::Absent,
                None => Presence::Unknown,
            };
        }
        Ok(())
    }

    async fn doors(&mut self, sql: &'static str, seen: &mut Seen) -> Result<(), ConnectError> {
        let doors = &mut seen.doors;
        self.rows(sqlx::query(sql), |row| {
            let [at, role, from, method] = [word(row, 0)?, word(row, 1)?, word(row, 2)?, word(row, 3)?];
            doors.push(OpenDoor { at, role, from, method, from_here: false });
            Ok(())
        })
        .await
    }

    async fn rows(
        &mut self,
        query: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<(), ConnectError> {
        self.each(WHAT, query, |row| take(&Row::Postgres(row))).await
    }
}

#[cfg(test)]
mod tests {
    use super::DOORS;

    fn words(sql: &str) -> String {
        let code = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
        code.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_recipes_tell_the_same_doors() {
        for recipe in [
            include_str!("../../../../docs/sql/frappe-collector-postgres.sql"),
            include_str!("../../../../docs/sql/odoo-collector-role.sql"),
            include_str!("../../../../docs/sql/tryton-collector-postgres.sql"),
        ] {
            assert!(words(recipe).contains(&words(DOORS)));
        }
    }
}
