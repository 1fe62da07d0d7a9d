//! Of which doctypes Frappe keeps who changed what.

use super::collector::Collector;
use super::doctypes::is_customisable;
use super::queries::TRACK_CHANGES;
use super::source::Source;
use crate::connect::ConnectError;

impl<S: Source> Collector<S> {
    /// Doctypes whose changes become documents of the type Version: as they say themselves, or as a Property Setter says.
    pub(super) async fn trails(&mut self) -> Result<(), ConnectError> {
        let (known, setters, mut kept) = (&self.resources, &self.setters, Vec::new());
        let read = self
            .reader
            .each(&TRACK_CHANGES, |row| {
                let name = row.word(0)?;
                let set = is_customisable(&name).then(|| setters.ticked(&name, None, "track_changes")).flatten();
                let tracks = match set {
                    Some(tracks) => tracks,
                    None => row.tick(1)?,
                };
                kept.extend(known.get(&name).filter(|_| tracks).copied());
                Ok(())
            })
            .await?;
        if read {
            kept.sort_unstable();
            kept.dedup();
            self.snapshot.trails = Some(kept);
        }
        Ok(())
    }
}
