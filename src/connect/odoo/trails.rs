//! Of which models Odoo keeps who changed what.

use std::collections::BTreeSet;

use super::collector::Collector;
use super::queries::{AUDIT_RULES, TRACKED_MODELS};
use super::source::Source;
use crate::connect::ConnectError;
use crate::snapshot::Domain;

impl<S: Source> Collector<S> {
    /// Models with a tracked field, which the module `mail` brings, and those that a rule of the OCA module `auditlog` watches.
    pub(super) async fn trails(&mut self) -> Result<(), ConnectError> {
        let (known, mut kept) = (&self.resources, BTreeSet::new());
        let read = self
            .reader
            .each(&TRACKED_MODELS, |row| {
                let tracked = row.get::<i64>(1)? != 0;
                kept.extend(known.get(&row.get(0)?).filter(|_| tracked).copied());
                Ok(())
            })
            .await?;
        self.reader
            .each(&AUDIT_RULES, |row| {
                let watches = row.get::<bool>(1)? && row.get::<bool>(2)?;
                kept.extend(known.get(&row.get(0)?).filter(|_| watches).copied());
                Ok(())
            })
            .await?;
        // Without its module there is nothing that could track.
        if read || self.reader.ledger().lacks("mail") {
            self.reader.ledger_mut().look(Domain::Trails);
            self.snapshot.trails = Some(kept.into_iter().collect());
        }
        Ok(())
    }
}
