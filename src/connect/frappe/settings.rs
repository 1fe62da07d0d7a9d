//! Settings: those of the site that are known to hold no secret, and what its configuration switches on.

use std::collections::BTreeMap;

use super::SiteSettings;
use super::collector::{Collector, is_tick};
use super::queries::{SETTINGS, SETTINGS_VIEW};
use super::source::Source;
use super::time::Zone;
use crate::connect::ConnectError;
use crate::snapshot::{Domain, Setting, State};

const NO_SITE_CONFIG: &str = "what the site's `site_config.json` and `common_site_config.json` switch on was not read: give the \
     former with `--site-config`";

impl<S: Source> Collector<S> {
    /// Settings, sorted by key; and the time zone, which everything with a time needs.
    pub(super) async fn settings(&mut self, site: SiteSettings<'_>) -> Result<(), ConnectError> {
        // The table itself first: a view runs in the name of whoever asks it.
        let query = if self.reader.can_ask(&SETTINGS) { &SETTINGS } else { &SETTINGS_VIEW };
        let mut system = BTreeMap::new();
        let settings = &mut self.snapshot.settings;
        let read = self
            .reader
            .each(query, |row| {
                let (doctype, field, value) = (row.word(0)?, row.word(1)?, row.text(2)?);
                if doctype == "System Settings" {
                    system.insert(field.clone(), value.clone().unwrap_or_default());
                }
                settings.push(Setting { key: format!("{doctype}.{field}"), value });
                Ok(())
            })
            .await?;
        self.settings = read.then_some(system);
        match site {
            Some(site) => self.snapshot.settings.extend_from_slice(site),
            None => self.reader.note(Domain::Settings, State::Incomplete, NO_SITE_CONFIG.to_owned()),
        }
        let scripts = site.into_iter().flatten().find(|setting| setting.key == "site_config.server_script_enabled");
        self.scripts_run = scripts.and_then(|setting| setting.value.as_deref()).map(is_tick);
        self.snapshot.settings.sort_by(|a, b| (&a.key, &a.value).cmp(&(&b.key, &b.value)));
        self.snapshot.settings.dedup_by(|next, kept| next.key == kept.key);
        if !read {
            let why = "whether sharing is disabled could not be read";
            self.reader.note(Domain::ModelAccess, State::Incomplete, why.to_owned());
        }
        match self.ticked("apply_strict_user_permissions") {
            Some(strict) => self.snapshot.semantics.strict_limits = strict,
            None => {
                let why = "whether user permissions are strict could not be read";
                self.reader.note(Domain::Records, State::Incomplete, why.to_owned());
            }
        }
        self.time_zone();
        Ok(())
    }

    fn time_zone(&mut self) {
        let name = match self.setting("time_zone") {
            Some("") => Some(Zone::OF_EMPTY),
            None if self.settings.is_some() => Some(Zone::OF_EMPTY),
            named => named,
        };
        if let Some(zone) = name.and_then(Zone::named) {
            self.zone = zone;
            return;
        }
        let why = "the site's time zone is not known, so all times are told as if it were UTC";
        for domain in [Domain::LastLogins, Domain::Tokens] {
            self.reader.note(domain, State::Incomplete, why.to_owned());
        }
    }
}
