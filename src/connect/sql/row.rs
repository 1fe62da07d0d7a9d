//! A row of any database, read leniently: what a connector needs is a text or a whole number, whatever the column's type.

use sqlx::mysql::MySqlRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column, Row as _, TypeInfo};

/// A row of an answer.
pub(in crate::connect) enum Row<'r> {
    /// Of PostgreSQL.
    Postgres(&'r PgRow),
    /// Of MariaDB or MySQL.
    MariaDb(&'r MySqlRow),
    /// Of SQLite.
    Sqlite(&'r SqliteRow),
}

impl Row<'_> {
    /// The names of its columns.
    pub(in crate::connect) fn columns(&self) -> Vec<String> {
        match self {
            Self::Postgres(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
            Self::MariaDb(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
            Self::Sqlite(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
        }
    }

    /// A text; nothing where it is NULL. A whole number becomes its digits.
    pub(in crate::connect) fn text(&self, at: usize) -> Result<Option<String>, sqlx::Error> {
        match self {
            Self::Postgres(row) => match postgres_type(row, at)? {
                "TEXT" | "VARCHAR" | "CHAR" | "NAME" | "UNKNOWN" => row.try_get(at),
                _ => Ok(self.number(at)?.map(|number| number.to_string())),
            },
            Self::MariaDb(row) if is_whole(row, at)? => Ok(self.number(at)?.map(|number| number.to_string())),
            // The server sends text in the connection's character set; a column of bytes may hold anything.
            Self::MariaDb(row) => {
                let bytes: Option<Vec<u8>> = row.try_get_unchecked(at)?;
                Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
            }
            Self::Sqlite(row) => sqlite_text(row, at),
        }
    }

    /// A whole number of any width, or a truth as 0 or 1; nothing where it is NULL.
    pub(in crate::connect) fn number(&self, at: usize) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Postgres(row) => match postgres_type(row, at)? {
                "BOOL" => Ok(row.try_get::<Option<bool>, _>(at)?.map(i64::from)),
                "INT2" => Ok(row.try_get::<Option<i16>, _>(at)?.map(i64::from)),
                "INT4" => Ok(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
                _ => row.try_get(at),
            },
            Self::MariaDb(row) => row.try_get_unchecked(at),
            Self::Sqlite(row) => {
                let digits = |text: String| text.parse().map_err(|_| not_a_number(at));
                sqlite_text(row, at)?.map(digits).transpose()
            }
        }
    }
}

/// A column's type is no promise in SQLite: any value may be in it. A number comes as its digits.
fn sqlite_text(row: &SqliteRow, at: usize) -> Result<Option<String>, sqlx::Error> {
    let bytes: Option<Vec<u8>> = row.try_get_unchecked(at)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn not_a_number(at: usize) -> sqlx::Error {
    sqlx::Error::Decode(format!("column {at} holds no whole number").into())
}

fn postgres_type(row: &PgRow, at: usize) -> Result<&str, sqlx::Error> {
    let missing = || sqlx::Error::ColumnIndexOutOfBounds { index: at, len: row.len() };
    Ok(row.columns().get(at).ok_or_else(missing)?.type_info().name())
}

fn is_whole(row: &MySqlRow, at: usize) -> Result<bool, sqlx::Error> {
    let missing = || sqlx::Error::ColumnIndexOutOfBounds { index: at, len: row.len() };
    Ok(row.columns().get(at).ok_or_else(missing)?.type_info().name().contains("INT"))
}
