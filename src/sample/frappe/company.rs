//! The sample company on ERPNext: who works there, what was designed, and what is wrong.

use serde_json::{Value, json};

use super::Flavour;
use super::faults::Fault;
use super::people::{self, STAFF};
use super::table::{Row, Store};
use super::{load, planted, records, settings};
use crate::sample::store::digest;

/// A company to serve. What a site keeps in its database can be changed before it is served, as with SQL: by nobody's rules.
#[derive(Debug, Clone)]
pub struct SampleCompany {
    store: Store,
    staff: String,
    faults: Vec<Fault>,
}

impl SampleCompany {
    /// A System Manager whose key collects everything that such an account can see.
    pub const ADMIN: &'static str = "probe.it-admin@acme.example";

    /// The company with every fault planted.
    pub fn acme(flavour: Flavour) -> Self {
        let mut company = Self::honest(flavour);
        company.faults = planted::plant(&mut company.store, &company.staff);
        company.store.commit();
        company
    }

    /// The company as it was designed.
    pub fn honest(flavour: Flavour) -> Self {
        let mut store = Store::new(flavour, "2026-01-01T00:00:00Z");
        load::doctypes(&mut store);
        settings::load(&mut store);
        people::roles(&mut store);
        records::companies(&mut store);
        let staff = people::staff(&mut store);
        records::business(&mut store);
        people::customize(&mut store);
        load::number_trees(&mut store);
        store.commit();
        Self { store, staff, faults: Vec::new() }
    }

    /// Which version the rows are for.
    pub fn flavour(&self) -> Flavour {
        self.store.flavour
    }

    /// The role map of the company, in YAML.
    pub fn role_map(&self) -> String {
        let map = include_str!("company.yaml");
        if self.flavour() == Flavour::V14 { map.replace(", Desk User", "") } else { map.to_owned() }
    }

    /// Who holds which role, in CSV.
    pub fn staff(&self) -> &str {
        &self.staff
    }

    /// What is wrong with it.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The names of its roles.
    pub fn roles() -> impl Iterator<Item = &'static str> {
        STAFF.iter().map(|role| role.name)
    }

    /// The login of an account that is there to be probed as, for a role.
    pub fn probe(role: &str) -> String {
        format!("probe.{role}@acme.example")
    }

    /// Gives an account an API key.
    #[must_use]
    pub fn with_key(mut self, login: &str) -> Self {
        give_key(&mut self.store, login);
        self.store.commit();
        self
    }

    /// Sets a value of a document.
    #[must_use]
    pub fn set(mut self, doctype: &str, name: &str, column: &str, value: Value) -> Self {
        self.store.set(doctype, name, column, value);
        self.store.commit();
        self
    }

    /// Adds a document.
    #[must_use]
    pub fn insert(mut self, doctype: &str, name: &str, values: &Value) -> Self {
        let row: Row =
            values.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
        self.store.add(doctype, name, row);
        self.store.commit();
        self
    }

    /// Removes a document.
    #[must_use]
    pub fn remove(mut self, doctype: &str, name: &str) -> Self {
        self.store.put(doctype, name, None);
        self.store.commit();
        self
    }

    /// The password of an account.
    pub fn password(login: &str) -> String {
        format!("Pw-{}", derived("password", login, 20))
    }

    /// The API key of an account with its secret, `KEY:SECRET`.
    pub fn key(login: &str) -> String {
        format!("{}:{}", derived("key", login, 15), derived("secret", login, 15))
    }

    /// The OAuth bearer token with a name.
    pub fn bearer(name: &str) -> String {
        derived("bearer", name, 30)
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }
}

/// Gives an account an API key.
pub(super) fn give_key(store: &mut Store, login: &str) {
    let key = SampleCompany::key(login);
    let (key, secret) = key.split_once(':').unwrap_or_default();
    store.set("User", login, "api_key", json!(key));
    store.set("User", login, "api_secret", json!("*".repeat(15)));
    store.set("User", login, "#api_secret", json!(digest(secret)));
}

fn derived(what: &str, name: &str, length: usize) -> String {
    digest(&format!("{what}\n{name}")).chars().take(length).collect()
}
