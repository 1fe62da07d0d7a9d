//! Looking things up during a run: records to ask about, and what they show before and after.

use std::collections::BTreeMap;

use super::again::{Seen, Touched};
use super::lookups::{Lookups, Scout, doubt_links, scouts};
use super::records::Records;
use super::send::{Asking, Run, Sent};
use super::unasked::what;
use super::who;
use crate::access::Who;
use crate::connect::live::{LiveRow, Login, Lookup, Question, RecordId};
use crate::model::ResourceIx;

impl<'x> Run<'x, '_> {
    /// Questions about real records, and what they go near to changing.
    pub(super) async fn resolve(&mut self, asking: &mut Asking<'_>) -> (Vec<(usize, Question<RecordId>)>, Touched) {
        let mut records = self.records(asking).await;
        let (mut questions, mut touched) = (Vec::with_capacity(asking.plan.steps.len()), Touched::default());
        let aside =
            |question: &Question<_>| matches!(question, Question::Control | Question::SignIn | Question::SignInWrong);
        let steps = asking.plan.steps.iter().enumerate();
        for (at, step) in steps.filter(|(_, step)| !aside(&step.question)) {
            if self.stopped {
                break;
            }
            let resolved = if self.wire.live.shows_records() && step.question.field().is_some() {
                // Whichever record the account is shown.
                step.question.about(|_| Some(RecordId("".into()))).ok_or_else(|| "it names no record".to_owned())
            } else {
                records.resolve(&step.question)
            };
            match resolved {
                Ok(question) => {
                    touched.note(&question, self.wire.live.goes_near(&step.question), self.access.snapshot());
                    questions.push((at, question));
                }
                Err(reason) => {
                    let asked_for = asking.is_designed(&step.question);
                    asking.unasked.note(|| what(self.access.snapshot(), &step.question), reason, asked_for);
                    asking.settled += 1;
                    self.done += 1;
                }
            }
        }
        for resource in touched.unnamed() {
            match records.rows.get(&resource) {
                Some(Ok(rows)) => touched.note_newest(resource, rows),
                Some(Err(reason)) => {
                    let what = || format!("looking again at {}", self.access.snapshot().resource(resource).key);
                    asking.unasked.note(what, reason.clone(), true);
                }
                None => {}
            }
        }
        (questions, touched)
    }

    /// Looks up the records to choose from.
    async fn records(&mut self, asking: &Asking<'_>) -> Records<'x, 'x> {
        let lookups = Lookups::of(asking.plan, self.access, self.scopes, self.wire.live);
        let who = if lookups.account {
            self.who(asking).await
        } else {
            who::known(self.access.snapshot(), asking.plan.asker.user)
        };
        let mut rows = BTreeMap::new();
        for (resource, fields) in &lookups.rows {
            let found = self.look_as_scout(asking, *resource, &Lookups::rows(*resource, fields)).await;
            rows.insert(*resource, found);
        }
        let chosen = BTreeMap::new();
        Records { access: self.access, scopes: self.scopes, user: asking.plan.asker.user, who, rows, chosen }
    }

    /// What record rules may ask about the account. Not every account may read all of that of itself: Odoo's portal users may
    /// not.
    async fn who(&mut self, asking: &Asking<'_>) -> Who {
        let mut who = who::known(self.access.snapshot(), asking.plan.asker.user);
        let lookup = Lookup::Account { account: asking.login.id.clone() };
        let itself = self.look(asking, &asking.login, &lookup).await;
        if let Some(row) = itself.as_ref().ok().and_then(|rows| rows.first()) {
            who::complete(&mut who, row);
        } else if let Some(auditor) = self.auditor()
            && let Ok(auditor) = self.in_session(asking.run, auditor).await
            && let Ok(rows) = self.look(asking, &auditor, &lookup).await
            && let Some(row) = rows.first()
        {
            who::complete_by_another(&mut who, row);
        }
        who
    }

    /// What the system shows of the records that questions go near to changing.
    pub(super) async fn look_again(&mut self, asking: &mut Asking<'_>, touched: &Touched) -> Seen {
        let mut seen = Seen::default();
        for (resource, look, lookup) in touched.lookups(&asking.login.id) {
            match self.look_as_scout(asking, resource, &lookup).await {
                Ok(rows) => seen.note(resource, look, &rows),
                Err(reason) if self.stopped => {
                    asking.unasked.note(|| "looking again".to_owned(), reason, true);
                    break;
                }
                Err(reason) => {
                    let what = || format!("looking again at {}", self.access.snapshot().resource(resource).key);
                    asking.unasked.note(what, reason, true);
                }
            }
        }
        seen
    }

    /// Who may look for all roles, unless they were shut out.
    fn auditor(&self) -> Option<Login> {
        self.wire.logins.auditor.clone().filter(|login| !self.shut.contains_key(&login.id))
    }

    /// A lookup by the best account that still gets in.
    async fn look_as_scout(
        &mut self,
        asking: &Asking<'_>,
        resource: ResourceIx,
        lookup: &Lookup,
    ) -> Result<Vec<LiveRow>, String> {
        let role = asking.run as usize;
        let mut reason = "no login can look".to_owned();
        for scout in scouts(self.plan, self.access, self.scopes, resource, role) {
            let login = match scout {
                Scout::Auditor => self.auditor(),
                Scout::Role(at) => self.plan.roles.get(at).and_then(|plan| self.login(plan)),
            };
            let Some(login) = login.filter(|login| !self.shut.contains_key(&login.id)) else { continue };
            let login = match self.in_session(asking.run, login).await {
                Ok(login) => login,
                Err(_) if self.stopped => return Err("interrupted".to_owned()),
                Err(why) => {
                    reason = why;
                    continue;
                }
            };
            match self.look(asking, &login, lookup).await {
                Ok(mut rows) => {
                    doubt_links(&mut rows, resource, &login, self.access, self.scopes);
                    return Ok(rows);
                }
                Err(_) if self.stopped => return Err("interrupted".to_owned()),
                Err(why) => reason = why,
            }
        }
        Err(reason)
    }

    /// A lookup as one account.
    async fn look(&mut self, asking: &Asking<'_>, login: &Login, lookup: &Lookup) -> Result<Vec<LiveRow>, String> {
        self.wire.live.looks(lookup)?;
        let (traced, rows) = self.until_stopped(self.wire.look(lookup, login)).await??;
        let told = rows.as_ref().map(Vec::len).map_err(|why| why.reason.as_str());
        (self.watch.evidence)(Sent::Lookup { run: asking.run, login: &login.name, traced: &traced, rows: told });
        rows.map_err(|why| {
            if why.ends_login {
                self.shut(login, &why.reason);
            }
            why.reason
        })
    }
}
