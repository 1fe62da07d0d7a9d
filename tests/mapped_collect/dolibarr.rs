//! Dolibarr's tables with the manifest that is shipped for them.

use crate::{access, collected, lacking, mariadb};

const MANIFEST: &str = include_str!("../../docs/examples/dolibarr.yaml");
const TABLES: &str = include_str!("../fixtures/mapped/dolibarr.sql");

#[test]
fn dolibarr_is_read_by_its_manifest() {
    let Some(server) = mariadb::server() else { return };
    let database = server.database();
    server.sql(&database, TABLES);
    let url = server.url("root", &database);
    let snapshot = collected(MANIFEST, &url).unwrap();
    insta::assert_snapshot!(access(&snapshot), @r"
        admin: user.self: create write
        admin: user.user: read create write delete
        admin: user.user.password: use
        bea: facture: read create write
        bea: facture.invoice_advance.validate: use
        bea: facture.paiement: use
        bea: societe: read
        bea: user.self: create write
        client: facture: read
        gone (inactive): facture: read create write
        gone (inactive): facture.invoice_advance.validate: use
        gone (inactive): facture.paiement: use
        sam: societe: read create write
        sam: societe.client.voir: use
        ");
    insta::assert_snapshot!(lacking(&snapshot), @r"
        Records NotAssessed: `record_rules` is not given: add it, or say `record_rules: none` if the application has none
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        Settings NotAssessed: `settings` is not given: add it, or say `settings: none` if the application has none
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
    let bytes = format!("{snapshot:?}");
    assert!(!bytes.contains("PLANTED"), "a secret was collected");
    assert_eq!(snapshot.tokens.len(), 1);
    assert!(snapshot.groups.iter().any(|group| group.administers && group.key == "Dolibarr administrators"));
    let people: Vec<_> =
        snapshot.users.iter().map(|user| (&*user.key, user.kind, user.last_login.as_deref())).collect();
    insta::assert_snapshot!(format!("{people:#?}"), @r#"
        [
            (
                "admin",
                Internal,
                Some(
                    "2026-11-28T09:00:00Z",
                ),
            ),
            (
                "bea",
                Internal,
                Some(
                    "2026-11-27T10:30:00Z",
                ),
            ),
            (
                "client",
                External,
                None,
            ),
            (
                "gone",
                Internal,
                Some(
                    "2025-06-30T17:00:00Z",
                ),
            ),
            (
                "sam",
                Internal,
                None,
            ),
        ]
        "#);

    // Switched on, the advanced rights of people count, too.
    server.sql(&database, "insert into llx_const (name, entity, value) values ('MAIN_USE_ADVANCED_PERMS', 1, '1')");
    let with_advanced = collected(MANIFEST, &url).unwrap();
    let before = access(&snapshot);
    let more: Vec<String> =
        access(&with_advanced).lines().filter(|line| !before.contains(line)).map(str::to_owned).collect();
    assert_eq!(more, ["sam: facture.invoice_advance.validate: use"]);
}
