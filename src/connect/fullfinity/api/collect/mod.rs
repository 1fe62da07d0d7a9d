//! The running configuration, as far as an account is shown it.
//!
//! That groups, access rows, rules and users can be listed over the API at all is not documented: what cannot be read makes
//! its domain *not assessed*, and what was read is never called complete.

mod map;
mod people;

use super::Extra;
use super::door::{Door, Shown};
use super::table::{ACCESS, COMPANIES, GROUPS, MENUS, RULES, Table, USERS};
use crate::connect::ConnectError;
use crate::connect::api::{Collected, Options};
use crate::connect::error::one_line;
use crate::connect::fullfinity::names::{CAUTION, VERSION};
use crate::connect::fullfinity::records::Records;
use crate::connect::fullfinity::{build, files};
use crate::connect::urls::host_and_path;
use crate::net::Client;
use crate::snapshot::{Count, Domain, Snapshot, State, System};

/// Collects a snapshot with reads alone.
pub async fn collect(
    client: Client,
    options: &Options,
    extra: &Extra,
    progress: &dyn Fn(&str),
) -> Result<Collected, ConnectError> {
    super::server::find(&client, options.database.as_deref())
        .await
        .map_err(|error| ConnectError::Server { reason: error.to_string() })?;
    let mut collector = Collector {
        door: Door::open(&client, &options.account, &options.now).await?,
        records: Records::default(),
        login: one_line(&options.account.login),
        population: Vec::new(),
        groups: map::Keys::default(),
    };
    progress("groups");
    let groups = collector.list(&GROUPS, extra).await?;
    collector.groups(groups.as_ref());
    progress("access rows and record rules");
    let access = collector.list(&ACCESS, extra).await?;
    collector.access(access.as_ref());
    let rules = collector.list(&RULES, extra).await?;
    collector.rules(rules.as_ref());
    progress("companies and users");
    let companies = collector.list(&COMPANIES, extra).await?;
    collector.companies(companies.as_ref());
    let users = collector.list(&USERS, extra).await?;
    collector.users(users.as_ref());
    let refused = people::sign_ins(&client, options, &mut collector.records).await;
    progress("menus");
    let menus = collector.list(&MENUS, extra).await?;
    collector.menus(menus.as_ref());
    collector.files(extra, progress)?;
    collector.rest();
    let Collector { records, population, .. } = collector;
    let system = System {
        kind: "fullfinity".to_owned(),
        name: options.system.clone().unwrap_or_else(|| host_and_path(&client.base().words())),
        version: VERSION.to_owned(),
        database: String::new(),
        source: format!("REST API ({CAUTION})"),
        collector: one_line(&options.account.login),
        taken_at: options.now.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let snapshot = Snapshot { population, ..build::snapshot(records, system) };
    Ok(Collected { snapshot, refused })
}

/// A snapshot under way.
struct Collector {
    door: Door,
    records: Records,
    login: String,
    population: Vec<Count>,
    groups: map::Keys,
}

impl Collector {
    /// A list; what could not be read of it is noted.
    async fn list(&mut self, table: &Table, extra: &Extra) -> Result<Option<Shown>, ConnectError> {
        let model = one_line(extra.names.model(table));
        let shown = match self.door.list(table, &extra.names).await? {
            Ok(shown) => shown,
            Err(why) => {
                let why = format!(
                    "`{model}` could not be listed: {why}; give the login the right to read it, or its name in `names`"
                );
                self.records.note(table.domain, State::NotAssessed, why);
                return Ok(None);
            }
        };
        for (field, why) in &shown.lacks {
            let why = format!(
                "`{model}.{field}` could not be read: {why}; if the system calls it otherwise, say so in `names`"
            );
            self.records.note(table.domain, State::Incomplete, why);
        }
        let collected = shown.rows.len() as u64;
        if let Some(counted) = shown.total {
            if counted != collected {
                let why = format!("{collected} of {counted} records of `{model}` were shown");
                self.records.note(table.domain, State::Incomplete, why);
            }
            let (entity, method) = (model.clone(), format!("`total` of POST /api/query/{model}"));
            self.population.push(Count { entity, domain: table.domain, collected, counted, method });
        }
        Ok(Some(shown))
    }

    /// What only files tell, and what the API did not show.
    fn files(&mut self, extra: &Extra, progress: &dyn Fn(&str)) -> Result<(), ConnectError> {
        let untold = |records: &mut Records, domain, what: &str| {
            records.note(
                domain,
                State::NotAssessed,
                format!("the API tells nothing of {what}: give the modules' folders, too (`modules`)"),
            );
        };
        if extra.modules.is_empty() {
            untold(&mut self.records, Domain::Fields, "which groups see which field");
            untold(&mut self.records, Domain::Modules, "which modules are installed");
            return Ok(());
        }
        let found = files::read(&extra.modules, progress)?;
        let shipped = "from module files, as shipped, which may not be what is installed";
        self.records.note(Domain::Fields, State::Incomplete, format!("fields and their groups are {shipped}"));
        self.records.note(Domain::Modules, State::Incomplete, format!("modules are {shipped}"));
        self.records.note(Domain::Surfaces, State::Incomplete, format!("routes are {shipped}"));
        let Records { classes, other_classes, code, modules, dangling, .. } = found;
        self.records.classes = classes;
        self.records.other_classes = other_classes;
        self.records.code = code;
        self.records.modules = modules;
        self.records.dangling.extend(dangling);
        Ok(())
    }

    /// What no call tells, and why nothing is ever called complete.
    fn rest(&mut self) {
        let login = self.login.clone();
        let sight = format!("whether `{login}` is shown every record is not documented ({CAUTION})");
        for domain in [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Companies] {
            self.records.note(domain, State::Incomplete, sight.clone());
        }
        let rules = "how several record rules are put together, what a permission of a rule means, and which rows a model \
                     without rules shows is not documented, so no record scope is claimed";
        self.records.note(Domain::Records, State::Incomplete, rules);
        let menus = "the field that holds the groups of a menu is not documented, and hiding a menu protects nothing";
        self.records.note(Domain::Surfaces, State::Incomplete, menus);
        let users = "which accounts bypass every check is not documented";
        self.records.note(Domain::Accounts, State::Incomplete, users);
        for (domain, what) in [
            (Domain::Tokens, "keys and tokens"),
            (Domain::Passwords, "passwords"),
            (Domain::SecondFactors, "second factors"),
            (Domain::LastLogins, "when accounts were last used"),
            (Domain::Settings, "settings"),
            (Domain::Providers, "sign-in providers"),
            (Domain::Origins, "where a record came from"),
        ] {
            self.records.note(domain, State::NotAssessed, format!("no documented call tells {what}"));
        }
    }
}
