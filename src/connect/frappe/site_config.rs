//! `site_config.json`: where a site's database is and how Frappe gets in, for whoever has the file instead of a URL.
//!
//! Frappe 14 to 17 (`frappe/__init__.py`, `get_site_config`): what stands in `common_site_config.json` of the folder above counts
//! unless the site's own file says otherwise. The files hold more secrets (`encryption_key`, `admin_password`); nothing but
//! what is named here is kept of them.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

use crate::connect::ConnectError;
use crate::connect::sql::either::Place;
use crate::connect::sql::{mariadb, postgres};
use crate::snapshot::Setting;

/// What both files say about the database and about what runs on the site.
pub struct SiteConfig {
    engine: Engine,
    database: String,
    login: String,
    password: Option<SecretString>,
    host: String,
    port: Option<u16>,
    socket: Option<PathBuf>,
    authority: Option<PathBuf>,
    settings: Vec<Setting>,
}

#[derive(Clone, Copy)]
enum Engine {
    MariaDb,
    Postgres,
}

/// The keys that are read of a file; everything else is passed over.
#[derive(Default, Deserialize)]
struct File {
    db_name: Option<String>,
    db_user: Option<String>,
    db_password: Option<String>,
    db_host: Option<String>,
    db_port: Option<Value>,
    db_type: Option<String>,
    db_socket: Option<PathBuf>,
    db_ssl_ca: Option<PathBuf>,
    server_script_enabled: Option<Value>,
    developer_mode: Option<Value>,
    allow_tests: Option<Value>,
    ignore_csrf: Option<Value>,
    allow_cors: Option<Value>,
    rate_limit: Option<Value>,
}

impl SiteConfig {
    /// Reads the file, and `common_site_config.json` of the folder above its own where there is one.
    pub fn read(path: &Path) -> Result<Self, ConnectError> {
        let site = text(path)?;
        let common = path.canonicalize().ok().and_then(|path| {
            let folder = path.parent()?;
            let beside = [folder.parent()?.join("common_site_config.json"), folder.join("common_site_config.json")];
            beside.into_iter().find(|file| file.is_file())
        });
        let common = common.map(|common| Ok((text(&common)?, common))).transpose()?;
        let common = common.as_ref().map(|(text, path)| (text.expose_secret(), path.as_path()));
        Self::parse((site.expose_secret(), path), common)
    }

    /// The same from what was read, each with the path that errors name.
    fn parse(site: (&str, &Path), common: Option<(&str, &Path)>) -> Result<Self, ConnectError> {
        let common_found = common.is_some();
        let common = common.map(|(text, path)| file(text, path)).transpose()?.unwrap_or_default();
        let (site, path) = (file(site.0, site.1)?, site.1);
        let wrong = |why: String| ConnectError::SiteConfig { path: path.to_owned(), why };

        let settings = settings(&site, &common, common_found);
        let engine = match site.db_type.or(common.db_type).as_deref() {
            None | Some("mariadb") => Engine::MariaDb,
            Some("postgres") => Engine::Postgres,
            Some(other) => {
                let other = crate::connect::error::one_line(other);
                return Err(wrong(format!("`db_type` is `{other}`, and only `mariadb` and `postgres` are read")));
            }
        };
        let database = site.db_name.filter(|name| !name.is_empty());
        let database = database.ok_or_else(|| wrong("it names no database (`db_name`)".to_owned()))?;
        let port = match site.db_port.or(common.db_port) {
            None | Some(Value::Null) => None,
            Some(value) => Some(port(&value).ok_or_else(|| wrong("`db_port` is no port".to_owned()))?),
        };
        Ok(Self {
            engine,
            login: site.db_user.filter(|user| !user.is_empty()).unwrap_or_else(|| database.clone()),
            database,
            password: site.db_password.or(common.db_password).map(SecretString::from),
            host: site.db_host.or(common.db_host).filter(|host| !host.is_empty()).unwrap_or("127.0.0.1".to_owned()),
            port,
            socket: site.db_socket.or(common.db_socket).filter(|socket| !socket.as_os_str().is_empty()),
            authority: site.db_ssl_ca.or(common.db_ssl_ca),
            settings,
        })
    }

    /// Where the database is. TLS is verified unless it is on this machine.
    pub(super) fn place(&self) -> Place {
        let password = self.password.as_ref().map(ExposeSecret::expose_secret);
        match self.engine {
            Engine::MariaDb => {
                let mut options =
                    MySqlConnectOptions::new().host(&self.host).username(&self.login).database(&self.database);
                options = options.port(self.port.unwrap_or(3306));
                if let Some(password) = password {
                    options = options.password(password);
                }
                if let Some(socket) = &self.socket {
                    options = options.socket(socket);
                }
                if let Some(authority) = &self.authority {
                    options = options.ssl_ca(authority);
                }
                Place::MariaDb(mariadb::careful(options))
            }
            Engine::Postgres => {
                let mut options =
                    PgConnectOptions::new().host(&self.host).username(&self.login).database(&self.database);
                options = options.port(self.port.unwrap_or(5432));
                if let Some(password) = password {
                    options = options.password(password);
                }
                if let Some(socket) = &self.socket {
                    options = options.socket(socket);
                }
                if let Some(authority) = &self.authority {
                    options = options.ssl_root_cert(authority);
                }
                Place::Postgres(postgres::careful(options))
            }
        }
    }

    /// What is switched on there, by the name of the key; `1`, `0` or, without the common file, nothing.
    pub(super) fn settings(&self) -> &[Setting] {
        &self.settings
    }
}

/// A file as a secret, so that the memory that held it is wiped.
fn text(path: &Path) -> Result<SecretString, ConnectError> {
    std::fs::read_to_string(path).map(SecretString::from).map_err(|why| ConnectError::SiteConfig {
        path: path.to_owned(),
        why: crate::connect::error::one_line(&why.to_string()),
    })
}

fn file(text: &str, path: &Path) -> Result<File, ConnectError> {
    serde_json::from_str(text).map_err(|error| ConnectError::SiteConfig {
        path: path.to_owned(),
        // Not the error's own words: they may repeat a value.
        why: format!("it is not what Frappe writes there (line {}, column {})", error.line(), error.column()),
    })
}

fn port(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => u16::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether each is switched on. Server scripts are switched on for all sites of a bench or not at all (15 to 17), so without
/// the common file nothing is known of them.
fn settings(site: &File, common: &File, common_found: bool) -> Vec<Setting> {
    let on = |site: &Option<Value>, common: &Option<Value>| {
        let is_on = |value: &Value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !matches!(text.trim(), "" | "0" | "false"),
            Value::Array(list) => !list.is_empty(),
            Value::Object(map) => !map.is_empty(),
            Value::Bool(true) => true,
        };
        site.as_ref().or(common.as_ref()).is_some_and(is_on)
    };
    let keys = [
        ("allow_cors", on(&site.allow_cors, &common.allow_cors), true),
        ("allow_tests", on(&site.allow_tests, &common.allow_tests), true),
        ("developer_mode", on(&site.developer_mode, &common.developer_mode), true),
        ("ignore_csrf", on(&site.ignore_csrf, &common.ignore_csrf), true),
        ("rate_limit", on(&site.rate_limit, &common.rate_limit), true),
        (
            "server_script_enabled",
            on(&site.server_script_enabled, &common.server_script_enabled),
            common_found || site.server_script_enabled.is_some(),
        ),
    ];
    let setting = |(key, on, known): (&str, bool, bool)| Setting {
        key: format!("site_config.{key}"),
        value: known.then(|| if on { "1" } else { "0" }.to_owned()),
    };
    keys.into_iter().map(setting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(site: &str, common: Option<&str>) -> Result<SiteConfig, ConnectError> {
        let common = common.map(|text| (text, Path::new("common_site_config.json")));
        SiteConfig::parse((site, Path::new("site_config.json")), common)
    }

    #[test]
    fn the_common_file_counts_unless_the_sites_own_says_otherwise() {
        let common =
            r#"{"db_host": "db", "db_port": "3307", "server_script_enabled": true, "rate_limit": {"limit": 5}}"#;
        let config = parse(r#"{"db_name": "_1bd", "db_password": "p", "db_host": "other"}"#, Some(common)).unwrap();
        assert_eq!((&*config.host, config.port, &*config.login), ("other", Some(3307), "_1bd"));
        let on = |config: &SiteConfig, key: &str| {
            let key = format!("site_config.{key}");
            config.settings.iter().find(|setting| setting.key == key).unwrap().value.clone()
        };
        assert_eq!(on(&config, "server_script_enabled").as_deref(), Some("1"));
        assert_eq!(on(&config, "rate_limit").as_deref(), Some("1"));
        assert_eq!(on(&config, "developer_mode").as_deref(), Some("0"));
        let alone = parse(r#"{"db_name": "_1bd", "db_user": "u", "db_type": "postgres"}"#, None).unwrap();
        assert_eq!((&*alone.login, on(&alone, "server_script_enabled")), ("u", None));
        assert!(matches!(alone.place(), Place::Postgres(_)));
    }

    #[test]
    fn what_is_wrong_is_told_and_no_secret_is() {
        for (site, says) in [
            (r#"{"db_password": "hunter2"}"#, "db_name"),
            (r#"{"db_name": "x", "db_type": "sqlite", "db_password": "hunter2"}"#, "`sqlite`"),
            (r#"{"db_name": "x", "db_port": "hunter2"}"#, "db_port"),
            (r#"{"db_name": ["hunter2"]}"#, "line 1"),
            ("hunter2", "line 1"),
        ] {
            let Err(error) = parse(site, None) else { panic!("{site}") };
            let text = format!("{error} {error:?}");
            assert!(text.contains(says) && !text.contains("hunter2"), "{text}");
        }
    }
}
