//! Which request answers which question (14 to 17), in a form that changes nothing.

use serde_json::{Value, json};

use super::fault::{FIELD_SENTINEL, SENTINEL};
use super::release::{CreateIsChecked, Release};
use super::wire::{self, List, Wire};
use crate::connect::error::one_line;
use crate::connect::live::{Lookup, Question};
use crate::model::{OpIx, ResourceIx, SurfaceIx, UserIx};
use crate::net::{Repeat, Request};
use crate::snapshot::{Field, FieldGuard, Resource, Shape, Snapshot, SurfaceKind, User};

/// Older than every document: whoever saves with it has read a version that is long gone.
const LONG_AGO: &str = "1900-01-01 00:00:00";

/// Doctypes of which lists show every column whatever its level (`frappe/model/__init__.py`, `core_doctypes_list`): a field
/// of theirs is read from the document.
const CORE: [&str; 19] = [
    "Client Script",
    "Custom Field",
    "Customize Form",
    "Customize Form Field",
    "DefaultValue",
    "DocField",
    "DocPerm",
    "DocType",
    "DocType Action",
    "DocType Link",
    "Has Role",
    "Module Def",
    "Page",
    "Patch Log",
    "Print Format",
    "Property Setter",
    "Report",
    "Role",
    "User",
];

/// One request, as it is sent and as it is told.
pub(super) enum Asked<'s> {
    /// A method that reads.
    Method(&'static str, Vec<(&'static str, String)>),
    /// A list.
    List(&'s str, List<'s>),
    /// A document.
    Document(&'s str, String),
    /// A document that is not made.
    Create(&'s str, Value),
    /// A document that is not changed.
    Update(&'s str, String, Value),
}

impl Asked<'_> {
    /// The request; nothing for a document that no path can name.
    pub(super) fn request(&self) -> Option<Request> {
        let document = |doctype: &str, name: &str| Wire::V1.document(doctype, name);
        Some(match self {
            Self::Method(name, arguments) => wire::method(name, arguments),
            Self::List(doctype, list) => Wire::V1.list(doctype, list),
            Self::Document(doctype, name) => Request::get(&document(doctype, name)?),
            Self::Create(doctype, body) => {
                Request::post(&format!("/api/resource/{}", wire::segment(doctype)), body, Repeat::Never)
            }
            Self::Update(doctype, name, body) => Request::put(&document(doctype, name)?, body, Repeat::Safe),
        })
    }

    /// The request in words: as it is sent, but readable.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Method(name, arguments) => {
                let pairs: Vec<String> =
                    arguments.iter().map(|(name, value)| format!("{name}={}", one_line(value))).collect();
                let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
                format!("GET /api/method/{name}{query}")
            }
            Self::List(doctype, list) => {
                let List { fields, filters, order, most, .. } = list;
                let filters = if filters.is_empty() { String::new() } else { format!(" where {}", json!(filters)) };
                let order = if order.is_empty() { String::new() } else { format!(" by {order}") };
                format!("GET /api/resource/{doctype} {}{filters}{order}, at most {most}", json!(fields))
            }
            Self::Document(doctype, name) => format!("GET /api/resource/{doctype}/{}", one_line(name)),
            Self::Create(doctype, body) => format!("POST /api/resource/{doctype} {body}"),
            Self::Update(doctype, name, body) => format!("PUT /api/resource/{doctype}/{} {body}", one_line(name)),
        }
    }
}

/// What a question names, looked up and known to be names of Frappe's.
pub(super) struct Names<'s> {
    snapshot: &'s Snapshot,
    version: Release,
}

impl<'s> Names<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, version: Release) -> Self {
        Self { snapshot, version }
    }

    /// The doctype's name as the snapshot has it; empty for a position that it does not have.
    pub(super) fn doctype(&self, at: ResourceIx) -> &'s str {
        self.resource(at).map_or("", |resource| resource.key.as_str())
    }

    fn resource(&self, at: ResourceIx) -> Option<&'s Resource> {
        self.snapshot.resources.get(at.index())
    }

    fn operation(&self, op: OpIx) -> Result<&'s str, String> {
        let found = self.snapshot.operations.get(op.index()).map(|operation| operation.name.as_str());
        found.filter(|name| is_field(name)).ok_or_else(|| "that is no permission type of Frappe's".to_owned())
    }

    /// Whether a part of the interface is a report.
    pub(super) fn is_report(&self, at: SurfaceIx) -> bool {
        self.snapshot.surfaces.get(at.index()).is_some_and(|surface| surface.kind == SurfaceKind::DataReport)
    }

    /// Whether an operation is to submit.
    pub(super) fn is_submit(&self, op: usize) -> bool {
        self.snapshot.operations.get(op).is_some_and(|operation| operation.name == "submit")
    }

    /// Whether a field of a doctype is read from its document rather than from a list.
    pub(super) fn reads_document(&self, at: ResourceIx) -> bool {
        CORE.contains(&self.doctype(at)) || self.is_single(at)
    }

    /// Whether more than permission rows may refuse a document to an account: a program of the doctype, or a limit on the
    /// account, which looks at the document's links (15.101).
    pub(super) fn is_narrowed_for(&self, at: ResourceIx, account: &str) -> bool {
        let by_code = self.resource(at).is_some_and(|resource| resource.narrowed_by_code);
        let limited = |user: &User| *user.id == *account;
        let user = self.snapshot.users.iter().position(limited).map(UserIx::new);
        by_code || user.is_some_and(|user| self.snapshot.limits.iter().any(|limit| limit.user == user))
    }

    /// Whether a field shows a mask to whoever may not see its values (16, 17).
    pub(super) fn is_masked(&self, at: ResourceIx, field: &str) -> bool {
        let guard = self.snapshot.field(at, field).and_then(|field| field.guard.as_ref());
        matches!(guard, Some(FieldGuard::Level { masked: true, .. }))
    }

    /// Whether a doctype has one document and no list.
    pub(super) fn is_single(&self, at: ResourceIx) -> bool {
        self.resource(at).is_some_and(|resource| resource.shape == Shape::Single)
    }

    fn is_part(&self, at: ResourceIx) -> bool {
        self.resource(at).is_some_and(|resource| resource.shape == Shape::Parts)
    }

    /// The request that answers a question. A record is its name where it is asked about, and words in a plan.
    pub(super) fn asked(&self, question: &Question<String>) -> Result<Asked<'s>, String> {
        let doctype = question.resource().map_or("User", |at| self.doctype(at));
        if !is_doctype(doctype) {
            return Err("that is no doctype of Frappe's".to_owned());
        }
        if let Some(field) = question.field().filter(|field| !is_field(field)) {
            return Err(format!("`{}` is no field of Frappe's", one_line(field)));
        }
        if let Some(at) = question.resource().filter(|at| self.is_part(*at))
            && !matches!(question, Question::Resource { .. } | Question::Record { .. })
        {
            return Err(format!("`{}` is a part of other documents", self.doctype(at)));
        }
        match question {
            Question::Control | Question::SignIn | Question::SignInWrong => Ok(who_am_i()),
            // 17 says no to everybody: the right is about values, and `has_permission` does not know it.
            Question::Resource { op, .. } | Question::Record { op, .. } if self.operation(*op)? == "mask" => {
                Err("Frappe tells by no request who sees masked values".to_owned())
            }
            Question::Resource { op, .. } => Ok(has_permission(doctype, "", self.operation(*op)?)),
            Question::Record { op, record, .. } => Ok(has_permission(doctype, record, self.operation(*op)?)),
            Question::Attempt { resource, op, record } => self.attempt(*resource, *op, record.as_deref()),
            Question::ReadField { resource, record, .. } if self.reads_document(*resource) => {
                Ok(Asked::Document(doctype, record.clone()))
            }
            Question::ReadField { resource, field, record } => {
                let field = self.field(*resource, field)?;
                let filters = vec![json!(["name", "=", record])];
                Ok(Asked::List(doctype, List { fields: vec!["name", field], filters, most: 1, ..List::default() }))
            }
            Question::WriteField { resource, field, record } => self.written_link(*resource, field, record),
            Question::FilterField { resource, .. } | Question::Anonymous { resource } if self.is_single(*resource) => {
                match question {
                    Question::Anonymous { .. } => Ok(Asked::Document(doctype, doctype.to_owned())),
                    _ => Err(format!("`{doctype}` has one document, which nobody looks for")),
                }
            }
            Question::FilterField { resource, field } => {
                let filters = vec![self.any_value(*resource, field)];
                Ok(Asked::List(doctype, List { fields: vec!["name"], filters, most: 1, ..List::default() }))
            }
            Question::Anonymous { .. } => {
                Ok(Asked::List(doctype, List { fields: vec!["name"], most: 1, ..List::default() }))
            }
            Question::Surface { surface } => {
                let found = self.snapshot.surfaces.get(surface.index());
                match found.map(|surface| (surface.kind, surface.key.clone())) {
                    Some((SurfaceKind::Page, key)) => {
                        Ok(Asked::Method("frappe.desk.desk_page.getpage", vec![("name", key)]))
                    }
                    Some((SurfaceKind::DataReport, key)) => {
                        Ok(Asked::Method("frappe.desk.query_report.get_script", vec![("report_name", key)]))
                    }
                    _ => Err("no request tells whether it is open".to_owned()),
                }
            }
        }
    }

    /// Two links that lead nowhere: one that everybody writes who writes at all, which stops the request in any case, and the
    /// one that is asked about. What may not be written is dropped before the links are followed, and the error names the
    /// links that are left (`validate_higher_perm_levels` and `_validate_links` of `frappe/model/document.py`; no table
    /// changed on 15.101). Of values that are no links nothing is said.
    fn written_link(&self, resource: ResourceIx, name: &str, record: &str) -> Result<Asked<'s>, String> {
        let leads = |field: &Field| {
            let to = field.relation.as_deref().filter(|_| field.field_type == "Link");
            let to = to.and_then(|to| self.snapshot.resources.iter().find(|resource| resource.key == to));
            to.is_some_and(|to| to.shape == Shape::Records)
        };
        let field = self.snapshot.field(resource, name).filter(|field| leads(field)).ok_or_else(|| {
            "Frappe drops what may not be written and saves the rest, so that only of a link to records a harmless request \
             tells whether it is written; for other fields the level is computed"
                .to_owned()
        })?;
        let fields = self.snapshot.fields_of(resource).iter();
        let mut open = fields.filter(|other| {
            other.guard == Some(FieldGuard::Open) && other.name != field.name && is_field(&other.name) && leads(other)
        });
        let stop = open.next().ok_or_else(|| {
            format!(
                "`{}` has no other link that everybody writes, which would stop the request",
                self.doctype(resource)
            )
        })?;
        let body = json!({ &stop.name: SENTINEL, &field.name: FIELD_SENTINEL });
        Ok(Asked::Update(self.doctype(resource), record.to_owned(), body))
    }

    /// A condition on a field that tells nothing about its value, of the field's type: PostgreSQL takes no other.
    fn any_value(&self, resource: ResourceIx, name: &str) -> Value {
        let kind = self.snapshot.field(resource, name).map_or("", |field| field.field_type.as_str());
        match kind {
            "Check" | "Currency" | "Duration" | "Float" | "Int" | "Long Int" | "Percent" | "Rating" => {
                json!([name, "<", 0])
            }
            "Date" | "Datetime" => json!([name, "<", "1900-01-01"]),
            "Time" => json!([name, "<", "00:00:00"]),
            _ => json!([name, "=", SENTINEL]),
        }
    }

    /// The snapshot's own text of a field's name.
    fn field(&self, resource: ResourceIx, name: &str) -> Result<&'s str, String> {
        let found = self.snapshot.field(resource, name);
        found
            .map(|field| field.name.as_str())
            .ok_or_else(|| format!("the snapshot knows no field `{}`", one_line(name)))
    }

    /// Requests that Frappe refuses in any case, after its checks of access: a document cannot be born cancelled, a link
    /// must lead somewhere, and nobody saves over a version that they have not read (`frappe/model/document.py`; the same
    /// 25 tables before and after on 15.101 and 17.0).
    fn attempt(&self, resource: ResourceIx, ix: OpIx, record: Option<&str>) -> Result<Asked<'s>, String> {
        let (doctype, op) = (self.doctype(resource), self.operation(ix)?);
        match (op, record) {
            ("create" | "submit", None) if self.is_single(resource) => {
                Err(format!("of `{doctype}` there is one document and never another"))
            }
            ("write", Some(record)) => Ok(Asked::Update(doctype, record.to_owned(), json!({ "modified": LONG_AGO }))),
            ("create", None) => {
                self.is_checked_first()?;
                Ok(Asked::Create(doctype, json!({ "docstatus": 2 })))
            }
            ("submit", None) => {
                self.is_checked_first()?;
                // Where the account may not write the link, it is dropped before anybody follows it, and the document
                // would be made.
                let amended = self.snapshot.field(resource, "amended_from");
                let closed = self.resource(resource).is_none_or(|resource| resource.closed.has(ix));
                if closed || amended.is_none_or(|field| field.guard != Some(FieldGuard::Open)) {
                    return Err(format!(
                        "`{doctype}` cannot be submitted, or has no field `amended_from` for everybody"
                    ));
                }
                Ok(Asked::Create(doctype, json!({ "docstatus": 1, "amended_from": SENTINEL })))
            }
            _ => Err(format!("no way to try `{op}` on `{doctype}` without side effects is known")),
        }
    }

    fn is_checked_first(&self) -> Result<(), String> {
        match self.version.create_is_checked() {
            CreateIsChecked::First | CreateIsChecked::Unknown => Ok(()),
            CreateIsChecked::Late => Err("this version of Frappe looks at the right to create after what stops the \
                                          request in any case, so everybody gets the same answer"
                .to_owned()),
        }
    }

    /// The request of a lookup.
    pub(super) fn lookup(&self, lookup: &'s Lookup) -> Asked<'s> {
        let list = |at: &ResourceIx, list| Asked::List(self.doctype(*at), list);
        match lookup {
            Lookup::Account { .. } => who_am_i(),
            // A single doctype has one document, of the same name.
            Lookup::Rows { resource, .. } if self.is_single(*resource) => {
                let doctype = self.doctype(*resource);
                Asked::Document(doctype, doctype.to_owned())
            }
            Lookup::Rows { resource, fields, most } => {
                let fields = fields.iter().map(AsRef::as_ref).filter(|field| is_field(field) && *field != "name");
                let fields = std::iter::once("name").chain(fields).collect();
                list(resource, List { fields, order: "creation desc", most: *most, ..List::default() })
            }
            Lookup::Stamps { resource, records, account } => {
                let names: Vec<&str> = records.iter().map(|record| record.0.as_ref()).collect();
                let most = names.len();
                let filters = vec![json!(["name", "in", names]), json!(["modified_by", "=", account])];
                list(resource, List { fields: vec!["name", "modified"], filters, most, ..List::default() })
            }
            Lookup::NewestBy { resource, account } => {
                let filters = vec![json!(["owner", "=", account])];
                let (fields, order) = (vec!["name"], "creation desc");
                list(resource, List { fields, filters, order, most: 1, ..List::default() })
            }
        }
    }
}

/// Whose the secret is; open to everybody who is signed in (`frappe/auth.py`).
fn who_am_i() -> Asked<'static> {
    Asked::Method("frappe.auth.get_logged_user", Vec::new())
}

/// With an empty name the doctype is asked about, with a name that document (`frappe/client.py`).
fn has_permission(doctype: &str, name: &str, op: &str) -> Asked<'static> {
    let arguments = vec![("doctype", doctype.to_owned()), ("docname", name.to_owned()), ("perm_type", op.to_owned())];
    Asked::Method("frappe.client.has_permission", arguments)
}

/// A name of a doctype that can stand in a path.
pub(super) fn is_doctype(text: &str) -> bool {
    !text.is_empty() && text.len() <= 140 && !text.contains(['/', '\\', '?', '#', '\0']) && text != "." && text != ".."
}

/// A name of a field or a permission type.
pub(super) fn is_field(text: &str) -> bool {
    !text.is_empty() && text.len() <= 140 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
