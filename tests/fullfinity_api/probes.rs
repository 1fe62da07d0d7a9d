//! The whole way through the program: collect, plan, probe.

use std::path::Path;
use std::process::{Command, Output};

use crate::server::{Disturbance, Erp, Server, company};

const MAP: &str = "\
system: fullfinity
scope: { resources: [CrmLead, Contact, User] }
roles:
  auditor:
    groups: [crm_admin]
    includes: [crm_admin]
  seller:
    groups: [crm_user]
    grants: { CrmLead: crw, Contact: r }
    fields: { CrmLead.cost: none, CrmLead.name: r }
    must_not: [User]
    users: [ann@acme.example]
    probe: { login: ann@acme.example, secret: \"env:ANN\" }
  customer:
    groups: [core_portal]
    must_not: [CrmLead]
    users: [eve@shop.example]
    probe: { login: eve@shop.example, secret: \"env:EVE\" }
";

fn rolecall(folder: &Path, server: &Server, arguments: &[&str]) -> Output {
    std::fs::write(folder.join("map.yaml"), MAP).unwrap();
    let toml = format!(
        "[systems.acme]\nkind = \"fullfinity\"\nurl = \"{}\"\nlogin = \"auditor@acme.example\"\nsecret = \"env:AUDITOR\"\nmap = \"map.yaml\"\n",
        server.address
    );
    std::fs::write(folder.join("rolecall.toml"), toml).unwrap();
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(arguments)
        .current_dir(folder)
        .env("AUDITOR", "audit-secret")
        .env("ANN", "ann-secret")
        .env("EVE", "eve-secret")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn guarded() -> Erp {
    let mut erp = company();
    for (login, models) in [
        ("ann@acme.example", &["User", "ModelAccess", "Group"][..]),
        ("eve@shop.example", &["User", "CrmLead", "Contact"]),
    ] {
        erp.refused.extend(models.iter().map(|model| (login.to_owned(), (*model).to_owned())));
    }
    erp
}

#[test]
fn a_plan_names_every_request_and_sends_none() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(guarded());
    let collected = rolecall(home.path(), &server, &["collect", "acme", "-o", "acme.snapshot"]);
    assert_eq!(collected.status.code(), Some(3), "{}", out(&collected));
    let before = server.heard().len();
    let plan = rolecall(home.path(), &server, &["probe", "acme", "--snapshot", "acme.snapshot", "--plan"]);
    assert_eq!(plan.status.code(), Some(0), "{}", out(&plan));
    let told = out(&plan);
    for part in [
        "POST /api/query/CrmLead id, at most 1",
        "open  ann@acme.example: POST /auth/authenticate",
        "close  ann@acme.example: nothing is sent: it ends by itself",
        "POST /api/query/User id, at most 1 without a login",
        "nothing that writes is ever sent",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    for never in ["/api/create", "/api/update", "/api/delete", "/api/bulk"] {
        assert!(!told.contains(never));
    }
    assert_eq!(server.heard().len(), before);
}

#[test]
fn a_probe_proves_what_the_status_tells_and_sends_no_write() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(guarded());
    let probed = rolecall(home.path(), &server, &["probe", "acme", "--format", "json", "--evidence", "evidence.jsonl"]);
    assert_eq!(probed.status.code(), Some(3), "{}", out(&probed));
    let evidence = std::fs::read_to_string(home.path().join("evidence.jsonl")).unwrap();
    assert!(evidence.contains("\"allowed\"") && evidence.contains("\"denied\""), "{evidence}");
    assert!(!evidence.contains("ann-secret") && !evidence.contains("token"), "{evidence}");
    for asked in server.asked() {
        let fine = ["/api/query/", "/api/fetch/", "/auth/authenticate", "/openapi.json"];
        assert!(fine.iter().any(|path| asked.path.starts_with(path)), "{} {}", asked.method, asked.path);
    }
}

#[test]
fn what_the_system_gives_beyond_the_design_is_a_finding() {
    let home = tempfile::tempdir().unwrap();
    // Nobody is refused anything.
    let server = Server::start(company());
    let probed = rolecall(home.path(), &server, &["probe", "acme", "--format", "json"]);
    let told = out(&probed);
    assert!(told.contains("\"unexpected-allow\"") && told.contains("\"User\""), "{told}");
    let anonymous: Vec<_> =
        server.asked().into_iter().filter(|asked| asked.token.is_empty() && asked.path.starts_with("/api")).collect();
    assert!(!anonymous.is_empty());
}

#[test]
fn a_server_that_fails_proves_nothing() {
    for disturbance in [Disturbance::Page(403), Disturbance::Traceback, Disturbance::Dropped, Disturbance::Shape] {
        let home = tempfile::tempdir().unwrap();
        let calm = Server::start(guarded());
        rolecall(home.path(), &calm, &["collect", "acme", "-o", "acme.snapshot"]);
        let erp = Erp { disturbed: [("/api/query/CrmLead".to_owned(), disturbance)].into(), ..guarded() };
        let server = Server::start(erp);
        let arguments = ["probe", "acme", "--snapshot", "acme.snapshot", "--format", "json"];
        let probed = rolecall(home.path(), &server, &arguments);
        let told = out(&probed);
        assert_eq!(probed.status.code(), Some(3), "{disturbance:?}: {told}");
        assert!(!told.contains("unexpected-deny"), "{disturbance:?}: {told}");
    }
}
