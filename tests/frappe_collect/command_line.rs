//! `rolecall collect` of a Frappe site: by a URL, by the site's own configuration, by a name of `rolecall.toml`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::site::sites;

/// Runs the program in a folder; its exit code and what it says.
fn rolecall(folder: &Path, url: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .env("SITE_URL", url)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_site_is_collected_by_its_url_and_by_its_name() {
    for site in sites(15) {
        let folder = tempfile::tempdir().unwrap();
        let config =
            format!(r#"{{"db_name": "{}", "db_password": "leak", "server_script_enabled": 1}}"#, site.database());
        fs::write(folder.path().join("site_config.json"), config).unwrap();
        let key = if site.url(None).starts_with("mysql") { "mariadb" } else { "postgres" };
        let system = format!(
            "[systems.prod]\nkind = \"frappe\"\n{key} = \"env:SITE_URL\"\nsite_config = \"site_config.json\"\n"
        );
        fs::write(folder.path().join("rolecall.toml"), system).unwrap();
        for arguments in [
            &["collect", "prod", "-o", "a.snapshot"][..],
            &[
                "collect",
                "--kind",
                "frappe",
                "--database-url",
                "env:SITE_URL",
                "--site-config",
                "site_config.json",
                "-o",
                "b.snapshot",
            ],
        ] {
            let (code, said) = rolecall(folder.path(), &site.url(None), arguments);
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("frappe 15.101.1, 6 users"), "{said}");
            assert!(!said.contains("settings"), "nothing is missing: {said}");
        }
        let snapshot = rolecall::snapshot::read(&folder.path().join("a.snapshot")).unwrap();
        assert_eq!(snapshot.system.name, "prod");
        assert_eq!(snapshot.code.iter().filter(|code| code.active == Some(true)).count(), 2);
    }
}

#[test]
fn without_a_database_it_says_what_to_name() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = rolecall(folder.path(), "", &["collect", "--kind", "frappe", "-o", "a.snapshot"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--database-url") && said.contains("--url"), "{said}");
}
