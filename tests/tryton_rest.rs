//! A real Tryton 8.2 from `PyPI` over its REST interface, by the manifest of docs/examples/tryton-rest.yaml.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]
#![expect(clippy::indexing_slicing, reason = "answers of a known shape")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

#[path = "support/tryton/mod.rs"]
mod tryton;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tryton::{Company, Server, difference};

/// The logins that are asked as, with the names of their secrets in the design.
const ASKED: [(&str, &str); 3] =
    [("mara.sales", "TRYTON_MARA"), ("ben.buyer", "TRYTON_BEN"), ("walt.store", "TRYTON_WALT")];

/// A key of the application "REST API" that a user makes for itself, as the web client does.
fn key(server: &Server, login: &str) -> String {
    let session = server.sign_in(login);
    let key = format!("probe-key-of-{login}-0123456789abcdef0123456789abcdef");
    let application = json!([[{ "key": key, "application": "rest", "user": session.user }]]);
    session.call("model.res.user.application.create", &application).unwrap();
    key
}

fn rolecall(arguments: &[&str], secrets: &[(String, String)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.env("ROLECALL_NO_ARCHIVE", "1");
    command.args(arguments).env("NO_COLOR", "1").envs(secrets.iter().cloned());
    let output = command.output().unwrap();
    eprintln!("rolecall {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// What each question came to: its kind, role, resource, operation, field and record.
fn observed(evidence: &Path) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(evidence).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let asked = |line: &Value| ["resource", "record", "read-field"].iter().any(|kind| line["kind"] == *kind);
    let key = |line: &Value| {
        ["kind", "role", "resource", "op", "field", "record"]
            .map(|key| line[key].as_str().unwrap_or_default())
            .join(" ")
    };
    lines.filter(asked).map(|line| (key(&line), line)).collect()
}

#[test]
fn a_real_tryton_is_probed_over_rest_as_over_json_rpc_and_stays_as_it_was() {
    let Some(lab) = tryton::lab() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let server = lab.serve(Company::Honest);
    let keys: Vec<_> = ASKED.iter().map(|(login, secret)| ((*secret).to_owned(), key(&server, login))).collect();
    let passwords: Vec<_> =
        ASKED.iter().map(|(login, secret)| ((*secret).to_owned(), tryton::password(login))).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let database = vec![("DATABASE".to_owned(), format!("sqlite:{}", server.file().display()))];
    let snapshot = file("lab.snapshot");
    let collect = ["collect", "--kind", "tryton", "--database-url", "env:DATABASE", "-o", &snapshot];
    assert_eq!(rolecall(&collect, &database).0, 0);
    std::fs::copy(root.join("tests/tryton/staff.csv"), file("staff.csv")).unwrap();
    let design = std::fs::read_to_string(root.join("tests/tryton/roles.yaml")).unwrap();
    std::fs::write(file("passwords.yaml"), &design).unwrap();
    std::fs::write(file("keys.yaml"), design.replace("kind: password", "kind: bearer")).unwrap();

    let (url, manifest) = (server.url(), root.join("docs/examples/tryton-rest.yaml").display().to_string());
    let probe = |map: &str, evidence: &str, more: &[&str], secrets: &[(String, String)]| {
        let (map, evidence) = (file(map), file(evidence));
        let mut arguments = vec!["probe", "--snapshot", &snapshot, "--map", &map, "--url", &url, "--database", "lab"];
        arguments.extend(["--evidence", &evidence, "--no-sign-in", "--format", "json"]);
        arguments.extend(more);
        let (code, report) = rolecall(&arguments, secrets);
        assert!(code != 2, "{report}");
        observed(Path::new(&evidence))
    };
    let before = server.copy();
    let by_rest = probe(
        "keys.yaml",
        "rest.jsonl",
        &["--probe-manifest", &manifest, "--role", "seller", "--role", "buyer", "--role", "warehouse"],
        &keys,
    );
    assert_eq!(difference(&before, &server.copy()).changes, [""; 0], "a probe over REST changes nothing");

    let odd: Vec<_> =
        by_rest.values().filter(|line| line["predicted"].is_string() && line["predicted"] != line["outcome"]).collect();
    eprintln!("{} questions over REST, {} otherwise than computed", by_rest.len(), odd.len());
    assert!(by_rest.len() > 2_000, "{}", by_rest.len());
    assert!(odd.is_empty(), "{} {:#?}", odd.len(), odd.first());
    let kinds = |kind: &str| by_rest.values().filter(|line| line["kind"] == kind).count();
    assert!(kinds("resource") > 2_000 && kinds("record") > 0, "{} {}", kinds("resource"), kinds("record"));

    let by_dialect = probe("passwords.yaml", "rpc.jsonl", &["--role", "buyer"], &passwords);
    let both = by_rest.iter().filter_map(|(key, line)| Some((key, line, by_dialect.get(key)?)));
    let (mut same, mut differ) = (0, Vec::new());
    for (key, rest, rpc) in both {
        let clear = [rest, rpc].iter().all(|line| line["outcome"] != "inconclusive");
        if clear && rest["outcome"] == rpc["outcome"] {
            same += 1;
        } else if clear {
            differ.push(key);
        }
    }
    eprintln!("{same} the same over JSON-RPC");
    assert!(differ.is_empty(), "{differ:?}");
    assert!(same > 1_000, "{same}");
}
