//! The account that collects: its tokens, kept fresh, and lists page by page.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::session::Session;
use super::shapes;
use super::table::{Names, Table};
use super::wire::{self, Fault, Query};
use crate::connect::ConnectError;
use crate::connect::api::Account;
use crate::connect::error::one_line;
use crate::connect::fullfinity::PRODUCT;
use crate::connect::live::{NotOpened, SecretKind};
use crate::net::{Client, Request};

/// Rows of one request.
const PAGE: usize = 500;
/// The most pages of one list: an end to a server that never comes to one.
const PAGES: usize = 2000;
/// A token that ends so soon is renewed first.
const MARGIN: Duration = Duration::from_secs(30);

/// A list, as far as it was shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) rows: Vec<Map<String, Value>>,
    /// How many the server says that there are.
    pub(super) total: Option<u64>,
    /// Fields that could not be read, by our name, each with the reason.
    pub(super) lacks: Vec<(&'static str, String)>,
    /// The fields that could be read: our name and the instance's.
    pub(super) fields: Vec<(&'static str, String)>,
}

impl Shown {
    /// The value of a field of a row; nothing where it was not shown.
    pub(super) fn value<'r>(&self, row: &'r Map<String, Value>, field: &str) -> Option<&'r Value> {
        let (_, own) = self.fields.iter().find(|(ours, _)| *ours == field)?;
        row.get(own)
    }

    /// Whether a field could be read.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(ours, _)| *ours == field)
    }
}

/// Who asks, and where.
pub(super) struct Door {
    client: Client,
    account: Account,
    session: Session,
    /// The moment when the clock below was started.
    began: Option<Timestamp>,
    clock: Instant,
    /// The account has signed in a second time; it does so no third time.
    again: bool,
}

impl Door {
    /// Signs in, once.
    pub(super) async fn open(client: &Client, account: &Account, now: &str) -> Result<Self, ConnectError> {
        let session = match account.kind {
            SecretKind::Password => sign_in(client, &account.login, &account.secret).await.map_err(|why| {
                if why.refused {
                    ConnectError::ApiLogin { product: &PRODUCT, login: one_line(&account.login) }
                } else {
                    ConnectError::Server { reason: format!("signing in: {}", why.reason) }
                }
            })?,
            SecretKind::Bearer => Session { access: account.secret.clone(), refresh: None, expires: None },
            SecretKind::Key => {
                let reason = "no keys for programs are documented of Fullfinity: give a password or a bearer token";
                return Err(ConnectError::Server { reason: reason.to_owned() });
            }
        };
        let (client, account, clock) = (client.clone(), account.clone(), Instant::now());
        Ok(Self { client, account, session, began: now.parse().ok(), clock, again: false })
    }

    /// What a request gave. A token that is over is renewed, and the request sent again, once.
    pub(super) async fn ask(&mut self, what: &str, request: &Request) -> Result<Result<Value, Fault>, ConnectError> {
        if self.ends_soon() {
            self.renew().await;
        }
        for last in [false, true] {
            let sent = wire::sent_as(request.clone(), Some(&self.session.access));
            let answer = self.client.send(&sent).await;
            let answer = answer.map_err(|error| ConnectError::Unanswered {
                what: what.to_owned(),
                reason: one_line(&error.to_string()),
            })?;
            match wire::result(&answer) {
                Err(Fault::Unauthorized) if !last && self.renew().await => {}
                Err(Fault::Unauthorized) => {
                    let reason = "the token of the account is no longer taken".to_owned();
                    return Err(ConnectError::Unanswered { what: what.to_owned(), reason });
                }
                result => return Ok(result),
            }
        }
        Ok(Err(Fault::Unauthorized))
    }

    fn ends_soon(&self) -> bool {
        let now = self.began.and_then(|began| {
            let passed = jiff::SignedDuration::try_from(self.clock.elapsed()).ok()?;
            began.checked_add(passed).ok()
        });
        now.and_then(|now| self.session.lasts(now)).is_some_and(|left| left < MARGIN)
    }

    /// A new token: by the refresh token, else by signing in once more.
    async fn renew(&mut self) -> bool {
        if let Some(token) = self.session.refresh.take() {
            let answer = self.client.send(&wire::refresh(&token)).await;
            if let Ok(session) = Session::of(answer.as_ref()) {
                self.session = session;
                return true;
            }
        }
        if self.again || self.account.kind != SecretKind::Password {
            return false;
        }
        self.again = true;
        match sign_in(&self.client, &self.account.login, &self.account.secret).await {
            Ok(session) => {
                self.session = session;
                true
            }
            Err(_) => false,
        }
    }

    /// All rows of a list that the account is shown, with every field that can be read; or why there are none.
    pub(super) async fn list(&mut self, table: &Table, names: &Names) -> Result<Result<Shown, String>, ConnectError> {
        let model = names.model(table).to_owned();
        if model.is_empty() {
            return Ok(Err("it is not asked for, as configured".to_owned()));
        }
        let asked: Vec<(&'static str, String)> =
            names.fields(table).into_iter().map(|(ours, own)| (ours, own.to_owned())).collect();
        let mut shown = Shown { fields: asked, ..Shown::default() };
        let mut seen = BTreeSet::new();
        for page in 0..PAGES {
            let found = match self.page(&model, &shown.fields, page, PAGE).await? {
                Ok(found) => found,
                Err(fault) if page == 0 && may_be_a_field(&fault) => {
                    if let Err(why) = self.field_by_field(&model, &mut shown).await? {
                        return Ok(Err(why.to_string()));
                    }
                    match self.page(&model, &shown.fields, page, PAGE).await? {
                        Ok(found) => found,
                        Err(fault) => return Ok(Err(fault.to_string())),
                    }
                }
                Err(fault) => return Ok(Err(fault.to_string())),
            };
            let (rows, total) = found;
            shown.total = total.or(shown.total);
            let (size, before) = (rows.len(), seen.len());
            for row in rows {
                let Value::Object(row) = row else { continue };
                let Some(id) = row.get("id").and_then(shapes::id) else {
                    return Ok(Err("its records have no `id`".to_owned()));
                };
                if seen.insert(id) {
                    shown.rows.push(row);
                }
            }
            // A server that knows no pages gives the first one again.
            let whole = shown.total.is_some_and(|total| shown.rows.len() as u64 >= total);
            if size < PAGE || whole || seen.len() == before {
                hidden(&mut shown);
                return Ok(Ok(shown));
            }
        }
        Err(ConnectError::Alien { product: &PRODUCT, what: format!("the list of {model} has no end") })
    }

    async fn page(
        &mut self,
        model: &str,
        fields: &[(&'static str, String)],
        page: usize,
        limit: usize,
    ) -> Result<Result<(Vec<Value>, Option<u64>), Fault>, ConnectError> {
        let fields = std::iter::once("id").chain(fields.iter().map(|(_, own)| own.as_str())).collect();
        let query = Query { fields, limit, offset: page * PAGE, ..Query::default() };
        let answer = self.ask(model, &wire::query(model, &query)).await?;
        Ok(answer.and_then(wire::rows))
    }

    /// Keeps the fields that can be read one by one.
    async fn field_by_field(&mut self, model: &str, shown: &mut Shown) -> Result<Result<(), Fault>, ConnectError> {
        if let Err(fault) = self.page(model, &[], 0, 1).await? {
            return Ok(Err(fault));
        }
        for (ours, own) in std::mem::take(&mut shown.fields) {
            let field = [(ours, own)];
            match self.page(model, &field, 0, 1).await? {
                Ok(_) => shown.fields.extend(field),
                Err(fault) => shown.lacks.push((ours, fault.to_string())),
            }
        }
        Ok(Ok(()))
    }
}

/// A field that no row shows although it was asked for could not be read.
fn hidden(shown: &mut Shown) {
    let rows = &shown.rows;
    let (seen, unseen): (Vec<_>, Vec<_>) = std::mem::take(&mut shown.fields)
        .into_iter()
        .partition(|(_, own)| rows.is_empty() || rows.iter().any(|row| row.contains_key(own)));
    shown.fields = seen;
    shown.lacks.extend(unseen.into_iter().map(|(ours, _)| (ours, "no record shows it".to_owned())));
}

/// Whether one field may be what the whole request failed for.
fn may_be_a_field(fault: &Fault) -> bool {
    matches!(fault, Fault::Refused(_) | Fault::Failed { .. } | Fault::Forbidden)
}

/// Signs in, once.
pub(super) async fn sign_in(client: &Client, login: &str, secret: &SecretString) -> Result<Session, NotOpened> {
    let answer = client.send(&wire::authenticate(login, secret)).await;
    Session::of(answer.as_ref())
}
