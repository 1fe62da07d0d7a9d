//! A plan as people read it before anything is sent.

use std::collections::BTreeSet;

use secrecy::SecretString;

use super::{Designed, Plan, RolePlan};
use crate::access::{Access, scope::Scopes};
use crate::compare::Design;
use crate::connect::live::{Live, Login, Lookup, Question, RecordId, SecretKind};
use crate::probe::lookups::{Lookups, Scout, scouts};

/// One request of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'p> {
    /// The role.
    pub role: &'p str,
    /// Who asks.
    pub login: &'p str,
    /// One-based, by role; lookups have none.
    pub number: Option<usize>,
    /// What is sent.
    pub words: String,
    /// What the design says; lookups are silent.
    pub designed: Designed,
    /// What the computed access says.
    pub predicted: Option<bool>,
}

impl Row<'_> {
    /// The expected answer: the design's, where it speaks, else the computed one.
    pub fn expected(&self) -> Option<bool> {
        self.designed.allowed().or(self.predicted)
    }
}

/// A session that a run would open, and close at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow<'p> {
    /// Whose.
    pub login: &'p str,
    /// What is sent to open it.
    pub opens: String,
    /// What is sent to close it.
    pub closes: String,
}

/// A plan in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Roles that are asked.
    pub roles: usize,
    /// Questions.
    pub questions: usize,
    /// Lookups, those that look again among them; one more for each login that must be asked in another's place.
    pub lookups: usize,
    /// What is left behind in the ERP although nothing is changed.
    pub traces: BTreeSet<&'static str>,
}

impl Plan {
    /// Every request, role by role: the lookups, then the questions. `auditor` is the login that looks records up, where
    /// there is one.
    pub fn rows<'p>(
        &'p self,
        design: &'p Design<'_>,
        access: &'p Access<'_>,
        scopes: &'p Scopes<'_>,
        live: &'p dyn Live,
        auditor: Option<&'p str>,
    ) -> impl Iterator<Item = Row<'p>> {
        self.roles.iter().enumerate().flat_map(move |(at, plan)| {
            let role = design.role(plan.role).name();
            let account = &access.snapshot().user(plan.asker.user).id;
            let looks = self.lookups(at, plan, access, scopes, live, auditor).into_iter();
            let looks = looks.map(move |(login, lookup)| {
                let (designed, predicted) = (Designed::Silent, None);
                Row { role, login, number: None, words: words(live, &lookup, account), designed, predicted }
            });
            let questions = plan.steps.iter().zip(1..).map(move |(step, number)| Row {
                role,
                login: &plan.asker.login,
                number: Some(number),
                words: live.words(&step.question).unwrap_or_else(|reason| reason),
                designed: step.designed,
                predicted: step.predicted,
            });
            looks.chain(questions)
        })
    }

    /// The sessions that it needs, one an account. `auditor` is the login that looks records up, with what its secret is.
    pub fn sessions<'p>(
        &'p self,
        access: &Access<'_>,
        live: &dyn Live,
        auditor: Option<(&'p str, SecretKind)>,
    ) -> Vec<SessionRow<'p>> {
        let usual = self.roles.iter().filter(|plan| plan.asks_as_usual());
        let askers = usual.map(|plan| (plan.asker.login.as_ref(), plan.asker.kind));
        let mut seen = BTreeSet::new();
        let row = |(name, kind): (&'p str, SecretKind)| {
            let id = access.snapshot().users.iter().find(|user| user.login().eq_ignore_ascii_case(name));
            let id = id.map_or(name, |user| &user.id).into();
            let login = Login { name: name.into(), id, secret: SecretString::default(), kind, session: None };
            let opens = live.opens(&login)?.words;
            let open = Login { session: Some(SecretString::default()), ..login };
            let closes = live.closing_words(&open).unwrap_or_default();
            seen.insert(name.to_lowercase()).then_some(SessionRow { login: name, opens, closes })
        };
        auditor.into_iter().chain(askers).filter_map(row).collect()
    }

    /// The plan in numbers.
    pub fn summary(&self, access: &Access<'_>, scopes: &Scopes<'_>, live: &dyn Live) -> Summary {
        let lookups = |(at, plan)| self.lookups(at, plan, access, scopes, live, None).len();
        let steps = self.roles.iter().flat_map(|role| &role.steps);
        let sessions = self.sessions(access, live, None);
        let of_sessions = if sessions.is_empty() { &[][..] } else { live.session_traces() };
        Summary {
            roles: self.roles.len(),
            questions: self.questions(),
            lookups: self.roles.iter().enumerate().map(lookups).sum(),
            traces: steps.flat_map(|step| live.traces(&step.question)).chain(of_sessions).copied().collect(),
        }
    }

    /// Who looks up what for a role. Records are chosen later, so what is looked at again is told without their ids.
    fn lookups<'p>(
        &'p self,
        at: usize,
        plan: &'p RolePlan,
        access: &Access<'_>,
        scopes: &Scopes<'_>,
        live: &dyn Live,
        auditor: Option<&'p str>,
    ) -> Vec<(&'p str, Lookup)> {
        let needed = Lookups::of(plan, access, scopes, live);
        let account: Box<str> = access.snapshot().user(plan.asker.user).id.clone();
        let scout = |resource| {
            let scouts = scouts(self, access, scopes, resource, at).into_iter();
            let mut logins = scouts.filter_map(|scout| match scout {
                Scout::Auditor => auditor,
                Scout::Role(at) => self.roles.get(at).map(|role| role.asker.login.as_ref()),
            });
            logins.next().unwrap_or(&plan.asker.login)
        };
        let own = needed.account.then(|| (plan.asker.login.as_ref(), Lookup::Account { account: account.clone() }));
        let rows = needed.rows.iter().map(|(at, fields)| (scout(*at), Lookups::rows(*at, fields)));
        let again = needed.written.iter().map(|at| {
            let records = vec![RecordId("<the records asked about>".into())];
            (scout(*at), Lookup::Stamps { resource: *at, records, account: account.clone() })
        });
        let newest =
            needed.created.iter().map(|at| (scout(*at), Lookup::NewestBy { resource: *at, account: account.clone() }));
        let again: Vec<_> = again.chain(newest).collect();
        // Before and after.
        let all = own.into_iter().chain(rows).chain(again.clone()).chain(again);
        all.filter(|(_, lookup)| live.looks(lookup).is_ok()).collect()
    }
}

/// The words of a lookup about an account, which no secret takes part in.
fn words(live: &dyn Live, lookup: &Lookup, account: &str) -> String {
    let login = Login {
        name: account.into(),
        id: account.into(),
        secret: SecretString::default(),
        kind: SecretKind::Key,
        session: None,
    };
    live.lookup_words(lookup, &login).unwrap_or_default()
}

impl RolePlan {
    /// Whether it begins with the control, as for every account that may get in.
    pub(in crate::probe) fn asks_as_usual(&self) -> bool {
        self.steps.first().is_some_and(|step| step.question == Question::Control)
    }
}
