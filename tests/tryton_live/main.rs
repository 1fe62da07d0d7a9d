//! Against a running Tryton 8.2 from `PyPI`: collected over its API, probed as its people, and looked at before and after.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it does not expect")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

#[path = "../support/tryton/mod.rs"]
mod tryton;

use std::path::Path;
use std::process::Command;

use rolecall::connect::Extra;
use rolecall::connect::api::{Account, Erp, Options};
use rolecall::connect::live::SecretKind;
use rolecall::connect::{CollectOptions, tryton as database};
use rolecall::net::{Base, Client};
use rolecall::snapshot::{Domain, Field, Presence, Snapshot, State, System};
use serde_json::Value;

use tryton::{ADMIN, Company, Server, difference, password};

macro_rules! lab_or_skip {
    () => {
        match tryton::lab() {
            Some(lab) => lab,
            None => return,
        }
    };
}

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// What somebody is told over the API.
fn over_the_api(server: &Server, login: &str) -> Snapshot {
    let client = Client::new(Base::read(&server.url(), false).unwrap(), &rolecall::net::Options::default()).unwrap();
    let account = Account { login: login.to_owned(), secret: password(login).into(), kind: SecretKind::Password };
    let now_is = "2026-01-01T00:00:00Z".to_owned();
    let options =
        Options { system: None, database: None, account, probes: Vec::new(), now: now_is, extra: Extra::default() };
    now(Erp::Tryton.collect(client, &options, &|_| {})).unwrap().snapshot
}

/// What the database says.
fn from_the_database(file: &Path) -> Snapshot {
    let url = format!("sqlite:{}", file.display()).into();
    now(database::collect(&url, &CollectOptions::default(), &|_| {})).unwrap()
}

/// A snapshot without what only one of the two ways knows.
fn alike(snapshot: Snapshot) -> Snapshot {
    let mut users = snapshot.users;
    for user in &mut users {
        (user.password, user.last_login) = (Presence::Unknown, None);
    }
    // Over the API a field that is worked out holds a value like any other.
    let fields = snapshot.fields.into_iter().map(|field| Field { stored: true, ..field }).collect();
    let system = System { kind: snapshot.system.kind, version: snapshot.system.version, ..System::default() };
    let (population, coverage) = (Vec::new(), Vec::new());
    // The API does not tell which tables keep a history.
    Snapshot { system, users, fields, population, coverage, trails: None, ..snapshot }
}

/// Where two values differ: the places with both.
fn differences(one: &Value, other: &Value, at: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let (a, b) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                differences(a, b, &format!("{at}.{key}"), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (place, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{at}[{place}]"), found);
            }
        }
        (a, b) if a != b && found.len() < 20 => {
            let short = |value: &Value| value.to_string().chars().take(200).collect::<String>();
            found.push(format!("{at}: {} {}", short(a), short(b)));
        }
        _ => {}
    }
}

/// Fails with the places where they differ.
fn assert_alike<T: serde::Serialize>(one: &T, other: &T) {
    let (one, other) = (serde_json::to_value(one).unwrap(), serde_json::to_value(other).unwrap());
    let mut found = Vec::new();
    differences(&one, &other, "", &mut found);
    assert_eq!(found, [""; 0]);
}

fn state(snapshot: &Snapshot, domain: Domain) -> State {
    snapshot.coverage_of(domain).state
}

#[test]
fn over_the_api_the_snapshot_is_that_of_the_database() {
    let lab = lab_or_skip!();
    for company in [Company::Honest, Company::Faults] {
        let server = lab.serve(company);
        let before = server.copy();
        let told = over_the_api(&server, ADMIN);
        let asked = difference(&before, &server.copy());
        assert_eq!((asked.changes, asked.traces), (vec![], vec![]), "the session is gone again");
        assert!(told.population.iter().all(|count| count.collected == count.counted) && told.population.len() > 15);
        for domain in [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Fields, Domain::Records] {
            assert_eq!(state(&told, domain), State::Assessed, "{:?}", told.coverage_of(domain));
        }
        assert_eq!(state(&told, Domain::Passwords), State::NotAssessed);
        let text = serde_json::to_string(&told).unwrap();
        for (_, key) in [tryton::INTEGRATION, tryton::LEFT] {
            assert!(!text.contains(key), "a key is nobody's business");
        }
        assert_alike(&alike(told), &alike(from_the_database(&server.file())));
    }
}

#[test]
fn an_ordinary_account_is_told_nearly_as_much_and_says_what_it_is_not_shown() {
    let lab = lab_or_skip!();
    let server = lab.serve(Company::Honest);
    let (told, whole) = (over_the_api(&server, "noel.nogroup"), alike(from_the_database(&server.file())));
    assert_alike(&(&told.grants, &told.rules, &told.groups), &(&whole.grants, &whole.rules, &whole.groups));
    assert_alike(&(&told.memberships, &told.fields), &(&whole.memberships, &whole.fields));
    assert_eq!(state(&told, Domain::Surfaces), State::Incomplete, "menus and actions of others");
    assert_eq!(state(&told, Domain::Tokens), State::Incomplete, "keys of others");
    assert!(told.surfaces.len() < whole.surfaces.len() && told.tokens.len() < whole.tokens.len());
    let doubtful = told.resources.iter().filter(|resource| !resource.unsure.is_empty()).count();
    assert_eq!(doubtful, 0, "every module of this company is Tryton's own");
}

/// The program, with the passwords of those who ask; its exit code and what it writes.
fn rolecall(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.env("ROLECALL_NO_ARCHIVE", "1");
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").env_remove("ROLECALL_CONFIG");
    for (name, login) in [("TRYTON_MARA", "mara.sales"), ("TRYTON_ADMIN", ADMIN)] {
        command.env(name, password(login));
    }
    let output = command.output().unwrap();
    eprintln!("rolecall {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_probe_changes_nothing_and_agrees_with_what_was_computed() {
    let lab = lab_or_skip!();
    let server = lab.serve(Company::Honest);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (snapshot, evidence, url) = (file("snapshot"), file("evidence.jsonl"), server.url());
    let live = ["--url", &url, "--login", ADMIN, "--secret", "env:TRYTON_ADMIN"];
    let collect = [&["collect", "--kind", "tryton", "-o", &snapshot][..], &live].concat();
    assert!([0, 3].contains(&rolecall(&collect).0));

    let before = server.copy();
    let map = ["--map", "tests/tryton/roles.yaml", "--role", "seller"];
    let probe = [&["probe", "--snapshot", &snapshot, "--evidence", &evidence][..], &map, &live].concat();
    rolecall(&probe);
    let asked = difference(&before, &server.copy());
    assert_eq!(asked.changes, [""; 0], "no table but those of sessions");
    assert!(asked.traces.iter().all(|told| told.starts_with("res_user_login_attempt")), "{:?}", asked.traces);

    let evidence = std::fs::read_to_string(evidence).unwrap();
    let cells: Vec<Value> = evidence.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!evidence.contains(&password("mara.sales")));
    let differs = |cell: &&Value| cell["predicted"].is_string() && cell["predicted"] != cell["outcome"];
    let told = |cell: &Value| format!("{} {} {}", cell["login"], cell["request"], cell["outcome"]);
    let strange: Vec<String> = cells
        .iter()
        .filter(differs)
        .filter(|cell| cell["outcome"] != "inconclusive" && cell["caveat"].is_null())
        .map(told)
        .collect();
    assert_eq!(strange, [""; 0]);
    let count = |kind: &str, outcome: &str| {
        cells.iter().filter(|cell| cell["kind"] == kind && cell["outcome"] == outcome).count()
    };
    eprintln!(
        "resources {} and {}, attempts {} and {}, records {} and {}, buttons {} and {}, inconclusive {}",
        count("resource", "allowed"),
        count("resource", "denied"),
        count("attempt", "allowed"),
        count("attempt", "denied"),
        count("record", "allowed"),
        count("record", "denied"),
        count("surface", "allowed"),
        count("surface", "denied"),
        cells.iter().filter(|cell| cell["outcome"] == "inconclusive").count(),
    );
    assert!(count("resource", "allowed") > 100 && count("resource", "denied") > 100);
    assert!(count("attempt", "allowed") > 10 && count("surface", "allowed") > 5 && count("surface", "denied") > 50);
    assert_eq!(count("control", "allowed"), 2);
}
