//! Technical names (`ir_model_data`): which module ships a row.

use std::collections::HashMap;

use super::collector::{Collector, id};
use super::queries::NAMES;
use crate::connect::ConnectError;
use crate::connect::source::Source;

/// The technical names of everything that has one.
#[derive(Default)]
pub(super) struct Names {
    readable: bool,
    /// By model and id: module and name.
    names: HashMap<(String, i64), (String, String)>,
}

impl Names {
    /// Whether the names could be read: then a row without one is known to have none.
    pub(super) fn is_readable(&self) -> bool {
        self.readable
    }

    /// The module that ships a row.
    pub(super) fn module(&self, model: &str, id: i64) -> Option<&str> {
        self.get(model, id).map(|(module, _)| module.as_str())
    }

    /// The technical name of a row: `sale.group_sale`.
    pub(super) fn key(&self, model: &str, id: i64) -> Option<String> {
        self.get(model, id).map(|(module, name)| format!("{module}.{name}"))
    }

    fn get(&self, model: &str, id: i64) -> Option<&(String, String)> {
        self.names.get(&(model.to_owned(), id))
    }
}

impl<S: Source> Collector<S> {
    /// Reads them.
    pub(super) async fn names(&mut self) -> Result<(), ConnectError> {
        let names = &mut self.names.names;
        let read = self
            .reader
            .each(&NAMES, |row| {
                if let Some(id) = id(row, 1)? {
                    let name = (row.word(2)?, row.word(3)?);
                    let known = names.entry((row.word(0)?, id)).or_insert_with(|| name.clone());
                    // Of several the one that sorts first, so that the order of rows decides nothing.
                    if name < *known {
                        *known = name;
                    }
                }
                Ok(())
            })
            .await?;
        self.names.readable = read;
        Ok(())
    }
}
