//! The snapshot while it is being filled, with Tryton's ids beside it.

use std::collections::HashMap;

use super::names::Names;
use super::older::Questions;
use super::series::Series;
use super::shapes::Shapes;
use crate::connect::ConnectError;
use crate::connect::source::{Row, Source};
use crate::model::{CompanyIx, GroupIx, Ops, Origin, ResourceIx, UserIx};
use crate::snapshot::{Domain, Snapshot, State};

/// Fills a snapshot. Each room of the ERP has a file of its own that adds methods here.
pub(super) struct Collector<S> {
    pub(super) reader: S,
    pub(super) snapshot: Snapshot,
    pub(super) series: Series,
    /// The questions that are not the same in every series.
    pub(super) ask: Questions,
    /// What models allow where no row speaks.
    pub(super) shapes: Shapes,
    pub(super) names: Names,
    pub(super) companies: HashMap<i64, CompanyIx>,
    pub(super) users: HashMap<i64, UserIx>,
    pub(super) groups: HashMap<i64, GroupIx>,
    pub(super) resources: HashMap<String, ResourceIx>,
}

/// Who made a row and when, and who wrote to it last. Installing and updating are the doing of user 0.
pub(super) struct Stamp {
    created_by: i64,
    created_at: Option<String>,
    written_by: i64,
    written_at: Option<String>,
}

impl Stamp {
    /// Reads the four columns that begin at `first`.
    pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Self, sqlx::Error> {
        Ok(Self {
            created_by: id(row, first)?.unwrap_or(0),
            created_at: time(row, first + 1)?,
            written_by: id(row, first + 2)?.unwrap_or(0),
            written_at: time(row, first + 3)?,
        })
    }

    /// When a person wrote to the row after it was made, if anyone did.
    pub(super) fn changed(&self) -> Option<String> {
        (self.written_by > 0).then(|| self.written_at.clone()).flatten()
    }
}

impl<S: Source> Collector<S> {
    pub(super) fn new(reader: S, snapshot: Snapshot, series: Series) -> Self {
        Self {
            reader,
            snapshot,
            series,
            ask: Questions::of(series),
            shapes: Shapes::of(series),
            names: Names::default(),
            companies: HashMap::new(),
            users: HashMap::new(),
            groups: HashMap::new(),
            resources: HashMap::new(),
        }
    }

    /// Asks every question, in the order in which answers need each other.
    pub(super) async fn everything(&mut self, progress: &dyn Fn(&str)) -> Result<(), ConnectError> {
        progress("companies and users");
        self.names().await?;
        self.companies().await?;
        self.users().await?;
        progress("groups");
        self.groups().await?;
        self.memberships().await?;
        progress("models and access rows");
        self.models().await?;
        self.grants().await?;
        self.administering_groups();
        progress("fields");
        self.fields().await?;
        progress("record rules");
        self.rules().await?;
        progress("buttons, menus, actions and keys");
        self.surfaces().await?;
        self.keys().await?;
        progress("employees and sessions");
        self.people().await?;
        self.open_sessions().await?;
        self.new_users();
        self.not_in_the_database();
        Ok(())
    }

    /// What the server keeps in its own configuration file.
    fn not_in_the_database(&mut self) {
        let why =
            "Tryton's server keeps them in its configuration file (`trytond.conf`), which the database does not know";
        for domain in [Domain::Settings, Domain::SecondFactors, Domain::Providers] {
            self.reader.note(domain, State::NotAssessed, why.to_owned());
        }
        let why = "Tryton's mail server is in its configuration file (`trytond.conf`), and what its modules for payments, parcels and \
                   web shops keep is not read";
        self.reader.note(Domain::Credentials, State::NotAssessed, why.to_owned());
    }

    /// Where a row came from.
    pub(super) fn origin(&self, model: &str, id: i64, stamp: &Stamp) -> Origin {
        let login = |id: i64| match id {
            0 => None,
            id => Some(match self.users.get(&id) {
                Some(user) => self.snapshot.user(*user).key.to_string(),
                None => format!("user #{id}"),
            }),
        };
        match self.names.module(model, id) {
            None if !self.names.is_readable() => Origin::Unknown,
            None => Origin::Custom { by: login(stamp.created_by), at: stamp.created_at.clone() },
            Some(module) if stamp.written_by == 0 => Origin::Vendor { module: module.to_owned() },
            Some(module) => Origin::VendorChanged {
                module: module.to_owned(),
                by: login(stamp.written_by),
                at: stamp.written_at.clone(),
            },
        }
    }
}

/// The id in a column; nothing where it is NULL.
pub(super) fn id(row: &Row<'_>, at: usize) -> Result<Option<i64>, sqlx::Error> {
    let text = row.text(at)?;
    let read = |text: String| text.parse().map_err(|_| sqlx::Error::Decode(format!("column {at} holds no id").into()));
    text.map(read).transpose()
}

/// Whether a truth is told: SQLite writes 0 and 1, PostgreSQL and JSON words.
pub(super) fn yes(row: &Row<'_>, at: usize) -> Result<bool, sqlx::Error> {
    Ok(matches!(row.text(at)?.as_deref(), Some("1" | "t" | "true")))
}

/// The operations whose truths begin at a column, in the order of [`OPERATIONS`](super::series::OPERATIONS).
pub(super) fn ops(row: &Row<'_>, first: usize, count: u32) -> Result<Ops, sqlx::Error> {
    let mut ops = Ops::NONE;
    for (at, bit) in (first..).zip(0..count) {
        if yes(row, at)? {
            ops = ops.with(Ops(1 << bit));
        }
    }
    Ok(ops)
}

/// A moment as ISO 8601. Tryton writes no zone and always UTC, to which its server sets itself (7.0 to 8.2: `TZ` in
/// `trytond/__init__.py`).
pub(super) fn time(row: &Row<'_>, at: usize) -> Result<Option<String>, sqlx::Error> {
    let seconds = |text: String| {
        let text: String = text.chars().take(19).collect();
        (text.len() == 19).then(|| format!("{}Z", text.replace(' ', "T")))
    };
    Ok(row.text(at)?.and_then(seconds))
}
