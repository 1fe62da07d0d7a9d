//! Fields that somebody hid in a form: a Property Setter of `hidden`, or a hidden Custom Field. Frappe 14 to 17 enforce
//! nothing of it: the API gives them to whoever may read the document.

use std::collections::BTreeMap;

use super::collector::{Collector, Stamp};
use super::doctypes::is_customisable;
use super::queries::HIDDEN_CUSTOM_FIELDS;
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::Origin;
use crate::snapshot::HiddenInView;

impl<S: Source> Collector<S> {
    /// Hidden fields, sorted by doctype and name.
    pub(super) async fn hidden(&mut self) -> Result<(), ConnectError> {
        let mut hidden: BTreeMap<(String, String), Origin> = BTreeMap::new();
        let zone = &self.zone;
        self.reader
            .each(&HIDDEN_CUSTOM_FIELDS, |row| {
                let origin = Stamp::read(row, 2, zone)?.custom();
                hidden.insert((row.word(0)?, row.word(1)?), origin);
                Ok(())
            })
            .await?;
        // A Property Setter counts before what the field itself says.
        for (doctype, field, setter) in self.setters.of_fields("hidden") {
            let field = (doctype.to_owned(), field.to_owned());
            if setter.is_ticked() {
                hidden.insert(field, setter.origin.clone());
            } else {
                hidden.remove(&field);
            }
        }
        for ((doctype, field), origin) in hidden {
            let Some(resource) = self.resources.get(&doctype).copied().filter(|_| is_customisable(&doctype)) else {
                continue;
            };
            if self.snapshot.field(resource, &field).is_some() {
                let view = format!("form of {doctype}");
                self.snapshot.hidden_in_views.push(HiddenInView {
                    resource,
                    field,
                    view,
                    shown_to: Vec::new(),
                    origin,
                });
            }
        }
        self.snapshot.hidden_in_views.sort_by(|a, b| (a.resource, &a.field).cmp(&(b.resource, &b.field)));
        Ok(())
    }
}
