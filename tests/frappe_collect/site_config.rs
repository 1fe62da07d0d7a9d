//! A site's own configuration instead of a URL.

use std::fs;

use rolecall::connect::frappe::SiteConfig;
use rolecall::snapshot::{Domain, State};

use super::lacking;
use super::site::{Site, collect_site, own_sites, sites};

#[test]
fn a_site_is_collected_from_where_its_configuration_says() {
    for site in own_sites(15) {
        let login = site.with_recipe();
        let (engine, port) = match &site {
            Site::MariaDb(server, _) => ("mariadb", server.port()),
            Site::Postgres(..) => {
                let url = site.url(None);
                ("postgres", url.rsplit(':').next().unwrap().split('/').next().unwrap().parse().unwrap())
            }
        };
        let bench = tempfile::tempdir().unwrap();
        let folder = bench.path().join("erp.nordlicht.example");
        fs::create_dir(&folder).unwrap();
        let config = serde_json::json!({
            "db_name": site.database(), "db_user": login, "db_password": "let-me-in", "db_type": engine,
            "db_port": port, "encryption_key": "leak-encryption", "admin_password": "leak-admin", "allow_tests": 1,
        });
        let path = folder.join("site_config.json");
        fs::write(&path, config.to_string()).unwrap();
        fs::write(bench.path().join("common_site_config.json"), r#"{"server_script_enabled": true, "workers": 2}"#)
            .unwrap();
        let snapshot = collect_site(&SiteConfig::read(&path).unwrap()).unwrap();
        assert_eq!(snapshot.coverage_of(Domain::Settings).state, State::Assessed);
        assert!(lacking(&snapshot).is_empty());
        assert_eq!(snapshot.system.collector, login);
        let value = |key: &str| snapshot.settings.iter().find(|setting| setting.key == key).unwrap().value.clone();
        assert_eq!(value("site_config.server_script_enabled").as_deref(), Some("1"));
        assert_eq!(value("site_config.allow_tests").as_deref(), Some("1"));
        assert_eq!(value("site_config.developer_mode").as_deref(), Some("0"));
        assert_eq!(
            snapshot.code.iter().map(|code| code.active).collect::<Vec<_>>(),
            [Some(true), Some(false), Some(true)]
        );
        let text = serde_json::to_string(&snapshot).unwrap();
        assert!(!text.contains("leak") && !text.contains("let-me-in"));

        fs::write(bench.path().join("common_site_config.json"), "{}").unwrap();
        let snapshot = collect_site(&SiteConfig::read(&path).unwrap()).unwrap();
        let customer = snapshot.resources.iter().find(|resource| resource.key == "Customer").unwrap();
        assert!(!customer.narrowed_by_code, "scripts do not run");
    }
}

#[test]
fn mariadb_is_reached_by_its_socket() {
    for site in sites(15) {
        let Site::MariaDb(server, database) = &site else { continue };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site_config.json");
        let config = serde_json::json!({"db_name": database, "db_user": "root", "db_socket": server.socket()});
        fs::write(&path, config.to_string()).unwrap();
        let snapshot = collect_site(&SiteConfig::read(&path).unwrap()).unwrap();
        assert_eq!(snapshot.system.collector, "root");
    }
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let Err(error) = SiteConfig::read("nowhere/site_config.json".as_ref()) else { panic!() };
    assert!(error.to_string().contains("`nowhere/site_config.json`"), "{error}");
}
