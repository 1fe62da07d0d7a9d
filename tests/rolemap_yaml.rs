//! Role maps in YAML: what is read, and everything that is told when it is wrong.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;

use rolecall::model::{RecordScope, SecretKind};
use rolecall::rolemap::casbin::Guardrails;
use rolecall::rolemap::{LoadError, Loaded, OpSelection, lint, load};

const EXAMPLE: &str = include_str!("fixtures/rolemap/example.yaml");
const STAFF: &str =
    "login,role,person,department\nmara@acme.example,sales-rep,Mara Graf,Sales\nmara@acme.example,employee\n";

/// Loads a map of this text; problems name it `map.yaml`.
fn read(text: impl AsRef<[u8]>, staff: &str) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), text).unwrap();
    std::fs::write(folder.path().join("staff.csv"), staff).unwrap();
    load(&folder.path().join("map.yaml")).unwrap()
}

fn told(loaded: &Loaded) -> String {
    let problems = loaded.problems.iter().cloned().chain(lint(&loaded.map, None, &Guardrails::load(None).unwrap()));
    let lines: Vec<String> = problems.map(|problem| plain(&problem.to_string())).collect();
    lines.join("\n")
}

/// Without the folder that the test made.
fn plain(text: &str) -> String {
    let folder = format!("{}/", std::env::temp_dir().display());
    let mut parts = text.split(&folder);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('/').map_or(part, |(_, rest)| rest))
}

#[test]
fn the_whole_format_is_read() {
    let loaded = read(EXAMPLE, STAFF);
    assert_eq!(told(&loaded), "");
    let map = &loaded.map;
    assert_eq!(map.files.len(), 2);
    let rep = map.roles.iter().find(|role| role.name.value == "sales-rep").unwrap();
    assert_eq!(plain(&rep.name.at.to_string()), "map.yaml:9:3");
    assert_eq!(rep.grants.len(), 4);
    assert_eq!(plain(&rep.grants[0].access.at.to_string()), "map.yaml:13:19");
    assert_eq!(rep.grants[1].access.value.allow, OpSelection::All);
    assert_eq!(rep.records[0].scope.value, RecordScope::Own);
    let cost = &rep.fields[0];
    assert_eq!((cost.resource.value.as_str(), cost.field.as_str()), ("product.product", "standard_price"));
    assert_eq!(cost.access.value.deny, OpSelection::All);
    assert_eq!(rep.probe.as_ref().unwrap().secret.value, "env:PROBE_SALES_SECRET");
    assert_eq!(map.tokens[0].expires_within_days.as_ref().unwrap().value, 90);
    assert_eq!(map.tokens[0].rotate_every_days.as_ref().unwrap().value, 26 * 7);
    assert!(map.admins.break_glass[0].sealed);
    let held: Vec<_> = map.assignments.iter().map(|one| (one.who.value.as_str(), one.role.value.as_str())).collect();
    assert_eq!(
        held,
        [
            ("*@sales.acme.example", "sales-rep"),
            ("pos1", "sales-rep"),
            ("mara@acme.example", "sales-rep"),
            ("mara@acme.example", "employee")
        ]
    );
    assert_eq!(map.assignments[2].department.as_deref(), Some("Sales"));
}

#[test]
fn users_may_be_a_list_or_a_mapping() {
    for users in ["[{login: mara, role: [a, b]}]", "{mara: [a, b]}", "[{login: mara, role: a}, {login: mara, role: b}]"]
    {
        let loaded = read(format!("roles: {{a: {{groups: g}}, b: {{groups: g}}}}\nusers: {users}\n"), "");
        assert_eq!(told(&loaded), "", "{users}");
        let roles: Vec<_> = loaded.map.assignments.iter().map(|one| one.role.value.as_str()).collect();
        assert_eq!(roles, ["a", "b"], "{users}");
    }
}

#[test]
fn names_that_other_readers_would_take_for_something_else_stay_names() {
    let loaded = read("roles:\n  no: {groups: [1.0, yes, 007]}\n  🚀: {groups: null, extends: no}\n  y: ~\n", "");
    let roles: Vec<_> = loaded.map.roles.iter().map(|role| role.name.value.as_str()).collect();
    assert_eq!(roles, ["no", "🚀", "y"]);
    let groups: Vec<_> = loaded.map.roles[0].groups.iter().map(|group| group.value.as_str()).collect();
    assert_eq!(groups, ["1.0", "yes", "007"]);
}

#[test]
fn every_problem_is_told_at_once() {
    let map = r#"
sytem: odo
system: odo
scope: [sale.order]
roles:
  clerk:
    group: [base.group_user]
    groups: {a: b}
    grants:
      sale.order: raed
      sale.*.line: r
      res.partner: [r, deny read]
      hr.employee: {read: true}
      product.product: r
      product.product: w
    fields: {name: r, res.partner.bank_ids: create, "x.*": r}
    records: {sale.order: mine, account.move: compny}
    must_not: [""]
    probe: {login: x, secret: hunter2}
  lead: {extends: clark, groups: [g, g], probe: hunter2}
  "a\u001b[31m": {}
users: {mara: clerk, nils: clrek}
tokens: {web: {expires_within: 90, rotate_every: 0d, owner: [a]}}
admins: {break_glass: [{custodian: CISO, sealed: maybe}]}
shared_allowed: pos1
"#;
    let told = told(&read(map, ""));
    assert!(!told.contains("hunter2"), "a secret is never repeated");
    insta::assert_snapshot!(told);
}

#[test]
fn a_probe_may_say_what_its_secret_is() {
    let read = |probe: &str| {
        let text = format!("roles: {{a: {{groups: [g], probe: {{login: x, secret: 'env:A'{probe}}}}}}}");
        read(&text, "")
    };
    let kind = |probe: &str| read(probe).map.roles[0].probe.as_ref().unwrap().kind;
    assert_eq!(kind(""), None);
    assert_eq!(kind(", kind: key"), Some(SecretKind::Key));
    assert_eq!(kind(", kind: password"), Some(SecretKind::Password));
    assert!(told(&read(", kind: pin")).contains("unknown kind of secret `pin`"));
}

#[test]
fn the_design_is_checked() {
    let map = r"
system: odoo
scope: {resources: [sale.*, hr.*]}
roles:
  base: {groups: [base.group_user], must_not: [hr.*]}
  a:
    extends: [base, b, base]
    groups: [g]
    grants: {hr.employee: r, sale.order: crud, account.move: r, 'sale.*': deny delete, ir.rule: rw}
  b: {extends: a, groups: [g]}
  c: {grants: {sale.order: all deny delete, ir.*: all}}
  it-admin: {groups: [base.group_system], grants: {ir.rule: all}}
  user:x: {groups: [g]}
users: [{login: Mara, role: a}, {login: mara, role: a}]
shared_allowed: [{login: pos1}]
";
    insta::assert_snapshot!(told(&read(map, "")));
}

#[test]
fn an_empty_map_is_an_error() {
    for text in ["", "# nothing\n", "---\n", "roles: {}\n", "roles: {a: {}}\n", "system: odoo\n"] {
        assert!(told(&read(text, "")).contains("the role map is empty"), "{text:?}");
    }
}

#[test]
fn a_map_in_utf_16_with_windows_line_ends_is_read() {
    let text: Vec<u8> =
        format!("\u{feff}{EXAMPLE}").replace('\n', "\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(told(&read(text, STAFF)), "");
}

#[test]
fn staff_lists_are_checked_row_by_row() {
    let staff = "Login;Role;Persn\nmara;sales-rep;Mara\n;employee\nnils;\nmara;sales-rep;\nolga;sales-reb;\n";
    insta::assert_snapshot!(told(&read(EXAMPLE, staff)));
    insta::assert_snapshot!(told(&read(EXAMPLE, "mara,sales-rep\n")));
    insta::assert_snapshot!(told(&read(EXAMPLE, "")));
    insta::assert_snapshot!(told(&read(EXAMPLE.replace("staff.csv", "stuff.csv"), "")));
}

#[test]
fn what_is_no_file_of_text_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, bytes: Option<&[u8]>| {
        let path = folder.path().join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        plain(&error(&path).to_string())
    };
    std::fs::create_dir(folder.path().join("folder.yaml")).unwrap();
    let all = [
        refused("absent.yaml", None),
        refused("folder.yaml", None),
        refused("latin.yaml", Some(b"roles: {m\xfcller: {}}")),
        refused("binary.yaml", Some(b"\x00\x01\x02\x03\x04")),
        refused("binary.csv", Some(b"\x7fELF\x02\x01\x01\x00\x00")),
        refused("noise.xlsx", Some(b"not a workbook")),
        refused("map.ods", Some(b"PK")),
        refused("map", Some(b"roles:")),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

fn error(path: &Path) -> LoadError {
    load(path).unwrap_err()
}

#[test]
fn a_hostile_map_tells_a_bounded_number_of_problems() {
    let cells: Vec<String> = (0..50_000).map(|i| format!("r{i}: 4z")).collect();
    let map = format!(
        "roles: {{a: {{grants: {{{}}}}}}}",
        cells.join(
            ",
"
        )
    );
    let loaded = read(map, "");
    assert_eq!(loaded.problems.len(), 1001);
    assert_eq!(loaded.problems[1000].message, "49000 more problems are not shown");
}

#[test]
fn a_staff_list_outside_the_maps_folder_is_neither_read_nor_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("maps");
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(folder.path().join("secret.csv"), "postgres://joe:hunter2@db/erp\n").unwrap();
    for users in ["../secret.csv", "sub/../../secret.csv", &folder.path().join("secret.csv").display().to_string()] {
        let map = inside.join("map.yaml");
        std::fs::write(&map, format!("roles: {{ clerk: {{ groups: [g] }} }}\nusers: '{users}'\n")).unwrap();
        let loaded = rolecall::rolemap::load(&map).unwrap();
        let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|line| line.contains("leads out of the role map's folder")), "{told:?}");
        assert!(!told.iter().any(|line| line.contains("hunter2")), "{told:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_maps_folder_may_lead_about_it_but_not_out() {
    let folder = tempfile::tempdir().unwrap();
    let maps = folder.path().join("maps");
    std::fs::create_dir_all(maps.join("sub")).unwrap();
    std::fs::write(folder.path().join("outside.csv"), "login,role\nmara,clerk\n").unwrap();
    std::fs::write(maps.join("sub/staff.csv"), "login,role\nnils,clerk\n").unwrap();
    std::os::unix::fs::symlink("../outside.csv", maps.join("out.csv")).unwrap();
    std::os::unix::fs::symlink("sub/staff.csv", maps.join("in.csv")).unwrap();
    let map = maps.join("map.yaml");
    let load = |users: &str| {
        std::fs::write(&map, format!("roles: {{ clerk: {{ groups: [g] }} }}\nusers: {users}\n")).unwrap();
        rolecall::rolemap::load(&map).unwrap()
    };
    for inside in ["in.csv", "sub/../sub/staff.csv", "./sub/staff.csv"] {
        assert_eq!(load(inside).problems, [], "{inside}");
        assert_eq!(load(inside).map.assignments.len(), 1, "{inside}");
    }
    let out = load("out.csv");
    assert!(out.map.assignments.is_empty());
    assert!(out.problems[0].message.contains("`out.csv` leads out of the role map's folder"), "{:?}", out.problems);
}

#[test]
fn a_file_that_is_no_staff_list_is_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("map.yaml");
    std::fs::write(&map, "roles: { clerk: { groups: [g] } }\nusers: key.txt\n").unwrap();
    std::fs::write(folder.path().join("key.txt"), "hunter2,logn\nhunter3,x\n").unwrap();
    let loaded = rolecall::rolemap::load(&map).unwrap();
    let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("no column `login`, `role`") && !told[0].contains("hunter"), "{told:?}");
}
