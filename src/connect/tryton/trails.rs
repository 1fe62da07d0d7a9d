//! Of which models Tryton keeps who changed what.

use super::collector::Collector;
use crate::connect::source::Source as _;
use crate::connect::sql::reader::Reader;
use crate::model::ResourceIx;
use crate::snapshot::Domain;

impl Collector<Reader> {
    /// Models with `_history` have a table beside their own that keeps every version of a record (7.0 to 8.2: `model/modelsql.py`,
    /// `<table>__history`). Only the database shows it.
    pub(super) fn trails(&mut self) {
        let keeps = |key: &str| self.reader.schema.has_table(&format!("{}__history", key.replace('.', "_")));
        let resources = self.snapshot.resources.iter().enumerate();
        let kept = resources.filter(|(_, resource)| keeps(&resource.key)).map(|(at, _)| ResourceIx::new(at)).collect();
        self.snapshot.trails = Some(kept);
        self.reader.ledger_mut().look(Domain::Trails);
    }
}
