//! Which request of the manifest answers which question, and what fills it.

use super::manifest::{Endpoint, List, Manifest, Part};
use super::template::Place;
use super::variables::Values;
use crate::connect::live::{Lookup, Question};
use crate::model::{OpIx, Pattern, ResourceIx, UserIx, Verb};
use crate::snapshot::Snapshot;

/// The questions of a snapshot, as a manifest asks them.
pub(super) struct Names<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) manifest: &'s Manifest,
    pub(super) database: String,
    /// Resources to which nothing is sent that could change anything.
    pub(super) never: Vec<Pattern>,
}

/// The request of a part, or why the manifest asks nothing there.
fn asked(part: &Part) -> Result<&Endpoint, String> {
    part.as_ref().map_err(|reason| format!("not probed by the manifest: {reason}"))
}

impl<'s> Names<'s> {
    fn resource(&self, at: ResourceIx) -> &'s str {
        self.snapshot.resources.get(at.index()).map_or("", |resource| resource.key.as_str())
    }

    fn op(&self, at: OpIx) -> &'s str {
        self.snapshot.operations.get(at.index()).map_or("", |operation| operation.name.as_str())
    }

    /// The operation that a request asks about, before its words: several may be asked by the same one.
    pub(super) fn of<R>(&self, question: &Question<R>) -> String {
        question.op().map(|op| format!("{}: ", self.op(op))).unwrap_or_default()
    }

    /// Whether more than rows may refuse a new record to an account: a program of the resource, or a limit on the account.
    pub(super) fn is_narrowed_for(&self, at: ResourceIx, account: &str) -> bool {
        let by_code = self.snapshot.resources.get(at.index()).is_some_and(|resource| resource.narrowed_by_code);
        let user = self.snapshot.users.iter().position(|user| *user.id == *account).map(UserIx::new);
        by_code || user.is_some_and(|user| self.snapshot.limits.iter().any(|limit| limit.user == user))
    }

    /// What is known whatever is asked.
    pub(super) fn always(&self) -> Values<'_> {
        Values { database: Some(&self.database), ..Values::default() }
    }

    /// What is known of a resource.
    fn of_resource(&self, at: ResourceIx) -> Values<'_> {
        let resource = self.resource(at);
        let of = self.manifest.resources.get(resource);
        let derived = || {
            let values = Values { resource: Some(resource), ..Values::default() };
            self.manifest.path.as_ref()?.fill(&values, Place::Path).ok()
        };
        let path = of.and_then(|of| of.path.clone()).or_else(derived);
        Values { resource: Some(resource), path, ..self.always() }
    }

    /// What fills the request of a question; a record is named by its id, or by words in a plan.
    pub(super) fn values<'q, R: ToString>(&'q self, question: &'q Question<R>) -> Values<'q> {
        let values = question.resource().map_or_else(|| self.always(), |at| self.of_resource(at));
        let read = || self.snapshot.ops_of(Verb::Read).iter().next();
        let op = match question {
            Question::Anonymous { .. } => read(),
            question => question.op(),
        };
        let op = op.map(|op| self.op(op));
        let id = question.record().map(ToString::to_string);
        Values { op, id, field: question.field().map(AsRef::as_ref), ..values }
    }

    /// The request that answers a question, or why there is none.
    pub(super) fn endpoint<R>(&self, question: &Question<R>) -> Result<&'s Endpoint, String> {
        let found = match question {
            Question::Control | Question::SignIn | Question::SignInWrong => return Ok(&self.manifest.control.endpoint),
            Question::Surface { .. } => return Err("a probe manifest knows no pages and reports".to_owned()),
            Question::FilterField { .. } => return Err("a probe manifest does not ask this".to_owned()),
            Question::Resource { resource, op } => self.of_operation(*resource, *op, "resource")?,
            Question::Record { resource, op, .. } => self.of_operation(*resource, *op, "record")?,
            Question::Attempt { resource, op, .. } => self.of_operation(*resource, *op, "attempt")?,
            Question::ReadField { resource, .. } => self.of_fields(*resource, "read")?,
            Question::WriteField { resource, .. } => self.of_fields(*resource, "write")?,
            Question::Anonymous { resource } => {
                let read = self.snapshot.ops_of(Verb::Read).iter().next();
                self.of_operation(*resource, read.ok_or("the system knows no reading")?, "resource")?
            }
        };
        let never = |at| self.never.iter().any(|pattern| pattern.matches(self.resource(at)));
        if found.acts() && question.resource().is_some_and(never) {
            return Err(
                "`never` covers the resource, and the request would act on it if it were not harmless".to_owned()
            );
        }
        Ok(found)
    }

    fn of_operation(&self, resource: ResourceIx, op: OpIx, part: &str) -> Result<&'s Endpoint, String> {
        let of = self.manifest.resources.get(self.resource(resource));
        if let Some(reason) = of.and_then(|of| of.not_probed.as_ref()) {
            return Err(format!("not probed by the manifest: {reason}"));
        }
        let name = self.op(op);
        let general = self.manifest.operations.get(name);
        let own = of.and_then(|of| of.operations.get(name));
        for operation in own.into_iter().chain(general) {
            if let Some(reason) = &operation.not_probed {
                return Err(format!("not probed by the manifest: {reason}"));
            }
            let found = match part {
                "resource" => &operation.resource,
                "record" => &operation.record,
                _ => &operation.attempt,
            };
            if let Some(found) = found {
                return asked(found);
            }
        }
        Err(format!("the manifest has no request `{part}` for the operation `{name}`"))
    }

    fn of_fields(&self, resource: ResourceIx, part: &str) -> Result<&'s Endpoint, String> {
        let of = self.manifest.resources.get(self.resource(resource));
        if let Some(reason) = of.and_then(|of| of.not_probed.as_ref()) {
            return Err(format!("not probed by the manifest: {reason}"));
        }
        let fields = of.map(|of| &of.fields).into_iter().chain([&self.manifest.fields]);
        let mut found =
            fields.filter_map(|fields| if part == "read" { fields.read.as_ref() } else { fields.write.as_ref() });
        found.next().map_or_else(|| Err(format!("the manifest has no request to {part} a field")), asked)
    }

    /// The list that answers a lookup, and what fills its request; or why there is none.
    pub(super) fn list<'q>(&'q self, lookup: &'q Lookup) -> Result<(&'s List, Values<'q>), String> {
        let records = &self.manifest.records;
        let (list, name, values) = match lookup {
            Lookup::Account { .. } => {
                return Err("the manifest does not tell more of an account than its id".to_owned());
            }
            Lookup::Rows { resource, fields, most } => {
                let fields = fields.iter().map(ToString::to_string).collect();
                (&records.list, "list", Values { fields, most: Some(*most), ..self.of_resource(*resource) })
            }
            Lookup::Stamps { resource, records: wanted, account } => {
                let ids = wanted.iter().map(ToString::to_string).collect();
                let values = Values { ids, account: Some(account), ..self.of_resource(*resource) };
                (&records.written, "written", Values { most: Some(wanted.len()), ..values })
            }
            Lookup::NewestBy { resource, account } => {
                let values = Values { account: Some(account), ..self.of_resource(*resource) };
                (&records.made, "made", Values { most: Some(1), ..values })
            }
        };
        let list = list.as_ref().ok_or_else(|| format!("the manifest has no `{name}` under `records`"))?;
        Ok((list, values))
    }
}
