//! What a session says of itself, whichever database it is with.

use super::either::Session;
use super::{ConnectError, Engine};

/// Who asks what, and when.
#[derive(Debug, Default)]
pub(in crate::connect) struct Facts {
    /// How it is read, such as `postgresql 15.18`.
    pub(in crate::connect) source: String,
    /// The name of the database; of a file, the file's.
    pub(in crate::connect) database: String,
    /// The login that asks, as the server knows it; of a file there is none.
    pub(in crate::connect) login: String,
    /// The database's clock, ISO 8601 UTC.
    pub(in crate::connect) taken_at: String,
}

impl Session {
    /// Asks the session about itself.
    pub(in crate::connect) async fn facts(&mut self) -> Result<Facts, ConnectError> {
        let (sql, engine) = match self.engine() {
            Engine::Postgres => (include_str!("queries/session_postgres.sql"), "postgresql"),
            Engine::MariaDb => (include_str!("queries/session_mariadb.sql"), "mariadb"),
            Engine::MySql => (include_str!("queries/session_mariadb.sql"), "mysql"),
            Engine::Sqlite => (include_str!("queries/session_sqlite.sql"), "sqlite"),
        };
        let mut facts: [String; 4] = Default::default();
        self.each("the session", sql, |row| {
            for (at, fact) in facts.iter_mut().enumerate() {
                *fact = row.text(at)?.unwrap_or_default();
            }
            Ok(())
        })
        .await?;
        let [server, mut database, login, taken_at] = facts;
        if let Self::Sqlite(file) = self {
            database = file.database();
        }
        // Distributions write more behind the number: `15.18 (Debian 15.18-0+deb12u1)`, `10.11.19-MariaDB-0+deb12u1`.
        let number = server.split([' ', '-']).next().unwrap_or_default();
        Ok(Facts { source: format!("{engine} {number}"), database, login, taken_at })
    }
}
