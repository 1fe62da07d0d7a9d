//! A role map against what a system has, and against guardrails of one's own.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use rolecall::rolemap::casbin::Guardrails;
use rolecall::rolemap::{Known, RoleMap, lint, load};

fn map(text: &str) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, text).unwrap();
    let mut loaded = load(&path).unwrap();
    assert_eq!(loaded.problems, []);
    loaded.map.files.clear();
    loaded.map
}

fn told(map: &RoleMap, known: Option<&Known>, guardrails: &Guardrails) -> String {
    let line = |problem: &rolecall::rolemap::Problem| {
        let text = problem.to_string();
        text.split_once("map.yaml:").map(|(_, rest)| rest.to_owned()).unwrap_or(text)
    };
    lint(map, known, guardrails).iter().map(line).collect::<Vec<_>>().join("\n")
}

fn known() -> Known {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Known {
        kind: "odoo".to_owned(),
        groups: vec![("base.group_user".to_owned(), "User types / Internal User".to_owned())],
        resources: words(&["res.partner", "sale.order", "sale.order.line"]),
        operations: words(&["create", "read", "write", "unlink"]),
        verbs: words(&["create", "read", "write", "delete"]),
        origins: true,
        fields: [("res.partner".to_owned(), words(&["name", "bank_ids"]))].into(),
    }
}

#[test]
fn what_the_system_lacks_is_told() {
    let map = map(r"
system: frappe
scope: {resources: [sale.*, purchase.*]}
ambient: [base.grup_user]
roles:
  a:
    groups: [base.group_user, User types / Internal User, Shop / Till]
    includes: [base.group_users]
    grants: {sale.oder: r, sale.order: r submit, sale*: r}
    must_not: [purchase.order]
    records: {sale.lines: own}
    fields: {res.partner.nam: r, res.partner.bank_ids: r, sale.order.whatever: r}
tokens: {t: {may: {sale.odrer: r}}}
");
    insta::assert_snapshot!(told(&map, Some(&known()), &Guardrails::load(None).unwrap()));
}

#[test]
fn a_map_that_fits_the_system_is_clean() {
    let map = map("system: odoo\nroles: {a: {groups: [base.group_user], grants: {sale.*: crud, res.partner: r}}}\n");
    assert_eq!(told(&map, Some(&known()), &Guardrails::load(None).unwrap()), "");
}

#[test]
fn guardrails_come_from_the_policies_folder_when_it_has_some() {
    let grants = "roles: {clerk: {groups: g, grants: {ir.rule: w, hr.payslip: r}}, payroll: {groups: g, grants: {hr.*: all}}, ümlaut: {groups: g, grants: {'hr.pä*': r}}}\n";
    let map = map(grants);
    let folder = tempfile::tempdir().unwrap();
    let partly = self::map("roles: {a: {groups: g, grants: {ir.rule: all deny create}}}\n");
    let built_in = Guardrails::load(Some(folder.path())).unwrap();
    assert!(told(&map, None, &built_in).contains("a guardrail denies role `clerk` `write` on `ir.rule`"));
    assert!(told(&partly, None, &built_in).contains("denies role `a` `write` on `ir.rule`"));
    let rows = "p, everyone, *, *, allow\np, everyone, hr.p*, *, deny\np, people, *, *, allow\ng, payroll, people\n";
    std::fs::write(folder.path().join("guardrails.csv"), rows).unwrap();
    insta::assert_snapshot!(told(&map, None, &Guardrails::load(Some(folder.path())).unwrap()));
    std::fs::write(folder.path().join("guardrails.csv"), "p, everyone, hr.*, *, no\n").unwrap();
    let error = Guardrails::load(Some(folder.path())).unwrap_err().to_string();
    assert!(error.ends_with("guardrails.csv:1:23: error: unknown effect `no`"), "{error}");
}

fn guardrails(rows: &str) -> Result<Guardrails, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("guardrails.csv"), rows).unwrap();
    Guardrails::load(Some(folder.path())).map_err(|error| error.to_string())
}

#[test]
fn a_guardrail_holds_whatever_the_operation_is_called() {
    let map = map("roles: {clerk: {groups: g, grants: {ir.rule: w, hr.payslip: d}}}\n");
    let rows = "p, everyone, *, *\np, everyone, ir.rule, UPDATE, deny\np, everyone, hr.*, unlink, deny\n";
    let told = told(&map, None, &guardrails(rows).unwrap());
    assert!(told.contains("denies role `clerk` `write` on `ir.rule`"), "{told}");
    assert!(told.contains("denies role `clerk` `delete` on `hr.payslip`"), "{told}");
}

#[test]
fn a_row_without_effect_allows_and_names_its_role() {
    let map = map("roles: {payroll: {groups: g, grants: {hr.payslip: r}}}\n");
    let rows = "p, everyone, *, *, allow\np, everyone, hr.*, *, deny\np, payroll, hr.*, *\n";
    assert_eq!(told(&map, None, &guardrails(rows).unwrap()), "");
}

#[test]
fn every_bad_row_of_the_guardrails_is_told() {
    let error = guardrails("p, everyone, hr.*, raed, deny\np, everyone, *, *, no\nq, x\n").unwrap_err();
    for part in
        [":1:20: error: unknown operation `raed` (help: did you mean `read`?)", "effect `no`", "`q` begins no row"]
    {
        assert!(error.contains(part), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn guardrails_that_cannot_be_read_are_not_replaced_by_the_built_in_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guardrails.csv");
    std::os::unix::fs::symlink("nowhere.csv", &path).unwrap();
    let error = Guardrails::load(Some(folder.path())).unwrap_err().to_string();
    assert_eq!(error, format!("cannot read `{}`", path.display()));
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(Guardrails::load(Some(folder.path())).is_err());
}
