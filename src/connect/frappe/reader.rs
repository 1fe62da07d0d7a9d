//! What only the database of a Frappe is asked.

pub(super) use crate::connect::sql::reader::{ErpDatabase, Reader};

use super::source::{Row, Source};
use crate::connect::ConnectError;
use crate::connect::sql::schema::Discovery;

/// How a server is asked about Frappe's tables.
pub(super) const DISCOVERY: Discovery = Discovery {
    postgres: include_str!("queries/schema_postgres.sql"),
    mariadb: (include_str!("queries/schema_mariadb.sql"), include_str!("queries/reads_all_mariadb.sql")),
};

impl Source for Reader {
    async fn with_right(
        &mut self,
        table: &'static str,
        right: &str,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        if !(self.schema.can_read(table, right) && self.schema.can_read(table, "name")) {
            return Ok(false);
        }
        self.session.each_ticked("permission types", table, right, |row| take(&Row::Table(row))).await?;
        Ok(true)
    }
}
