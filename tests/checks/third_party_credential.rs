use rolecall::snapshot::{Credential, Domain, Snapshot};

use crate::Pair;
use crate::shop::{Shop, shop};

/// A mail server's password, in a record that nobody but administrators may read.
fn mail(snapshot: &Snapshot) -> Credential {
    let resource = snapshot.resources.iter().position(|resource| resource.key == "ir.mail_server");
    Credential {
        kind: "mail server".to_owned(),
        name: "Outgoing".to_owned(),
        resource: resource.map(rolecall::model::ResourceIx::new),
        fields: vec!["smtp_key".to_owned()],
        active: Some(true),
        written: Some("2025-12-01T08:00:00Z".to_owned()),
    }
}

/// A shop with a mail server.
fn with_server(change: fn(&mut Snapshot)) -> Shop {
    shop().with(|system| {
        system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
        system.grant("base.group_system", "ir.mail_server", "rwcd");
        system.field("ir.mail_server", "smtp_key", &[]);
        system.field("ir.mail_server", "smtp_user", &[]);
        system.adjust(|snapshot| {
            snapshot.looked_at(Domain::Credentials);
            snapshot.credentials = vec![mail(snapshot)];
        });
        system.adjust(change);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "third-party-credential",
    fires: || with_server(|_| {}),
    silent: || with_server(|snapshot| snapshot.credentials.clear()),
};

#[test]
fn what_there_is_is_information() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    info, confidence high: 1 mail server with a secret
      credential-kind mail server -> ir.mail_server []
      affects 0
      expected nothing
      actual there is one for `Outgoing`
      path mail server:Outgoing (smtp_key)
      fix write down who looks after each and when it is replaced
    ");
}

fn told(change: fn(&mut Snapshot)) -> String {
    with_server(change).told_by(PAIR.check)
}

/// What is told beside the inventory.
fn beside(shop: &Shop) -> Vec<String> {
    let report = shop.audit();
    let of_check = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
    let worse = of_check.filter(|finding| finding.subject.kind != "credential-kind");
    worse.map(crate::shop::in_words).collect()
}

#[test]
fn whoever_does_not_administer_and_reads_the_field_is_told() {
    let shop = with_server(|_| {}).with(|system| {
        system.grant("sale.group_user", "ir.mail_server", "r");
    });
    insta::assert_snapshot!(beside(&shop).join("\n"), @r#"
    high, confidence high: 3 users can read the secret in ir.mail_server
      resource ir.mail_server -> ir.mail_server ["read"]
      affects 3 ann bob cem
      expected administrators alone can read it
      actual `smtp_key` of `Outgoing` is open to whoever reads the record
      path field:ir.mail_server.smtp_key
      fix let administrators alone read `smtp_key` of ir.mail_server
    "#);
    let guarded = with_server(|_| {}).with(|system| {
        system.grant("sale.group_user", "ir.mail_server", "r");
        system.field("ir.mail_server", "smtp_key", &["base.group_system"]);
    });
    assert!(beside(&guarded).is_empty(), "the field is guarded");
    let outside = with_server(|_| {}).with(|system| {
        system.grant("base.group_portal", "ir.mail_server", "r");
    });
    assert!(beside(&outside)[0].starts_with("critical"), "customers read it");
    let ruled = with_server(|_| {}).with(|system| {
        system.grant("sale.group_user", "ir.mail_server", "r").rule("own", "ir.mail_server", &[], "[('id', '=', 0)]");
    });
    assert!(beside(&ruled)[0].contains("confidence medium"), "a record rule may hide the record");
}

#[test]
fn a_field_whose_value_the_erp_shows_to_nobody_is_no_hole() {
    let shop = with_server(|snapshot| {
        for field in &mut snapshot.fields {
            field.field_type = "Password".to_owned();
        }
    });
    let shop = shop.with(|system| {
        system.grant("sale.group_user", "ir.mail_server", "r");
    });
    assert!(beside(&shop).is_empty());
}

#[test]
fn where_nobody_knows_who_sees_the_field_that_is_not_assessed() {
    let shop = with_server(|snapshot| {
        for field in &mut snapshot.fields {
            field.guard = None;
        }
    });
    let shop = shop.with(|system| {
        system.grant("sale.group_user", "ir.mail_server", "r");
    });
    assert!(beside(&shop).is_empty());
    let what = "who reads the secrets in `ir.mail_server.smtp_key`";
    assert!(shop.audit().not_assessed.iter().any(|entry| entry.what == what));
}

#[test]
fn secrets_that_nobody_looks_after_are_told() {
    let off = told(|snapshot| snapshot.credentials[0].active = Some(false));
    assert!(off.contains("its record is switched off and still holds it"), "{off}");
    let old = told(|snapshot| snapshot.credentials[0].written = Some("2023-12-01T08:00:00Z".to_owned()));
    assert!(old.contains("last written 2023-12-01, 761 days ago") && old.contains("low, confidence high"), "{old}");
    let unknown = told(|snapshot| {
        (snapshot.credentials[0].active, snapshot.credentials[0].written) = (None, None);
    });
    assert_eq!(unknown.matches("confidence").count(), 1, "{unknown}");
    let many = told(|snapshot| {
        let one = Credential { active: Some(false), ..mail(snapshot) };
        snapshot.credentials = (0..20).map(|at| Credential { name: format!("M{at}"), ..one.clone() }).collect();
    });
    assert_eq!(many.matches("confidence").count(), 2, "{many}");
}

#[test]
fn sign_in_providers_are_information_too() {
    let report = with_server(|snapshot| {
        snapshot.looked_at(Domain::Providers);
        let provider =
            |name: &str, enabled| rolecall::snapshot::Provider { name: name.to_owned(), enabled, endpoint: None };
        snapshot.providers = vec![provider("Google", true), provider("Facebook", false)];
    });
    let told = report.told_by(PAIR.check);
    assert!(told.contains("1 sign-in provider in use") && !told.contains("Facebook"), "{told}");
}

#[test]
fn a_snapshot_that_says_nothing_of_secrets_is_not_assessed() {
    let report = shop().audit();
    assert!(report.not_assessed.iter().any(|entry| entry.what == PAIR.check));
}

#[test]
fn records_that_are_called_alike_are_one_finding() {
    let shop = with_server(|snapshot| {
        let one = Credential { active: Some(false), ..mail(snapshot) };
        snapshot.credentials = vec![one.clone(), Credential { fields: vec!["smtp_cert".to_owned()], ..one }];
    });
    let told = beside(&shop);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("2 mail servers `Outgoing` hold secrets") && told[0].contains("`smtp_cert` and `smtp_key`"),
        "{told:?}"
    );
}

#[test]
fn who_reads_what_the_catalogue_knows_is_told_by_another_check() {
    let shop = with_server(|snapshot| {
        snapshot.credentials[0].fields = vec!["smtp_pass".to_owned()];
        for field in &mut snapshot.fields {
            if field.name == "smtp_key" {
                field.name = "smtp_pass".to_owned();
            }
        }
    });
    let shop = shop.with(|system| {
        system.grant("sale.group_user", "ir.mail_server", "r");
    });
    assert!(beside(&shop).is_empty());
    let report = shop.audit();
    assert!(report.findings.iter().any(|finding| finding.check_name == "credential-field-readable"));
}
