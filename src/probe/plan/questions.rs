//! The questions of one role, the weightiest first.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::judged::{Judged, beyond, within};
use super::{Asker, Designed, Limits, Step};
use crate::access::{Access, Cells, scope::Scopes};
use crate::connect::live::{Live, Question, SecretKind, Which};
use crate::model::{OpIx, Ops, Pattern, RecordScope, ResourceIx, SurfaceIx, Verb};
use crate::probe::unasked::{Unasked, what};
use crate::snapshot::{Domain, FieldGuard, Presence, Snapshot, State, SurfaceKind};

/// How much a question matters: a budget takes away from the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A cell that the design names.
    Cell,
    /// Which records.
    Record,
    /// A designed field.
    Field,
    /// The operation itself.
    Attempt,
    /// Who gets in at all.
    SignIn,
    /// A cell that the design covers without naming it.
    Rest,
}

impl Weight {
    /// Whether a run without the question is not what the design asked for.
    pub(super) fn is_asked_for(self) -> bool {
        matches!(self, Self::Cell | Self::Record | Self::Field)
    }
}

/// What all roles of a plan share.
pub(super) struct Common<'x, 'a> {
    pub(super) access: &'x Access<'a>,
    pub(super) scopes: &'x Scopes<'a>,
    pub(super) live: &'x dyn Live,
    pub(super) limits: &'x Limits,
    /// Whether the computed access rests on everything that it needs.
    sure: bool,
}

impl<'x, 'a> Common<'x, 'a> {
    pub(super) fn of(access: &'x Access<'a>, scopes: &'x Scopes<'a>, live: &'x dyn Live, limits: &'x Limits) -> Self {
        let snapshot = access.snapshot();
        let whole = |domain| snapshot.coverage_of(domain).state == State::Assessed;
        let sure = [Domain::Accounts, Domain::Memberships, Domain::ModelAccess].into_iter().all(whole);
        Self { access, scopes, live, limits, sure }
    }

    /// Whether an operation may be sent in a form that is refused after its checks.
    fn may_attempt(&self, key: &str) -> bool {
        covers(&self.limits.attempts, key) && !self.is_untouched(key)
    }

    /// Whether nothing that could act is ever sent about a resource.
    fn is_untouched(&self, key: &str) -> bool {
        covers(&self.limits.never, key)
    }
}

fn covers(patterns: &[Pattern], key: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(key))
}

/// The questions of one role under way.
pub(super) struct Questions<'c, 'x, 'a> {
    common: &'c Common<'x, 'a>,
    judged: Judged<'x, 'a>,
    asker: &'c Asker,
    /// Already asked as the same account, for another role.
    known: &'c BTreeSet<Question<Which>>,
    pub(super) steps: Vec<(Weight, Step)>,
    pub(super) unasked: Unasked,
}

impl<'c, 'x, 'a> Questions<'c, 'x, 'a> {
    pub(super) fn new(
        common: &'c Common<'x, 'a>,
        judged: Judged<'x, 'a>,
        asker: &'c Asker,
        known: &'c BTreeSet<Question<Which>>,
    ) -> Self {
        Self { common, judged, asker, known, steps: Vec::new(), unasked: Unasked::default() }
    }

    fn snapshot(&self) -> &'a Snapshot {
        self.common.access.snapshot()
    }

    /// Everything that an account in use is asked.
    pub(super) fn all(&mut self) {
        let named = self.judged.by_name();
        for (resource, ops) in named.iter() {
            self.cells(Weight::Cell, resource, ops);
        }
        let snapshot = self.snapshot();
        let resources = (0..snapshot.resources.len()).map(ResourceIx::new);
        let spoken_for = |at: &ResourceIx| self.judged.in_scope(*at) || !named.ops(*at).is_empty();
        let resources: Vec<ResourceIx> = resources.filter(spoken_for).collect();
        for resource in resources.iter().copied().filter(|at| !snapshot.resource(*at).transient) {
            self.records(resource);
            self.attempts(resource, &named);
            self.other_attempts(resource, &named);
        }
        self.fields();
        self.sign_in();
        for resource in resources {
            if !self.judged.in_scope(resource) {
                continue;
            }
            self.cells(Weight::Rest, resource, snapshot.all_ops().without(named.ops(resource)));
        }
        self.surfaces();
        self.steps.sort_by_key(|(weight, _)| *weight);
    }

    /// An account that is switched off must not get in; nothing else is asked as it.
    pub(super) fn switched_off(&mut self) {
        if self.may_sign_in() {
            self.ask(Weight::SignIn, Question::SignIn, Designed::Deny, Some(false));
        }
    }

    fn ask(&mut self, weight: Weight, question: Question<Which>, designed: Designed, predicted: Option<bool>) {
        if self.known.contains(&question) {
            return;
        }
        match self.common.live.words(&question) {
            Ok(_) => self.steps.push((weight, Step { question, designed, predicted })),
            Err(reason) => {
                self.unasked.note(|| what(self.common.access.snapshot(), &question), reason, weight.is_asked_for());
            }
        }
    }

    fn allowed(&self, resource: ResourceIx, op: OpIx) -> bool {
        self.common.access.allowed(self.asker.user, resource, op)
    }

    fn predicted(&self, allowed: bool) -> Option<bool> {
        self.common.sure.then_some(allowed)
    }

    fn cell(&self, resource: ResourceIx, op: OpIx) -> (Designed, Option<bool>) {
        // What the snapshot does not know is asked, and predicted by nobody.
        let known = !self.common.access.of(self.asker.user).unsure_ops(resource).has(op);
        let predicted = self.predicted(self.allowed(resource, op)).filter(|_| known);
        (self.designed(resource, op, predicted), predicted)
    }

    /// What the design says of a resource as a whole. It speaks of what groups give: where single shared records alone let
    /// the ERP say yes, that is told of the shares.
    fn designed(&self, resource: ResourceIx, op: OpIx, predicted: Option<bool>) -> Designed {
        let designed = self.judged.cell(resource, op, predicted);
        let profile = self.common.access.of(self.asker.user);
        let by_share = !profile.cells.has(resource, op) && profile.shared_ops(resource).has(op);
        if by_share && designed == Designed::Deny { Designed::Silent } else { designed }
    }

    fn scope(&self, resource: ResourceIx, op: OpIx) -> RecordScope {
        self.common.scopes.of_user(self.common.access, self.asker.user, resource, op).scope
    }

    /// Whether the account may do it on any record, be it on its own records or on those shared with it.
    fn reaches(&self, resource: ResourceIx, op: OpIx) -> bool {
        let profile = self.common.access.of(self.asker.user);
        let by_rows = profile.cells.ops(resource).with(profile.shared_ops(resource));
        by_rows.has(op) || self.allowed(resource, op)
    }

    fn cells(&mut self, weight: Weight, resource: ResourceIx, ops: Ops) {
        for op in ops.iter() {
            let (designed, predicted) = self.cell(resource, op);
            self.ask(weight, Question::Resource { resource, op }, designed, predicted);
        }
    }

    /// One record that the account should reach and one that it should not, by each operation that it has.
    fn records(&mut self, resource: ResourceIx) {
        let snapshot = self.snapshot();
        let verbs = [Verb::Read, Verb::Write, Verb::Delete].map(|verb| snapshot.ops_of(verb));
        let ops = verbs.into_iter().fold(Ops::NONE, Ops::with);
        for op in ops.iter().filter(|op| self.reaches(resource, *op)).collect::<Vec<_>>() {
            let scope = self.scope(resource, op);
            let open = matches!(scope, RecordScope::All | RecordScope::Unknown);
            if open && !self.judged.narrows(resource) {
                continue;
            }
            self.each_record(resource, op, scope, Weight::Record, |record| Question::Record { resource, op, record });
        }
    }

    /// The same question about a record within and one beyond reach, where there can be one.
    fn each_record(
        &mut self,
        resource: ResourceIx,
        op: OpIx,
        scope: RecordScope,
        weight: Weight,
        question: impl Fn(Which) -> Question<Which>,
    ) {
        let predicted = self.predicted(self.reaches(resource, op));
        let (cell, whole) = (self.judged.cell(resource, op, predicted), self.designed(resource, op, predicted));
        let designed = self.judged.records(resource, op);
        if scope != RecordScope::None {
            self.ask(weight, question(Which::Within), within(whole, designed, scope), predicted);
        }
        if scope != RecordScope::All {
            self.ask(weight, question(Which::Beyond), beyond(cell, designed, scope), self.predicted(false));
        } else if designed.is_some_and(|designed| designed < RecordScope::All) {
            let what = || format!("{} beyond reach", what(self.common.access.snapshot(), &question(Which::Beyond)));
            self.unasked.note(what, "the record rules keep no record from the account".to_owned(), false);
        }
    }

    /// The operation itself on what the design names, and on what the account can change.
    fn attempts(&mut self, resource: ResourceIx, named: &Cells) {
        let snapshot = self.snapshot();
        let (write, create) = (snapshot.ops_of(Verb::Write), snapshot.ops_of(Verb::Create));
        for op in write.with(create).iter() {
            let (designed, predicted) = self.cell(resource, op);
            let allowed = if create.has(op) { self.allowed(resource, op) } else { self.reaches(resource, op) };
            // Where an answer has to be calibrated, it takes an account that is refused.
            if !(allowed || named.has(resource, op) || (create.has(op) && self.common.live.needs_calibration(op))) {
                continue;
            }
            if !self.common.may_attempt(&snapshot.resource(resource).key) {
                let reason = "`attempts` does not cover it or `never` does: only the ERP's own answer is asked for";
                let what =
                    || format!("an attempt to {} on {}", snapshot.operation(op).name, snapshot.resource(resource).key);
                self.unasked.note(what, reason.to_owned(), false);
            } else if create.has(op) || !self.common.live.attempts_name_records() {
                self.ask(Weight::Attempt, Question::Attempt { resource, op, record: None }, designed, predicted);
            } else if allowed {
                let attempt = |record| Question::Attempt { resource, op, record: Some(record) };
                self.each_record(resource, op, self.scope(resource, op), Weight::Attempt, attempt);
            } else {
                let record = Some(Which::Beyond);
                self.ask(Weight::Attempt, Question::Attempt { resource, op, record }, designed, predicted);
            }
        }
    }

    /// Other operations, by making a record on which they would be done at once: what may not be created tells nothing of
    /// them. Few ERPs have a harmless request for any.
    fn other_attempts(&mut self, resource: ResourceIx, named: &Cells) {
        let snapshot = self.snapshot();
        let creates = snapshot.ops_of(Verb::Create).iter().all(|op| self.allowed(resource, op));
        for op in snapshot.ops_of(Verb::Other).iter() {
            let question = Question::Attempt { resource, op, record: None };
            let wanted =
                self.allowed(resource, op) || named.has(resource, op) || self.common.live.needs_calibration(op);
            let possible = || self.common.live.words(&question).is_ok();
            if !(wanted && self.common.may_attempt(&snapshot.resource(resource).key) && possible()) {
                continue;
            }
            let (designed, _) = self.cell(resource, op);
            let designed = if creates { designed } else { Designed::Silent };
            self.ask(Weight::Attempt, question, designed, self.predicted(creates && self.allowed(resource, op)));
        }
    }

    /// Whether the ERP looks for records by a field that it does not show to the account.
    fn filter(&mut self, resource: ResourceIx, field: &Arc<str>) {
        let read = self.snapshot().ops_of(Verb::Read).iter().next();
        let reads = read.is_some_and(|read| self.allowed(resource, read));
        if let Some(leaks) = self.common.live.filters_leak()
            && reads
            && self.sees(resource, field) == Some(false)
        {
            // Of a field that is shown without its values nobody has looked.
            let guard = self.snapshot().field(resource, field).and_then(|field| field.guard.as_ref());
            let masked = matches!(guard, Some(FieldGuard::Level { masked: true, .. }));
            let question = Question::FilterField { resource, field: field.clone() };
            self.ask(Weight::Attempt, question, Designed::Silent, self.predicted(leaks).filter(|_| !masked));
        }
    }

    /// Fields that the design names, on a record that the account reaches.
    fn fields(&mut self) {
        let snapshot = self.snapshot();
        let (read, write) = (snapshot.ops_of(Verb::Read), snapshot.ops_of(Verb::Write));
        for ((resource, name), designed) in self.judged.fields() {
            let field: Arc<str> = name.into();
            self.filter(resource, &field);
            for op in read.with(write).iter() {
                let (field, record) = (field.clone(), Which::Within);
                let question = if read.has(op) {
                    Question::ReadField { resource, field, record }
                } else {
                    Question::WriteField { resource, field, record }
                };
                let refused = if !self.reaches(resource, op) {
                    Some("the account has no such access to the resource at all, which is asked by itself")
                } else if write.has(op) && !self.common.may_attempt(&snapshot.resource(resource).key) {
                    Some("`attempts` does not cover the resource or `never` does")
                } else {
                    None
                };
                let designed = if designed.has(op) { Designed::Allow } else { Designed::Deny };
                match refused {
                    Some(reason) => self.unasked.note(|| what(snapshot, &question), reason.to_owned(), false),
                    None if read.has(op) => self.ask(Weight::Field, question, designed, self.sees(resource, name)),
                    None => self.ask_to_write(question, designed, self.changes(resource, name)),
                }
            }
        }
    }

    /// The writing of a field. Where no harmless request is known, and what it would tell is computed, the run is whole
    /// without it.
    fn ask_to_write(&mut self, question: Question<Which>, designed: Designed, predicted: Option<bool>) {
        match self.common.live.words(&question) {
            Err(reason) if predicted.is_some() => {
                self.unasked.note(|| what(self.common.access.snapshot(), &question), reason, false);
            }
            _ => self.ask(Weight::Field, question, designed, predicted),
        }
    }

    /// Whether the account sees a field, where that is known.
    fn sees(&self, resource: ResourceIx, field: &str) -> Option<bool> {
        let field = self.snapshot().field(resource, field)?;
        self.common.access.sees(self.asker.user, field)
    }

    /// Whether the account may change a field, where that is known.
    fn changes(&self, resource: ResourceIx, field: &str) -> Option<bool> {
        let field = self.snapshot().field(resource, field)?;
        self.common.access.changes(self.asker.user, field)
    }

    /// Pages and reports that the server gives to certain groups alone.
    fn surfaces(&mut self) {
        let (snapshot, access) = (self.snapshot(), self.common.access);
        let sure = snapshot.coverage_of(Domain::Surfaces).state == State::Assessed;
        let needed = self.common.live.reports_need();
        for (at, surface) in snapshot.surfaces.iter().enumerate() {
            let question = Question::Surface { surface: SurfaceIx::new(at) };
            let Some(open) = access.opens(self.asker.user, surface) else { continue };
            if self.common.live.words(&question).is_err() {
                continue;
            }
            // A page or a report only shows; a button is the program of its resource.
            if let (SurfaceKind::Button, Some(resource)) = (surface.kind, surface.resource)
                && !self.common.may_attempt(&snapshot.resource(resource).key)
            {
                let reason = "nothing that could act is sent about its resource".to_owned();
                self.unasked.note(|| what(snapshot, &question), reason, false);
                continue;
            }
            let needed = surface.resource.zip(needed).filter(|_| surface.kind == SurfaceKind::DataReport);
            let open = open && needed.is_none_or(|(resource, op)| self.allowed(resource, op));
            self.ask(Weight::Rest, question, Designed::Silent, self.predicted(open).filter(|_| sure));
        }
    }

    fn may_sign_in(&mut self) -> bool {
        if !self.common.limits.sign_in {
            return false;
        }
        let factor = self.snapshot().user(self.asker.user).second_factor;
        let risky = self.asker.kind == SecretKind::Password && factor != Presence::Absent;
        if risky {
            let reason = "nobody knows whether the account has a second factor, and a sign-in with a password alone would \
                          alarm its owner; give a key instead";
            self.unasked.note(|| "signing in".to_owned(), reason.to_owned(), false);
        }
        !risky
    }

    fn sign_in(&mut self) {
        if self.may_sign_in() {
            self.ask(Weight::SignIn, Question::SignIn, Designed::Allow, Some(true));
            self.ask(Weight::SignIn, Question::SignInWrong, Designed::Deny, Some(false));
        }
    }

    /// Reading without any login what roles must not reach; the same for every role.
    pub(super) fn anonymous(&mut self, resources: &[ResourceIx]) {
        for resource in resources {
            self.ask(Weight::SignIn, Question::Anonymous { resource: *resource }, Designed::Deny, Some(false));
        }
    }
}
