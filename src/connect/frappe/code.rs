//! Server scripts: programs that a site keeps in its database.

use super::collector::{Collector, Stamp};
use super::queries::SERVER_SCRIPTS;
use super::source::Source;
use crate::connect::ConnectError;
use crate::snapshot::Code;

impl<S: Source> Collector<S> {
    /// Scripts, sorted by name. One that filters lists narrows its doctype further than any permission row says.
    pub(super) async fn code(&mut self) -> Result<(), ConnectError> {
        let (zone, scripts_run) = (&self.zone, self.scripts_run);
        let (mut code, mut narrowed) = (Vec::new(), Vec::new());
        self.reader
            .each(&SERVER_SCRIPTS, |row| {
                let (kind, doctype, disabled) = (row.word(1)?, row.text(2)?, row.tick(5)?);
                let is_api = kind == "API";
                let active = if disabled { Some(false) } else { scripts_run };
                if kind == "Permission Query" && active != Some(false) {
                    narrowed.extend(doctype.clone());
                }
                let runs_at = if is_api { row.text(3)?.map(|method| format!("/api/method/{method}")) } else { doctype };
                code.push(Code {
                    kind: "Server Script".to_owned(),
                    name: row.word(0)?,
                    runs_at,
                    anonymous: is_api && row.tick(4)?,
                    elevated: false,
                    active,
                    origin: Stamp::read(row, 6, zone)?.custom(),
                });
                Ok(())
            })
            .await?;
        code.sort_by(|a: &Code, b| a.name.cmp(&b.name));
        self.snapshot.code = code;
        for doctype in narrowed {
            let at = self.resources.get(&doctype).copied();
            if let Some(resource) = at.and_then(|at| self.snapshot.resources.get_mut(at.index())) {
                resource.narrowed_by_code = true;
            }
        }
        Ok(())
    }
}
