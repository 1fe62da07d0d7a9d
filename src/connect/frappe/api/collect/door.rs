//! The account that collects, and the requests that it makes: lists page by page, counts, single values.

use serde_json::{Value, json};

use super::asks::Ask;
use crate::connect::ConnectError;
use crate::connect::error::one_line;
use crate::connect::frappe::PRODUCT;
use crate::connect::frappe::api::fault::{Exception, Fault};
use crate::connect::frappe::api::release::Release;
use crate::connect::frappe::api::sign_in::{Inside, inside};
use crate::connect::frappe::api::wire::{self, List, Wire};
use crate::connect::live::Login;
use crate::connect::questions::Gap;
use crate::net::{Client, Request};

/// Rows of one request.
const PAGE: usize = 1000;
/// The most pages of one list: beyond any system, and an end to a server that never comes to one.
const PAGES: usize = 5000;

/// The columns of each row, in the order in which they were asked for.
pub(super) type Rows = Vec<Vec<Value>>;

/// Who asks, and where.
pub(super) struct Door {
    pub(super) client: Client,
    pub(super) login: Login,
    pub(super) release: Option<Release>,
    pub(super) wire: Wire,
}

impl Door {
    /// What a request gave, or the fault. An answer that was given outside of the session is none: to a guest everything is
    /// forbidden.
    async fn ask(&self, what: &str, request: Request) -> Result<Result<Value, Fault>, ConnectError> {
        let unanswered = |reason: String| ConnectError::Unanswered { what: what.to_owned(), reason };
        let answer = self.client.send(&wire::sent_as(request, &self.login)).await;
        let answer = answer.map_err(|error| unanswered(one_line(&error.to_string())))?;
        let result = wire::result(self.release, &answer);
        if inside(&self.login, &answer) == Inside::No {
            return Err(unanswered("the session is over".to_owned()));
        }
        match &result {
            Err(Fault::Alien { what }) => Err(ConnectError::Alien { product: &PRODUCT, what: what.clone() }),
            Err(fault) => match fault.exception() {
                Some(Exception::Authentication) => {
                    Err(ConnectError::ApiLogin { product: &PRODUCT, login: one_line(&self.login.name) })
                }
                Some(Exception::Stopped | Exception::Locked | Exception::Csrf | Exception::Rate) => {
                    Err(unanswered(fault.to_string()))
                }
                _ => Ok(result),
            },
            Ok(_) => Ok(result),
        }
    }

    /// Fails unless the secret is the account's.
    pub(super) async fn control(&self) -> Result<(), ConnectError> {
        let asked = self.ask("the account", wire::method("frappe.auth.get_logged_user", &[])).await?;
        let refused = || ConnectError::ApiLogin { product: &PRODUCT, login: one_line(&self.login.name) };
        match asked {
            Ok(Value::String(name)) if name.to_lowercase() == self.login.name.to_lowercase() => Ok(()),
            _ => Err(refused()),
        }
    }

    /// All rows of a list, by name, page by page; or why there are none. What a row does not show, its fields' levels keep
    /// from the account.
    pub(super) async fn rows(&self, ask: &Ask, filters: Vec<Value>) -> Result<Result<Rows, Gap>, ConnectError> {
        let mut rows: Rows = Vec::new();
        for page in 0..PAGES {
            let list = List {
                fields: ask.columns.to_vec(),
                filters: filters.clone(),
                order: "name asc",
                parent: ask.parent,
                start: page * PAGE,
                most: PAGE,
            };
            let found = match self.ask(ask.doctype, self.wire.list(ask.doctype, &list)).await? {
                Ok(Value::Array(found)) if found.len() <= PAGE => found,
                Ok(_) => return Err(alien(ask.doctype, "its list is none, or longer than what was asked for")),
                Err(fault) => return gap(ask.doctype, &fault).map(Err),
            };
            let last = found.len() < PAGE;
            for row in found {
                match cells(ask, row)? {
                    Ok(row) => rows.push(row),
                    Err(hidden) => return Ok(Err(Gap::Denied(hidden))),
                }
            }
            if last {
                return Ok(Ok(rows));
            }
        }
        Err(alien(ask.doctype, "its list has no end"))
    }

    /// How many rows a list has, by another call than the list's own; nothing where no call tells.
    pub(super) async fn count(&self, ask: &Ask) -> Result<Option<u64>, ConnectError> {
        let mut arguments = vec![("doctype", ask.doctype.to_owned()), ("filters", ask.filters.to_owned())];
        arguments.extend(ask.parent.map(|parent| ("parent_doctype", parent.to_owned())));
        let counted = self.ask(ask.doctype, wire::method("frappe.client.get_count", &arguments)).await?;
        if let Ok(number) = &counted {
            return Ok(number.as_u64());
        }
        // Before `parent_doctype` was a parameter, and for no other reason: the sum that the database makes.
        let list = List {
            fields: vec!["count(name) as counted"],
            filters: serde_json::from_str(ask.filters).unwrap_or_default(),
            parent: ask.parent,
            most: 1,
            ..List::default()
        };
        let summed = self.ask(ask.doctype, self.wire.list(ask.doctype, &list)).await?;
        Ok(summed.ok().and_then(|rows| rows.get(0)?.get("counted")?.as_u64()))
    }

    /// Whether there is an account that no list shows: it is refused, where one that is not there is not found (15 and later,
    /// to whoever may read users by role).
    pub(super) async fn has_user(&self, name: &str) -> Result<bool, ConnectError> {
        const NOBODY: &str = "rolecall-asks-for-nobody@rolecall.invalid";
        let Some(path) = Wire::V1.document("User", name) else { return Ok(false) };
        match self.ask("User", Request::get(&path)).await? {
            Ok(_) => return Ok(true),
            Err(fault) if fault.exception() == Some(Exception::Permission) => {}
            Err(_) => return Ok(false),
        }
        let Some(path) = Wire::V1.document("User", NOBODY) else { return Ok(false) };
        let nobody = self.ask("User", Request::get(&path)).await?;
        Ok(nobody.is_err_and(|fault| fault.exception() == Some(Exception::Missing)))
    }

    /// Values of a single doctype, as they are stored.
    pub(super) async fn values(
        &self,
        doctype: &str,
        fields: &[String],
    ) -> Result<Result<Vec<(String, Value)>, Gap>, ConnectError> {
        let arguments = [("doctype", doctype.to_owned()), ("fieldname", json!(fields).to_string())];
        match self.ask(doctype, wire::method("frappe.client.get_value", &arguments)).await? {
            Ok(Value::Object(values)) => {
                let wanted = values.into_iter().filter(|(field, _)| fields.contains(field));
                Ok(Ok(wanted.collect()))
            }
            Ok(_) => Err(alien(doctype, "its values are of another shape")),
            Err(fault) => gap(doctype, &fault).map(Err),
        }
    }
}

/// What keeps an account from a doctype. Anything but a refusal or something that is not there ends the collection.
fn gap(doctype: &str, fault: &Fault) -> Result<Gap, ConnectError> {
    match fault.exception() {
        Some(Exception::Permission) => Ok(Gap::Denied(doctype.to_owned())),
        Some(Exception::Missing) => Ok(Gap::Missing(doctype.to_owned())),
        // A column that this version does not have.
        Some(Exception::Validation) => Ok(Gap::Missing(format!("a column of {doctype}"))),
        // The database's own error about a column or a table (14).
        Some(Exception::Other) => Ok(Gap::Missing(format!("{doctype}, as the server says in an error of its own"))),
        _ => Err(ConnectError::Unanswered { what: doctype.to_owned(), reason: fault.to_string() }),
    }
}

/// The columns of a row, or the first that it does not show.
fn cells(ask: &Ask, row: Value) -> Result<Result<Vec<Value>, String>, ConnectError> {
    let Value::Object(mut row) = row else { return Err(alien(ask.doctype, "a row is none")) };
    let mut cells = Vec::with_capacity(ask.columns.len());
    for column in ask.columns {
        match row.remove(*column) {
            Some(Value::Array(_) | Value::Object(_)) => {
                return Err(alien(ask.doctype, "a column holds more than a value"));
            }
            Some(value) => cells.push(value),
            None => return Ok(Err(format!("{}.{column}", ask.doctype))),
        }
    }
    Ok(Ok(cells))
}

fn alien(doctype: &str, what: &str) -> ConnectError {
    ConnectError::Alien { product: &PRODUCT, what: format!("`{doctype}`: {what}") }
}
