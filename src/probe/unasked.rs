//! What is not asked, put together by its reason, so that a thousand of one kind are one line.

use std::collections::BTreeMap;

use super::Unprobed;
use crate::connect::live::Question;
use crate::snapshot::Snapshot;

/// Things that one role is not asked: by reason, the first of them and how many.
#[derive(Debug, Default)]
pub(super) struct Unasked {
    by_reason: BTreeMap<(String, bool), (String, usize)>,
}

impl Unasked {
    /// Notes one thing; `what` is told for the first of its reason.
    pub(super) fn note(&mut self, what: impl FnOnce() -> String, reason: String, asked_for: bool) {
        self.by_reason.entry((reason, asked_for)).or_insert_with(|| (what(), 0)).1 += 1;
    }

    /// One line for each reason.
    pub(super) fn of_role(self, role: u32) -> impl Iterator<Item = Unprobed> {
        self.by_reason.into_iter().map(move |((reason, asked_for), (first, count))| {
            let what = if count == 1 { first } else { format!("{first} and {} more", count - 1) };
            Unprobed { role: Some(role), what, reason, asked_for }
        })
    }
}

/// A question in a reader's words, such as `write on sale.order`.
pub(super) fn what<R>(snapshot: &Snapshot, question: &Question<R>) -> String {
    let resource = question.resource().map(|at| snapshot.resource(at).key.as_str()).unwrap_or_default();
    let op = question.op().map(|at| snapshot.operation(at).name.as_str()).unwrap_or_default();
    match question {
        Question::Control => "the control".to_owned(),
        Question::Resource { .. } => format!("{op} on {resource}"),
        Question::Record { .. } => format!("{op} on a record of {resource}"),
        Question::Attempt { .. } => format!("an attempt to {op} on {resource}"),
        Question::ReadField { field, .. } => format!("reading {resource}.{field}"),
        Question::WriteField { field, .. } => format!("writing {resource}.{field}"),
        Question::SignIn => "signing in".to_owned(),
        Question::SignInWrong => "signing in with a wrong secret".to_owned(),
        Question::Anonymous { .. } => format!("reading {resource} without a login"),
        Question::FilterField { field, .. } => format!("looking for {resource} by {field}"),
        Question::Surface { surface } => {
            let key = snapshot.surfaces.get(surface.index()).map(|surface| surface.key.as_str()).unwrap_or_default();
            format!("opening {key}")
        }
    }
}
