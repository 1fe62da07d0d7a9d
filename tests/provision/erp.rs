//! An ERP in memory that makes a contact with each account.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use rolecall::connect::accounts::{AccountFault, Accounts, NewAccount, Remnant, StoredAccount, Thing};
use secrecy::ExposeSecret;

/// The id of the account that makes the others.
pub(crate) const ADMIN: &str = "2";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) maker: String,
    pub(crate) active: bool,
    /// Of an account.
    pub(crate) contact: Option<u32>,
    pub(crate) groups: Vec<Box<str>>,
}

/// What a checksum would see; ids that were used up are no part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tables {
    pub(crate) accounts: BTreeMap<u32, Row>,
    pub(crate) contacts: BTreeMap<u32, Row>,
}

#[derive(Debug, Default)]
pub(crate) struct Erp {
    pub(crate) tables: RefCell<Tables>,
    pub(crate) next: Cell<u32>,
    /// Passwords that it was sent.
    pub(crate) passwords: RefCell<Vec<String>>,
    /// Refuses to make accounts with this group.
    pub(crate) refuses_group: Option<&'static str>,
    /// Refuses to remove these: other records refer to them.
    pub(crate) keeps: Option<Thing>,
}

impl Erp {
    /// An ERP with an administrator.
    pub(crate) fn new() -> Self {
        let erp = Self { next: Cell::new(100), ..Self::default() };
        let row = |contact| Row { name: "admin".into(), maker: "1".into(), active: true, contact, groups: vec![] };
        erp.tables.borrow_mut().contacts.insert(3, row(None));
        erp.tables.borrow_mut().accounts.insert(2, row(Some(3)));
        erp
    }

    /// An account that is none of ours.
    pub(crate) fn add(&self, name: &str, maker: &str) -> u32 {
        let contact = self.id();
        let row = |contact| Row { name: name.into(), maker: maker.into(), active: true, contact, groups: vec![] };
        self.tables.borrow_mut().contacts.insert(contact, row(None));
        let id = self.id();
        self.tables.borrow_mut().accounts.insert(id, row(Some(contact)));
        id
    }

    fn id(&self) -> u32 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }
}

fn no<T>(reason: &str) -> Result<T, AccountFault> {
    Err(AccountFault::Refused { reason: reason.to_owned() })
}

impl Accounts for Erp {
    async fn make(&self, account: NewAccount<'_>) -> Result<Box<str>, AccountFault> {
        if account.groups.iter().any(|group| Some(&**group) == self.refuses_group) {
            return no("this group is for nobody");
        }
        self.passwords.borrow_mut().push(account.password.expose_secret().to_owned());
        let id = self.add(account.login, ADMIN);
        // The ERP gives a group of its own accord.
        let groups = account.groups.iter().cloned().chain(["1".into()]).collect();
        self.tables.borrow_mut().accounts.get_mut(&id).unwrap().groups = groups;
        Ok(id.to_string().into())
    }

    async fn stored(&self, id: &str) -> Result<StoredAccount, AccountFault> {
        let groups = self.tables.borrow().accounts[&id.parse().unwrap()].groups.clone();
        Ok(StoredAccount { groups, company: Some("1".into()), companies: vec!["1".into()] })
    }

    async fn find(&self, login: &str) -> Result<Vec<Remnant>, AccountFault> {
        let tables = self.tables.borrow();
        let held = |id: &u32| tables.accounts.values().any(|row| row.contact == Some(*id));
        let remnant = |thing, (id, row): (&u32, &Row)| Remnant {
            thing,
            id: id.to_string().into(),
            maker: Some(row.maker.as_str().into()),
        };
        let accounts = tables.accounts.iter().filter(|(_, row)| row.name == login);
        let contacts = tables.contacts.iter().filter(|(id, row)| row.name == login && !held(id));
        let accounts = accounts.map(|row| remnant(Thing::Account, row));
        Ok(accounts.chain(contacts.map(|row| remnant(Thing::Contact, row))).collect())
    }

    async fn remove(&self, thing: Thing, id: &str) -> Result<(), AccountFault> {
        if self.keeps == Some(thing) {
            return no("other records refer to it");
        }
        let (id, mut tables) = (id.parse().unwrap(), self.tables.borrow_mut());
        match thing {
            Thing::Account => tables.accounts.remove(&id),
            Thing::Contact => tables.contacts.remove(&id),
        };
        Ok(())
    }

    async fn deactivate(&self, thing: Thing, id: &str) -> Result<(), AccountFault> {
        let (id, mut tables) = (id.parse().unwrap(), self.tables.borrow_mut());
        let row = match thing {
            Thing::Account => tables.accounts.get_mut(&id),
            Thing::Contact => tables.contacts.get_mut(&id),
        };
        row.unwrap().active = false;
        Ok(())
    }

    fn traces(&self) -> &'static [&'static str] {
        &[]
    }
}
