//! Answers the collector's questions over the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::asks::{Ask, asks, settings_of};
use super::door::{Door, Rows};
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::connect::frappe::PRODUCT;
use crate::connect::frappe::accounts::{ADMINISTRATOR, GUEST};
use crate::connect::frappe::queries::{
    APPS, BEARERS, MEMBERSHIPS, PASSWORDS, PERMISSION_TYPES, PROPERTY_SETTERS, Query, SERVER_SCRIPTS, SESSION_LIMITS,
    SESSIONS, SETTINGS, SURFACE_ROLES, USERS,
};
use crate::connect::frappe::source::{Answers, Row, Source};
use crate::connect::questions::{Gap, Ledger};
use crate::snapshot::{Domain, State};

/// Lists with a right of their own.
const PERMISSION_TABLES: [(&str, &str, Option<&str>); 2] =
    [("tabDocPerm", "DocPerm", Some("DocType")), ("tabCustom DocPerm", "Custom DocPerm", None)];

/// The door, and what was found behind it.
pub(super) struct ApiReader {
    pub(super) door: Door,
    ledger: Ledger,
    apps: Vec<(String, String)>,
    /// Lists that were read, with the number of their rows.
    pub(super) read: Vec<(&'static Query, &'static Ask, usize)>,
    lists_asked: Vec<(&'static Query, &'static str)>,
    /// Rows of `Has Role` for users: asked twice, sent once.
    memberships: Option<Result<Rows, Gap>>,
    /// Accounts that no list of users shows, and that other rows name.
    pub(super) unseen: Vec<&'static str>,
}

impl ApiReader {
    pub(super) fn new(door: Door, apps: Vec<(String, String)>) -> Self {
        let mut ledger = Ledger::default();
        ledger.modules = apps.iter().map(|(name, _)| name.clone()).collect();
        Self { door, ledger, apps, read: Vec::new(), lists_asked: Vec::new(), memberships: None, unseen: Vec::new() }
    }

    /// The rows that answer a question, or why there are none.
    async fn answer(&mut self, query: &'static Query) -> Result<Result<Rows, Gap>, ConnectError> {
        if query.sql == APPS.sql {
            return Ok(Ok(self.apps.iter().map(|(name, version)| vec![json!(name), json!(version)]).collect()));
        }
        if query.sql == PASSWORDS.sql {
            return Ok(Err(Gap::Denied("__Auth".to_owned())));
        }
        if [SESSIONS.sql, SESSION_LIMITS.sql].contains(&query.sql) {
            return Ok(Err(Gap::Denied("tabSessions".to_owned())));
        }
        if query.sql == SETTINGS.sql {
            return self.settings().await;
        }
        if query.sql == MEMBERSHIPS.sql {
            return self.memberships().await;
        }
        let mut rows = self.lists(query).await?;
        if query.sql == PERMISSION_TYPES.sql && rows.is_err() && self.adds_no_rights().await? {
            rows = Ok(Rows::new());
        }
        if query.sql == USERS.sql
            && let Ok(users) = &mut rows
        {
            self.add_unseen(users).await?;
        }
        if query.sql == PROPERTY_SETTERS.sql
            && let Ok(setters) = &mut rows
        {
            latest_first(setters);
        }
        Ok(rows)
    }

    /// The rows of all lists that answer a question.
    async fn lists(&mut self, query: &'static Query) -> Result<Result<Rows, Gap>, ConnectError> {
        let mut rows = Rows::new();
        let mut asked = asks(query).peekable();
        if asked.peek().is_none() {
            return Ok(Err(Gap::Missing(query.what.to_owned())));
        }
        for ask in asked {
            let filters = serde_json::from_str(ask.filters).unwrap_or_default();
            match self.door.rows(ask, filters).await? {
                Ok(found) => {
                    self.read.push((query, ask, found.len()));
                    self.lists_asked.push((query, ask.doctype));
                    rows.extend(found);
                }
                Err(gap) if query.sql == SURFACE_ROLES.sql && ask.parent == Some("Dashboard Chart") => {
                    // Reports of the name of a chart are rare, and the chart's roles count for them.
                    let why = format!("roles of reports that have the name of a chart not read, {}", gap.words());
                    self.ledger.note(Domain::Surfaces, State::Incomplete, why);
                }
                Err(gap) => return Ok(Err(gap)),
            }
        }
        Ok(Ok(rows))
    }

    /// Whether no app adds rights of its own: each is a Custom Field of the permission rows, which are shown to more accounts
    /// than the list of permission types (17).
    async fn adds_no_rights(&self) -> Result<bool, ConnectError> {
        let (ask, of_rows) = (Ask::of_permission_rows(), json!(["dt", "in", ["DocPerm", "Custom DocPerm"]]));
        Ok(self.door.rows(&ask, vec![of_rows]).await?.is_ok_and(|rows| rows.is_empty()))
    }

    async fn memberships(&mut self) -> Result<Result<Rows, Gap>, ConnectError> {
        if self.memberships.is_none() {
            self.memberships = Some(self.lists(&MEMBERSHIPS).await?);
        }
        Ok(self.memberships.clone().unwrap_or_else(|| Ok(Rows::new())))
    }

    /// The two accounts that every site has and that only `Administrator` is shown (`frappe/core/doctype/user/user.py`,
    /// `get_permission_query_conditions`): where rows of roles name them, or a refusal does, they are there.
    async fn add_unseen(&mut self, users: &mut Rows) -> Result<(), ConnectError> {
        let seen: BTreeSet<String> = users.iter().filter_map(|row| Some(row.first()?.as_str()?.to_owned())).collect();
        let missing: Vec<&'static str> =
            [ADMINISTRATOR, GUEST].into_iter().filter(|name| !seen.contains(*name)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let named: BTreeSet<String> = match self.memberships().await? {
            Ok(rows) => rows.iter().filter_map(|row| Some(row.first()?.as_str()?.to_owned())).collect(),
            Err(_) => BTreeSet::new(),
        };
        for name in missing {
            if named.contains(name) || self.door.has_user(name).await? {
                let kind = if name == GUEST { "Website User" } else { "System User" };
                let nothing = Value::Null;
                users.push(vec![
                    json!(name),
                    json!(1),
                    json!(kind),
                    json!(name),
                    nothing.clone(),
                    nothing.clone(),
                    nothing.clone(),
                    nothing,
                ]);
                self.unseen.push(name);
            } else {
                let why = format!("`{name}` is not shown to `{}`, and nothing else names it", self.login());
                self.ledger.note(Domain::Accounts, State::Incomplete, format!("{why}: collect from the database"));
            }
        }
        Ok(())
    }

    async fn settings(&mut self) -> Result<Result<Rows, Gap>, ConnectError> {
        let mut rows = Rows::new();
        for doctype in ["System Settings", "Website Settings"] {
            let fields = settings_of(SETTINGS.sql, doctype);
            match self.door.values(doctype, &fields).await? {
                Ok(values) => {
                    rows.extend(values.into_iter().map(|(field, value)| vec![json!(doctype), json!(field), value]));
                }
                Err(gap) if doctype == "Website Settings" => {
                    let step = "give the account the role `Website Manager`, or collect from the database";
                    let why = format!("whether visitors may sign up not read, {}: {step}", gap.words());
                    self.ledger.note(Domain::Settings, State::Incomplete, why);
                    // Without a value, so that nobody takes what could not be read for what was never set.
                    rows.extend(fields.iter().map(|field| vec![json!(doctype), json!(field), Value::Null]));
                }
                Err(gap) => return Ok(Err(gap)),
            }
        }
        Ok(Ok(rows))
    }

    /// The lists that were asked for, by question.
    pub(super) fn asked(&self) -> impl Iterator<Item = (&'static Query, &'static str)> {
        self.lists_asked.clone().into_iter()
    }

    pub(super) fn login(&self) -> String {
        one_line(&self.door.login.name)
    }
}

impl Answers for ApiReader {
    async fn each(
        &mut self,
        query: &'static Query,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        match self.answer(query).await? {
            Ok(rows) => {
                for row in &rows {
                    take(&Row::Cells(row)).map_err(|why| ConnectError::Alien {
                        product: &PRODUCT,
                        what: format!("{}: {}", query.what, one_line(&why.to_string())),
                    })?;
                }
                self.ledger.answer(query);
                Ok(true)
            }
            Err(gap) if self.ledger.lose(query, &gap, step(query)) => Ok(false),
            Err(gap) => Err(ConnectError::ApiRights {
                product: &PRODUCT,
                login: self.login(),
                what: query.what.to_owned(),
                gap: gap.words(),
            }),
        }
    }

    fn can_ask(&self, query: &Query) -> bool {
        [APPS.sql, SETTINGS.sql].contains(&query.sql) || asks(query).next().is_some()
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

impl Source for ApiReader {
    async fn with_right(
        &mut self,
        table: &'static str,
        right: &str,
        mut take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError> {
        let Some((_, doctype, parent)) = PERMISSION_TABLES.into_iter().find(|(name, ..)| *name == table) else {
            return Ok(false);
        };
        let ask = Ask::names(doctype, parent);
        match self.door.rows(&ask, vec![json!([right, "=", 1])]).await? {
            Ok(rows) => {
                for row in &rows {
                    take(&Row::Cells(row)).map_err(|why| ConnectError::Alien {
                        product: &PRODUCT,
                        what: format!("permission types: {}", one_line(&why.to_string())),
                    })?;
                }
                Ok(true)
            }
            Err(_) => Ok(false),
        }
    }
}

/// What would help where a right is missing.
fn step(query: &Query) -> &'static str {
    if query.sql == SERVER_SCRIPTS.sql {
        "give the account the role `Script Manager`, or collect from the database"
    } else if [PASSWORDS.sql, PERMISSION_TYPES.sql].contains(&query.sql) {
        "collect from the database"
    } else if query.sql == BEARERS.sql {
        "give the account the role `System Manager`, or collect from the database"
    } else {
        "collect as a `System Manager`, or from the database"
    }
}

/// By the moment of the last change, the latest first, and of the same moment by name; without the two columns that say so.
fn latest_first(rows: &mut Rows) {
    let key = |row: &Vec<Value>| {
        let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        (std::cmp::Reverse(text(7)), text(8))
    };
    rows.sort_by_cached_key(key);
    for row in rows {
        row.truncate(7);
    }
}
