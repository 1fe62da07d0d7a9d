//! Probes as they might have gone, question by question.

use rolecall::connect::live::{Observed, Question, RecordId, SecretKind};
use rolecall::model::{OpIx, ResourceIx, SurfaceIx, UserIx};
use rolecall::probe::bearer::{Attempt, BearerCell};
use rolecall::probe::{Asker, Cell, Change, Designed, Probed, RoleOutcome, RoleRun, Unprobed};
use rolecall::snapshot::Snapshot;

/// A probe in the making; questions are asked as the last role that was named.
pub(crate) struct Probe<'s> {
    snapshot: &'s Snapshot,
    pub(crate) done: Probed,
}

/// Yes.
pub(crate) const YES: Observed = Observed::ALLOWED;
/// No.
pub(crate) const NO: Observed = Observed::DENIED;

/// The roles of the shop by their position in its map.
const ROLES: [&str; 5] = ["clerk", "seller", "manager", "storekeeper", "customer"];

impl<'s> Probe<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Self {
        let traces = vec!["one line in the sign-in log for each sign-in"];
        Self { snapshot, done: Probed { traces, ..Probed::default() } }
    }

    /// Asks as a role from here on.
    pub(crate) fn role(&mut self, role: &str, login: &str) -> &mut Self {
        let user = self.snapshot.users.iter().position(|user| user.login() == login).unwrap();
        let asker = Asker { login: login.into(), user: UserIx::new(user), kind: SecretKind::Key };
        let at = ROLES.iter().position(|known| *known == role).unwrap();
        let role =
            RoleRun { role: u32::try_from(at).unwrap(), name: role.to_owned(), asker, outcome: RoleOutcome::Done };
        self.done.roles.push(role);
        self.ask(Question::Control, "the control".to_owned(), (Designed::Allow, Some(true)), YES)
    }

    /// Ends the role in another way.
    pub(crate) fn ends(&mut self, outcome: RoleOutcome) -> &mut Self {
        self.done.roles.last_mut().unwrap().outcome = outcome;
        self
    }

    /// Whether the operation is allowed at all: what design and computed access say, and what the system did.
    pub(crate) fn may(
        &mut self,
        op: &str,
        model: &str,
        said: (Designed, Option<bool>),
        observed: Observed,
    ) -> &mut Self {
        let question = Question::Resource { resource: self.model(model), op: self.op(op) };
        self.ask(question, format!("has_access([], '{op}') on {model}"), said, observed)
    }

    /// The same on one record.
    pub(crate) fn may_on(
        &mut self,
        record: &str,
        op: &str,
        model: &str,
        said: (Designed, Option<bool>),
        observed: Observed,
    ) -> &mut Self {
        let question =
            Question::Record { resource: self.model(model), op: self.op(op), record: RecordId(record.into()) };
        self.ask(question, format!("has_access([{record}], '{op}') on {model}"), said, observed)
    }

    /// The operation itself on one record.
    pub(crate) fn attempt(
        &mut self,
        record: &str,
        op: &str,
        model: &str,
        said: (Designed, Option<bool>),
        observed: Observed,
    ) -> &mut Self {
        let question =
            Question::Attempt { resource: self.model(model), op: self.op(op), record: Some(RecordId(record.into())) };
        self.ask(question, format!("{op}([{record}], {{'zz': 1}}) on {model}"), said, observed)
    }

    /// Whether a field of record 7 is readable.
    pub(crate) fn reads(
        &mut self,
        field: &str,
        model: &str,
        said: (Designed, Option<bool>),
        observed: Observed,
    ) -> &mut Self {
        let question =
            Question::ReadField { resource: self.model(model), field: field.into(), record: RecordId("7".into()) };
        self.ask(question, format!("read([7], ['{field}']) on {model}"), said, observed)
    }

    /// Signing in with the right or with a wrong secret.
    pub(crate) fn signs_in(&mut self, wrong: bool, designed: Designed, observed: Observed) -> &mut Self {
        let question = if wrong { Question::SignInWrong } else { Question::SignIn };
        self.ask(question, "login".to_owned(), (designed, designed.allowed()), observed)
    }

    /// A page or report, by its position.
    pub(crate) fn page(&mut self, at: usize, predicted: Option<bool>, observed: Observed) -> &mut Self {
        let question = Question::Surface { surface: SurfaceIx::new(at) };
        self.ask(question, format!("GET page {at}"), (Designed::Silent, predicted), observed)
    }

    /// Reading without any login.
    pub(crate) fn anonymous(&mut self, model: &str, said: (Designed, Option<bool>), observed: Observed) -> &mut Self {
        let question = Question::Anonymous { resource: self.model(model) };
        self.ask(question, format!("search_count on {model} without a login"), said, observed)
    }

    /// A record that changed all the same.
    pub(crate) fn changed(&mut self, model: &str, record: &str, what: &str) -> &mut Self {
        let run = u32::try_from(self.done.roles.len() - 1).unwrap();
        let (resource, record) = (self.model(model), RecordId(record.into()));
        self.done.changes.push(Change { run, resource, record, what: what.to_owned() });
        self
    }

    /// Something that is not asked of the last role.
    pub(crate) fn leaves_out(&mut self, what: &str, reason: &str, asked_for: bool) -> &mut Self {
        let role = self.done.roles.last().map(|run| run.role);
        self.done.unprobed.push(Unprobed { role, what: what.to_owned(), reason: reason.to_owned(), asked_for });
        self
    }

    /// What an API made of a good token, shown first and last, and of another one between.
    pub(crate) fn shown(&mut self, control: Observed, attempt: Attempt, observed: Observed) -> &mut Self {
        let cells = [(Attempt::Good, control.clone()), (attempt, observed), (Attempt::GoodAgain, control)];
        self.done.bearer.extend(cells.map(|(attempt, observed)| BearerCell {
            path: "/api/v1/me".into(),
            attempt,
            observed,
            sent: Some(("2026-01-01T00:00:00.000Z".into(), 12)),
        }));
        self
    }

    fn ask(
        &mut self,
        question: Question<RecordId>,
        words: String,
        (designed, predicted): (Designed, Option<bool>),
        observed: Observed,
    ) -> &mut Self {
        let run = u32::try_from(self.done.roles.len() - 1).unwrap();
        let at = "2026-01-01T00:00:00.000Z".into();
        let cell = Cell { run, question, words: words.into(), designed, predicted, observed, at, latency: 12 };
        self.done.cells.push(cell);
        self.done.requests += 1;
        self
    }

    fn model(&self, key: &str) -> ResourceIx {
        ResourceIx::new(self.snapshot.resources.iter().position(|found| found.key == key).unwrap())
    }

    fn op(&self, name: &str) -> OpIx {
        OpIx::new(self.snapshot.operations.iter().position(|found| found.name == name).unwrap())
    }
}
