//! The snapshot while it is being filled, with Frappe's names beside it.

use std::collections::{BTreeMap, HashMap};

use super::SiteSettings;
use super::doctypes::{DocTypes, Setters};
use super::permissions::Added;
use super::queries::MODULES;
use super::source::{Row, Source};
use super::time::Zone;
use super::version::{KNOWN_APPS, Version};
use crate::connect::ConnectError;
use crate::model::{GroupIx, Origin, ResourceIx, UserIx};
use crate::snapshot::{Domain, Snapshot, State};

/// Fills a snapshot. Each room of the ERP has a file of its own that adds methods here.
pub(super) struct Collector<S> {
    pub(super) reader: S,
    pub(super) snapshot: Snapshot,
    pub(super) version: Version,
    pub(super) zone: Zone,
    /// System Settings by field; none where they could not be read.
    pub(super) settings: Option<BTreeMap<String, String>>,
    /// The framework gives `Desk User` by itself.
    pub(super) desk_user: bool,
    /// Rights that apps add, with the doctypes that have them.
    pub(super) added: Vec<Added>,
    /// Whether server scripts run, where that is known.
    pub(super) scripts_run: Option<bool>,
    /// The app of each module; none where they could not be read.
    apps: Option<HashMap<String, String>>,
    pub(super) users: HashMap<String, UserIx>,
    pub(super) groups: HashMap<String, GroupIx>,
    pub(super) resources: HashMap<String, ResourceIx>,
    pub(super) doctypes: DocTypes,
    pub(super) setters: Setters,
}

/// Who made a row and when.
pub(super) struct Stamp {
    by: Option<String>,
    at: Option<String>,
}

impl Stamp {
    /// Reads the two columns that begin at `first`: `owner` and `creation`.
    pub(super) fn read(row: &Row<'_>, first: usize, zone: &Zone) -> Result<Self, sqlx::Error> {
        Ok(Self { by: row.text(first)?, at: row.text(first + 1)?.and_then(|time| zone.utc(&time)) })
    }

    /// Of a row that no app ships.
    pub(super) fn custom(self) -> Origin {
        Origin::Custom { by: self.by, at: self.at }
    }

    /// Whether it was made in the name of somebody; installing and migrating are the doing of `Administrator`.
    pub(super) fn by_a_person(&self) -> bool {
        self.by.as_deref().is_some_and(|by| by != "Administrator")
    }
}

impl<S: Source> Collector<S> {
    pub(super) fn new(reader: S, snapshot: Snapshot, version: Version) -> Self {
        Self {
            reader,
            snapshot,
            version,
            zone: Zone::default(),
            settings: None,
            desk_user: false,
            added: Vec::new(),
            scripts_run: None,
            apps: None,
            users: HashMap::new(),
            groups: HashMap::new(),
            resources: HashMap::new(),
            doctypes: DocTypes::default(),
            setters: Setters::default(),
        }
    }

    /// Asks every question, in the order in which answers need each other.
    pub(super) async fn everything(
        &mut self,
        site: SiteSettings<'_>,
        progress: &dyn Fn(&str),
    ) -> Result<(), ConnectError> {
        progress("settings and modules");
        self.other_apps();
        self.settings(site).await?;
        self.apps().await?;
        progress("companies and users");
        self.companies().await?;
        self.users().await?;
        progress("doctypes and permissions");
        self.resources().await?;
        let rows = self.permission_rows().await?;
        let opened = self.surface_roles().await?;
        progress("roles");
        self.roles(&rows, &opened).await?;
        self.grants(rows);
        progress("fields");
        self.fields().await?;
        self.hidden().await?;
        progress("shared documents and user permissions");
        self.shares().await?;
        self.limits().await?;
        progress("pages, reports, scripts and tokens");
        self.surfaces(opened).await?;
        self.code().await?;
        self.trails().await?;
        self.tokens().await?;
        self.providers().await?;
        self.third_party_secrets().await?;
        progress("employees and sessions");
        self.people().await?;
        self.sessions().await?;
        self.new_users();
        Ok(())
    }

    /// Apps of which nobody looked up what their programs narrow.
    fn other_apps(&mut self) {
        for app in &self.snapshot.modules {
            if !KNOWN_APPS.contains(&app.name.as_str()) {
                let why = format!(
                    "the program of the app `{}` may narrow records further (hooks `has_permission` and \
                     `permission_query_conditions`), which the database does not tell",
                    app.name
                );
                self.reader.note(Domain::Records, State::Incomplete, why);
            }
        }
    }

    /// Which app brings which module.
    async fn apps(&mut self) -> Result<(), ConnectError> {
        let mut apps = HashMap::new();
        let read = self
            .reader
            .each(&MODULES, |row| {
                apps.insert(row.word(0)?, row.word(1)?);
                Ok(())
            })
            .await?;
        self.apps = read.then_some(apps);
        Ok(())
    }

    /// Of a row that a module ships.
    pub(super) fn shipped(&self, module: &str) -> Origin {
        let Some(apps) = &self.apps else { return Origin::Unknown };
        let app = apps.get(module).filter(|app| !app.is_empty());
        app.map_or(Origin::Unknown, |app| Origin::Vendor { module: app.clone() })
    }

    /// The account of a name, under which MariaDB finds it in any case, as Frappe does there.
    pub(super) fn user(&self, name: &str) -> Option<UserIx> {
        self.users.get(name).or_else(|| self.users.get(&name.to_lowercase())).copied()
    }

    /// A setting of System Settings.
    pub(super) fn setting(&self, field: &str) -> Option<&str> {
        self.settings.as_ref()?.get(field).map(String::as_str)
    }

    /// Whether a box of System Settings is ticked; nothing where the settings could not be read.
    pub(super) fn ticked(&self, field: &str) -> Option<bool> {
        self.settings.as_ref().map(|settings| settings.get(field).is_some_and(|value| is_tick(value)))
    }
}

/// Whether a value of a single doctype means a ticked box (`cint` of `frappe/utils/data.py`).
pub(super) fn is_tick(value: &str) -> bool {
    value.trim().parse::<f64>().is_ok_and(|number| number != 0.0)
}
