//! Which request answers which question, in a form that changes nothing. Of writing, making and removing no such form is
//! known: nothing of the kind is ever sent.

use std::collections::HashMap;

use super::wire::{self, Query};
use crate::access::Access;
use crate::connect::error::one_line;
use crate::connect::fullfinity::names::{READ, is_name};
use crate::connect::live::{Lookup, Question};
use crate::model::{ResourceIx, UserIx};
use crate::net::Request;
use crate::snapshot::Snapshot;

/// The model of accounts (`architecture/multi-company`).
const USER: &str = "User";

/// Why nothing is sent that writes.
pub(super) const NO_WRITES: &str = "no request is documented that would tell whether an operation is allowed without doing it, so \
                                    nothing that writes is ever sent";

/// One request, as it is sent and as it is told.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    Query { model: String, fields: Vec<String>, filter: Option<String>, limit: usize },
    Fetch { model: String, id: String },
}

impl Asked {
    /// The request; nothing for a record that no path can name.
    pub(super) fn request(&self) -> Option<Request> {
        match self {
            Self::Query { model, fields, filter, limit } => {
                let fields = fields.iter().map(String::as_str).collect();
                Some(wire::query(model, &Query { fields, filter: filter.clone(), limit: *limit, offset: 0 }))
            }
            Self::Fetch { model, id } => Some(wire::fetch(model, id.parse().ok()?)),
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Query { model, fields, filter, limit } => {
                let filter = filter.as_ref().map_or(String::new(), |filter| format!(" where {}", one_line(filter)));
                format!("POST /api/query/{model} {}{filter}, at most {limit}", fields.join(", "))
            }
            Self::Fetch { model, id } => format!("POST /api/fetch/{model}/{} id", one_line(id)),
        }
    }
}

/// What questions name, looked up and known to be names of Python's.
pub(super) struct Names<'s> {
    snapshot: &'s Snapshot,
    /// By account: a model that it should be able to read.
    reads: HashMap<Box<str>, ResourceIx>,
}

impl<'s> Names<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        let access = Access::compute(snapshot);
        let mut reads = HashMap::new();
        for (at, user) in snapshot.users.iter().enumerate() {
            let cells = &access.of(UserIx::new(at)).cells;
            let readable = cells.iter().filter(|(_, ops)| ops.has(READ)).map(|(resource, _)| resource);
            let mut named = readable.filter(|resource| is_name(&snapshot.resource(*resource).key));
            if let Some(resource) = named.next() {
                reads.insert(user.id.clone(), resource);
            }
        }
        Self { snapshot, reads }
    }

    fn model(&self, at: ResourceIx) -> Result<String, String> {
        let key = self.snapshot.resources.get(at.index()).map_or("", |resource| resource.key.as_str());
        if is_name(key) { Ok(key.to_owned()) } else { Err(format!("`{}` is no name of a model", one_line(key))) }
    }

    /// The request of a control: what the account should be able to read, else the list of accounts.
    pub(super) fn control(&self, account: &str) -> Asked {
        let model = self.reads.get(account).and_then(|resource| self.model(*resource).ok());
        list(model.unwrap_or_else(|| USER.to_owned()), &[], None, 1)
    }

    /// The request that answers a question, or why it is not asked.
    pub(super) fn asked(&self, question: &Question<String>, account: &str) -> Result<Asked, String> {
        if let Some(field) = question.field().filter(|field| !is_name(field)) {
            return Err(format!("`{}` is no name of a field", one_line(field)));
        }
        match question {
            Question::Control | Question::SignIn | Question::SignInWrong => Ok(self.control(account)),
            Question::Resource { op, .. } | Question::Record { op, .. } if *op != READ => Err(NO_WRITES.to_owned()),
            Question::Attempt { .. } | Question::WriteField { .. } => Err(NO_WRITES.to_owned()),
            Question::Resource { resource, .. } | Question::Anonymous { resource } => {
                Ok(list(self.model(*resource)?, &[], None, 1))
            }
            Question::Record { resource, record, .. } => {
                Ok(Asked::Fetch { model: self.model(*resource)?, id: record.clone() })
            }
            // Whichever record the account is shown first: which it reaches, no rule tells.
            Question::ReadField { resource, field, .. } => Ok(list(self.model(*resource)?, &[field], None, 1)),
            Question::FilterField { resource, field } => {
                let filter = format!("Q({field}__isnull=True) | Q({field}__isnull=False)");
                Ok(list(self.model(*resource)?, &[], Some(filter), 1))
            }
            Question::Surface { .. } => Err("no documented request tells whether it is open".to_owned()),
        }
    }

    /// The request for a lookup.
    pub(super) fn lookup(&self, lookup: &Lookup) -> Asked {
        match lookup {
            Lookup::Rows { resource, fields, most } => {
                let fields: Vec<&str> = fields.iter().map(|field| &**field).filter(|field| is_name(field)).collect();
                list(self.model(*resource).unwrap_or_else(|_| USER.to_owned()), &fields, None, *most)
            }
            // Nothing is written, so there is nothing to look for again; and of the account no rule is decided.
            Lookup::Account { .. } | Lookup::Stamps { .. } | Lookup::NewestBy { .. } => {
                list(USER.to_owned(), &[], None, 1)
            }
        }
    }
}

fn list(model: String, fields: &[&str], filter: Option<String>, limit: usize) -> Asked {
    let fields = std::iter::once("id").chain(fields.iter().copied()).map(str::to_owned).collect();
    Asked::Query { model, fields, filter, limit }
}
