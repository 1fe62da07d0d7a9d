//! What the program says and how it ends when a system or a snapshot is not what one would wish.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rolecall::snapshot::{Domain, Snapshot, State, write};
use rolecall::synth::{Builder, company};
use rust_xlsxwriter::Workbook;

fn rolecall(folder: &Path, arguments: &[&str], stdin: &str) -> Output {
    let mut started = Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without reading.
    let _ = started.stdin.take().unwrap().write_all(stdin.as_bytes());
    started.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn lacking(domain: Domain) -> Snapshot {
    let mut snapshot = company(1, "2026-01-01T00:00:00Z").snapshot;
    let at = snapshot.coverage.iter().position(|coverage| coverage.domain == domain).unwrap();
    snapshot.coverage[at].state = State::Incomplete;
    snapshot.coverage[at].reason = Some("no right to read `res_groups_users_rel`".to_owned());
    snapshot
}

#[test]
fn an_answer_from_half_a_snapshot_is_no_fact() {
    let folder = tempfile::tempdir().unwrap();
    write(&lacking(Domain::Memberships), &folder.path().join("half.snapshot")).unwrap();
    let explain = ["explain", "public", "sale.order", "write", "--snapshot", "half.snapshot"];
    let access = ["access", "--user", "public", "--snapshot", "half.snapshot"];
    for command in [&explain[..], &access] {
        let said = rolecall(folder.path(), command, "");
        assert_eq!(said.status.code(), Some(3), "{command:?}");
        assert_eq!(text(&said.stderr), "incomplete: memberships: no right to read `res_groups_users_rel`\n");
    }
    let said = text(&rolecall(folder.path(), &explain, "").stdout);
    assert!(said.starts_with("public may not write sale.order, as far as the snapshot tells\n"), "{said}");
}

/// A snapshot in which sellers see two fields of orders, and nobody knows who sees a third.
fn with_fields(folder: &Path) -> Snapshot {
    let mut system = Builder::new("shop");
    system.grant("sale.user", "sale.order", "rw").grant("sale.guest", "sale.order", "r");
    system.grant("sale.user", "sale.note", "wc").field("sale.note", "text", &[]);
    system.user("ann", "Ann", &["sale.user"]).user("guest", "Guest", &["sale.guest"]);
    for (name, groups) in [("name", &[][..]), ("margin", &["sale.user"]), ("total", &[])] {
        system.field("sale.order", name, groups);
    }
    let mut snapshot = system.build();
    snapshot.fields.iter_mut().filter(|field| field.name == "total").for_each(|field| field.guard = None);
    write(&snapshot, &folder.join("shop.snapshot")).unwrap();
    snapshot
}

#[test]
fn fields_are_listed_by_what_each_reader_of_the_model_can_do_with_them() {
    let folder = tempfile::tempdir().unwrap();
    with_fields(folder.path());
    let ask = |format: &str| {
        let said = rolecall(
            folder.path(),
            &["access", "--snapshot", "shop.snapshot", "--fields", "--resource", "sale.*", "--format", format],
            "",
        );
        assert_eq!(said.status.code(), Some(3), "nobody knows who sees the total");
        let open = "not assessed: who sees 2 of the fields: the snapshot does not know it\n";
        assert_eq!(text(&said.stderr), open);
        text(&said.stdout)
    };
    insta::assert_snapshot!(ask("jsonl"), @r#"
    {"user":"ann","resource":"sale.note","ops":["create","write"]}
    {"user":"ann","resource":"sale.order","ops":["read","write"]}
    {"user":"ann","resource":"sale.order","readable":["margin","name"],"writable":["margin","name"],"not_assessed_fields":["total"]}
    {"user":"guest","resource":"sale.order","ops":["read"]}
    {"user":"guest","resource":"sale.order","readable":["name"],"writable":[],"not_assessed_fields":["total"]}
    "#);
    insta::assert_snapshot!(ask("csv").replace('\r', ""), @r#"
    user,resource,field,operations,scope
    ann,sale.note,,"write, create",all
    ann,sale.order,,"read, write",all
    ann,sale.order,margin,"read, write",
    ann,sale.order,name,"read, write",
    ann,sale.order,total,not assessed,
    guest,sale.order,,read,all
    guest,sale.order,margin,hidden,
    guest,sale.order,name,read,
    guest,sale.order,total,not assessed,
    "#);
    insta::assert_snapshot!(ask("table"), @r"
    user   resource    field   operations     scope
    ───────────────────────────────────────────────
    ann    sale.note           write, create  all
    ann    sale.order          read, write    all
    ann    sale.order  margin  read, write
    ann    sale.order  name    read, write
    ann    sale.order  total   not assessed
    guest  sale.order          read           all
    guest  sale.order  margin  hidden
    guest  sale.order  name    read
    guest  sale.order  total   not assessed
    ");
}

#[test]
fn fields_that_are_known_for_the_user_who_was_asked_about_are_a_full_answer() {
    let folder = tempfile::tempdir().unwrap();
    with_fields(folder.path());
    let arguments = ["access", "--snapshot", "shop.snapshot", "--fields", "--user", "ann", "--resource", "sale.note"];
    assert_eq!(rolecall(folder.path(), &arguments, "").status.code(), Some(0));
}

#[test]
fn fields_that_were_not_all_asked_about_make_the_answer_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let mut snapshot = with_fields(folder.path());
    for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == Domain::Fields) {
        (coverage.state, coverage.reason) = (State::Incomplete, Some("one model was refused".to_owned()));
    }
    write(&snapshot, &folder.path().join("shop.snapshot")).unwrap();
    let said = rolecall(folder.path(), &["access", "--snapshot", "shop.snapshot", "--fields", "--format", "jsonl"], "");
    assert_eq!(said.status.code(), Some(3));
    assert_eq!(text(&said.stderr), "incomplete: fields: one model was refused\n");
    assert!(text(&said.stdout).contains("\"readable\":[\"margin\",\"name\"]"), "what is known is told");
}

#[test]
fn a_secret_on_stdin_is_read_once_by_an_audit_with_a_configured_map() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[systems.prod]\nkind = \"odoo\"\npostgres = \"stdin\"\nmap = \"map.yaml\"\n";
    std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    std::fs::write(folder.path().join("map.yaml"), "roles: {clerk: {groups: g, grants: {sale.order: r}}}\n").unwrap();
    let said = rolecall(folder.path(), &["audit", "prod"], "postgres://nobody@127.0.0.1:9/erp\n");
    assert_eq!(said.status.code(), Some(2));
    assert!(text(&said.stderr).contains("cannot reach PostgreSQL at `127.0.0.1:9`"), "{}", text(&said.stderr));
}

#[test]
fn a_map_with_errors_is_told_before_a_secret_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[systems.prod]\nkind = \"odoo\"\npostgres = \"env:ROLECALL_NOT_SET\"\nmap = \"map.yaml\"\n";
    std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    std::fs::write(folder.path().join("map.yaml"), "roles: {}\n").unwrap();
    let said = text(&rolecall(folder.path(), &["audit", "prod"], "").stderr);
    assert!(said.ends_with("error: `map.yaml` has 1 error; nothing was done\n"), "{said}");
}

#[test]
fn problems_of_a_sheet_are_told_in_the_order_of_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Access").unwrap();
    sheet.write(0, 0, "Model").unwrap().write(0, 1, "clerk").unwrap();
    for row in 1..12 {
        sheet.write(row, 0, format!("sale.order{row}")).unwrap().write(row, 1, "4z").unwrap();
    }
    workbook.save(folder.path().join("map.xlsx")).unwrap();
    let said = text(&rolecall(folder.path(), &["lint", "map.xlsx"], "").stderr);
    let cells: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("map.xlsx!Access!B")).collect();
    let rows: Vec<u32> = cells.iter().filter_map(|rest| rest.split(':').next()?.parse().ok()).collect();
    assert!(rows.len() >= 11 && rows.is_sorted(), "{said}");
}

#[test]
fn where_no_policy_knows_of_paths_that_there_is_none_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut system = Builder::new("shop");
    system.user("ann", "Ann", &["sale.user"]);
    let mut snapshot = system.build();
    let paths = |snapshot: &Snapshot| {
        write(snapshot, &folder.path().join("shop.snapshot")).unwrap();
        let said = rolecall(folder.path(), &["paths", "--snapshot", "shop.snapshot"], "");
        (said.status.code(), text(&said.stdout))
    };
    assert_eq!(paths(&snapshot), (Some(0), "no path: nobody can do more than their groups say\n".to_owned()));
    snapshot.system.kind = "sql".to_owned();
    let (code, said) = paths(&snapshot);
    assert_eq!(code, Some(3));
    assert!(said.starts_with("not assessed: ") && !said.contains("nobody can"), "{said}");
}
