//! An ERP that falls silent at some request, as if the run had been killed there.

use std::cell::Cell;

use rolecall::connect::accounts::{AccountFault, Accounts, NewAccount, Remnant, StoredAccount, Thing};

pub(crate) struct Silent<'a, A> {
    pub(crate) erp: &'a A,
    /// Requests that it still answers.
    left: Cell<usize>,
    /// Whether it does what the first request without an answer asks.
    does: Cell<bool>,
}

impl<'a, A: Accounts> Silent<'a, A> {
    pub(crate) fn after(erp: &'a A, answers: usize, does: bool) -> Self {
        Self { erp, left: Cell::new(answers), does: Cell::new(does) }
    }

    async fn pass<T>(&self, request: impl Future<Output = Result<T, AccountFault>>) -> Result<T, AccountFault> {
        if let Some(left) = self.left.get().checked_sub(1) {
            self.left.set(left);
            return request.await;
        }
        if self.does.replace(false) {
            let _ = request.await;
        }
        Err(AccountFault::Unknown { source: "the connection was reset".into() })
    }
}

impl<A: Accounts> Accounts for Silent<'_, A> {
    async fn make(&self, account: NewAccount<'_>) -> Result<Box<str>, AccountFault> {
        self.pass(self.erp.make(account)).await
    }

    async fn stored(&self, id: &str) -> Result<StoredAccount, AccountFault> {
        self.pass(self.erp.stored(id)).await
    }

    async fn find(&self, login: &str) -> Result<Vec<Remnant>, AccountFault> {
        self.pass(self.erp.find(login)).await
    }

    async fn remove(&self, thing: Thing, id: &str) -> Result<(), AccountFault> {
        self.pass(self.erp.remove(thing, id)).await
    }

    async fn deactivate(&self, thing: Thing, id: &str) -> Result<(), AccountFault> {
        self.pass(self.erp.deactivate(thing, id)).await
    }

    fn traces(&self) -> &'static [&'static str] {
        self.erp.traces()
    }
}
