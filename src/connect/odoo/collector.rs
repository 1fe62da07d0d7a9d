//! The snapshot while it is being filled, with the ERP's ids beside it.

use std::collections::HashMap;

use super::names::{Stamp, Who, XmlIds};
use super::queries::{MODULES, Query, XML_IDS};
use super::series::Series;
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::{CompanyIx, GroupIx, Origin, ResourceIx, UserIx};
use crate::snapshot::{Count, Module, Snapshot, State};

/// Fills a snapshot. Each room of the ERP has a file of its own that adds methods here.
pub(super) struct Collector<S> {
    pub(super) reader: S,
    pub(super) snapshot: Snapshot,
    pub(super) xml_ids: XmlIds,
    /// Keys of users by id, for *who changed it*.
    pub(super) who: Who,
    pub(super) users: HashMap<i64, UserIx>,
    pub(super) companies: HashMap<i64, CompanyIx>,
    pub(super) groups: HashMap<i64, GroupIx>,
    pub(super) resources: HashMap<i64, ResourceIx>,
    /// Of resources by technical name, where a table holds that instead of an id.
    pub(super) resource_names: HashMap<String, ResourceIx>,
}

impl<S: Source> Collector<S> {
    pub(super) fn new(reader: S, snapshot: Snapshot) -> Self {
        Self {
            reader,
            snapshot,
            xml_ids: XmlIds::default(),
            who: Who::new(),
            users: HashMap::new(),
            companies: HashMap::new(),
            groups: HashMap::new(),
            resources: HashMap::new(),
            resource_names: HashMap::new(),
        }
    }

    /// Asks every question, in the order in which answers need each other.
    pub(super) async fn everything(&mut self, series: Series, progress: &dyn Fn(&str)) -> Result<(), ConnectError> {
        progress("modules and technical names");
        self.modules().await?;
        self.xml_ids().await?;
        progress("companies and users");
        self.companies().await?;
        self.users().await?;
        progress("groups and memberships");
        self.groups(series).await?;
        self.memberships().await?;
        self.user_kinds();
        progress("models, access rows and record rules");
        self.resources().await?;
        self.grants().await?;
        self.rules().await?;
        self.delegations().await?;
        progress("fields and views");
        self.fields().await?;
        self.views().await?;
        progress("tokens, settings, menus and actions");
        self.tokens().await?;
        self.settings().await?;
        self.third_party_secrets().await?;
        self.surfaces().await?;
        self.trails().await?;
        progress("employees and sessions");
        self.people(series).await?;
        self.sessions(series).await?;
        self.new_users(series);
        Ok(())
    }

    /// Notes an entity counted twice, and that its domain is incomplete where the counts differ or there is no second one.
    pub(super) fn counted(
        &mut self,
        entity: &str,
        query: &Query,
        collected: usize,
        counted: Option<u64>,
        method: &str,
    ) {
        let collected = collected as u64;
        let Some(counted) = counted else {
            let why = format!("{entity} could not be counted a second time");
            self.reader.note(query.domain, State::Incomplete, why);
            return;
        };
        if collected != counted {
            let why = format!("{collected} of {counted} {entity}: the others {}", self.reader.why_left_out());
            self.reader.note(query.domain, State::Incomplete, why);
        }
        let (entity, method) = (entity.to_owned(), method.to_owned());
        self.snapshot.population.push(Count { entity, domain: query.domain, collected, counted, method });
    }

    /// Installed modules, of which everything else depends: a table may be missing because its module is.
    pub(super) async fn modules(&mut self) -> Result<(), ConnectError> {
        let mut modules = Vec::new();
        self.reader
            .each(&MODULES, |row| {
                modules.push(Module { name: row.get(0)?, version: row.get(1)? });
                Ok(())
            })
            .await?;
        modules.sort_by(|a, b| a.name.cmp(&b.name));
        self.reader.ledger_mut().modules = modules.iter().map(|module| module.name.clone()).collect();
        self.snapshot.modules = modules;
        Ok(())
    }

    /// Technical names.
    pub(super) async fn xml_ids(&mut self) -> Result<(), ConnectError> {
        let xml_ids = &mut self.xml_ids;
        let read = self
            .reader
            .each(&XML_IDS, |row| {
                xml_ids.add(&row.get::<String>(0)?, row.get(1)?, &row.get::<String>(2)?, &row.get::<String>(3)?);
                Ok(())
            })
            .await?;
        if read {
            self.xml_ids.mark_readable();
        }
        Ok(())
    }

    /// Where a row of a model came from.
    pub(super) fn origin(&self, model: &str, id: i64, stamp: &Stamp) -> Origin {
        self.xml_ids.origin(model, id, stamp, &self.reader.ledger().modules, &self.who)
    }
}
