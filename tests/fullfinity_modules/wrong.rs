//! What is wrong in modules is a finding with its place, never a crash and never silent.

use rolecall::snapshot::{Broken, Domain};

use crate::{Tree, dangling, gives, read, state};

#[test]
fn every_dangling_reference_is_told_with_its_place() {
    let tree = Tree::crm(&[
        (
            "security/x.yaml",
            "- data_type: Group\n  identifier: a\n  name: A\n  implied_groups: [[L, gone]]\n\
             - data_type: ModelAccess\n  identifier: x\n  name: X\n  model: Nothing\n  group: a\n  read_perm: true\n\
             - data_type: RecordRule\n  identifier: r\n  name: R\n  model: M\n  groups: [gone]\n  rule: (Q(a__eq=1))\n\
             - data_type: UiMenu\n  identifier: m\n  name: M\n  groups: [gone]\n",
        ),
        ("models/m.py", "class M(Model):\n    f = Char(groups=[\"gone\"])\n"),
    ]);
    let snapshot = tree.read();
    insta::assert_snapshot!(dangling(&snapshot), @"
    Group: Group a -> gone at crm/security/x.yaml:1:3
    Group: RecordRule r -> gone at crm/security/x.yaml:11:3
    Group: UiMenu m -> gone at crm/security/x.yaml:17:3
    Group: field M.f -> gone at crm/models/m.py:2:5
    Resource: ModelAccess x -> Nothing at crm/security/x.yaml:5:3
    ");
    assert_eq!(gives(&snapshot, "a"), "");
    assert!(snapshot.rules.is_empty(), "a rule of a group that is not there is none for everybody");
    assert_eq!(snapshot.fields[0].guard, None, "who sees the field is not known");
}

#[test]
fn what_a_missing_module_may_define_is_told_with_less_confidence_and_counts() {
    let tree = Tree::of(&[
        ("crm/manifest.yaml", "name: CRM\nidentifier: crm\ndependencies: [core, sales]\n"),
        ("core/manifest.yaml", "name: Core\nidentifier: core\ndependencies: []\n"),
        (
            "crm/security/x.yaml",
            "- {data_type: ModelAccess, identifier: x, name: X, model: SaleOrder, group: sales_user, read_perm: true, \
             write_perm: false, create_perm: false, delete_perm: false}\n",
        ),
        ("crm/models/m.py", "class CrmLead(Model):\n    name = Char()\n"),
    ]);
    let snapshot = tree.read();
    insta::assert_snapshot!(dangling(&snapshot), @"
    Group: ModelAccess x -> sales_user at crm/security/x.yaml:1:3 (perhaps elsewhere)
    Resource: ModelAccess x -> SaleOrder at crm/security/x.yaml:1:3 (perhaps elsewhere)
    Module: module crm -> sales at crm/manifest.yaml:1:1
    ");
    assert_eq!(gives(&snapshot, "sales_user"), "SaleOrder read");
}

#[test]
fn what_is_written_twice_and_not_alike_counts_no_more_than_both_say() {
    let row = |identifier: &str, group: &str, perms: [bool; 4]| {
        let [read, write, create, delete] = perms;
        format!(
            "- {{data_type: ModelAccess, identifier: {identifier}, name: X, model: M, group: {group}, read_perm: {read}, \
             write_perm: {write}, create_perm: {create}, delete_perm: {delete}}}\n"
        )
    };
    let groups = "- {data_type: Group, identifier: a, name: A}\n- {data_type: Group, identifier: b, name: B}\n";
    let first = format!("{groups}{}{}", row("x", "a", [true, true, false, false]), row("y", "a", [true; 4]));
    let second = format!(
        "{}{}{}",
        row("x", "a", [true, false, false, false]),
        row("y", "b", [true; 4]),
        "- {data_type: Group, identifier: a, name: A}\n"
    );
    let tree = Tree::crm(&[("security/x.yaml", &first), ("data/y.yaml", &second)]);
    let snapshot = tree.read();
    insta::assert_snapshot!(dangling(&snapshot), @"
    Twice: ModelAccess x -> in crm/data/y.yaml, crm/security/x.yaml at crm/security/x.yaml:3:3
    Twice: ModelAccess y -> in crm/data/y.yaml, about M for b at crm/data/y.yaml:2:3
    ");
    assert_eq!(gives(&snapshot, "a"), "M read", "the write of `x` is said by one of the two alone");
    assert_eq!(gives(&snapshot, "b"), "", "whether `y` speaks to `b` nobody knows");
    assert!(state(&snapshot, Domain::ModelAccess).1.contains("INF-009"));
}

#[test]
fn unknown_attributes_and_records_without_what_they_need_are_told() {
    let text = "- {data_type: ModelAccess, identifier: x, name: X, model: M, group: core_internal, reed_perm: true}\n\
                - {data_type: ModelAccess, identifier: y, group: core_internal, read_perm: true}\n\
                - {data_type: Group, name: Nameless}\n\
                - {data_type: Group, identifier: d, name: D, description: no such attribute}\n\
                - {identifier: z}\n\
                - just a text\n\
                - {data_type: RecordRule, identifier: r, name: R, model: M, groups: {a: b}}\n";
    let snapshot = Tree::crm(&[("security/x.yaml", text)]).read();
    insta::assert_snapshot!(dangling(&snapshot), @"
    Attribute: Group d -> description at crm/security/x.yaml:4:59
    Attribute: ModelAccess x -> reed_perm at crm/security/x.yaml:1:95
    Value: Group Nameless -> it has no `identifier` at crm/security/x.yaml:3:3
    Value: ModelAccess y -> it has no `model` at crm/security/x.yaml:2:3
    Value: ModelAccess y -> it has no `name` at crm/security/x.yaml:2:3
    Value: RecordRule r -> `groups` holds a mapping at crm/security/x.yaml:7:69
    Value: RecordRule r -> it has no `rule` at crm/security/x.yaml:7:3
    Value: crm/security/x.yaml -> a record was expected, and it is a text at crm/security/x.yaml:6:3
    Value: crm/security/x.yaml -> a record without `data_type` at crm/security/x.yaml:5:3
    ");
    assert_eq!(gives(&snapshot, "core_internal"), "", "what a row means that leaves a permission out is not known");
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding_and_nothing_is_whole() {
    let tree = Tree::crm(&[
        ("security/a.yaml", "- data_type: Group\n  identifier: a\n  name: [\n"),
        ("security/b.json", "[{\"data_type\": \"Group\", \"data_type\": \"x\"}]"),
        ("security/c.yaml", "- {data_type: Group, identifier: c, name: C, name: D}\n"),
        ("security/d.yaml", "a: 1\n---\nb: 2\n"),
        ("security/e.yaml", "x: 1\n"),
        ("models/m.py", "class M(Model):\n    a = Char('\n"),
        ("routes/r.py", "@route('/x'\n"),
        ("security/good.yaml", "- {data_type: Group, identifier: good, name: Good}\n"),
    ]);
    tree.write("crm/security/f.yaml", b"- \xff\xfe\n");
    let snapshot = tree.read();
    insta::assert_snapshot!(dangling(&snapshot), @"
    Value: crm/security/e.yaml -> a list of records was expected, and it holds a mapping at crm/security/e.yaml:1:1
    Unread: file crm/models/m.py -> no Python that can be read: a text has no end at crm/models/m.py:2:14
    Unread: file crm/routes/r.py -> no Python that can be read: a bracket has no end at crm/routes/r.py:2:1
    Unread: file crm/security/a.yaml -> no YAML that can be read: unclosed bracket '[' at crm/security/a.yaml:3:9
    Unread: file crm/security/b.json -> `data_type` is written twice in one record; keep one at crm/security/b.json:1:25
    Unread: file crm/security/c.yaml -> `name` is written twice in one record; keep one at crm/security/c.yaml:1:46
    Unread: file crm/security/d.yaml -> no YAML that can be read: only single YAML document expected but multiple found at crm/security/d.yaml:3:1
    Unread: file crm/security/f.yaml -> it is no text in UTF-8 at crm/security/f.yaml:1:1
    ");
    assert!(snapshot.groups.iter().any(|group| group.key == "good"), "the others are read");
    for domain in [Domain::Memberships, Domain::ModelAccess, Domain::Records, Domain::Surfaces] {
        let reason = state(&snapshot, domain).1;
        assert!(reason.contains("crm/security/a.yaml:3:") && reason.contains("correct it"), "{domain:?}: {reason}");
    }
    assert!(state(&snapshot, Domain::Fields).1.contains("crm/models/m.py:2:"));
    assert!(snapshot.dangling.iter().filter(|found| found.what == Broken::Unread).count() >= 7);
}

#[test]
fn a_broken_manifest_is_told_and_its_module_is_read_under_its_folders_name() {
    let tree = Tree::of(&[
        ("a/manifest.yaml", "identifier: [\n"),
        ("a/security/g.yaml", "- {data_type: Group, identifier: g, name: G, implied_groups: [gone]}\n"),
        ("b/manifest.json", "[]"),
        ("c/manifest.yaml", "identifier: same\ndependencies: [d, {x: y}]\n"),
        ("d/manifest.yaml", "identifier: same\n"),
        ("e/security/g.yaml", "- {data_type: Group, identifier: lost, name: Lost}\n"),
    ]);
    let snapshot = tree.read();
    insta::assert_snapshot!(dangling(&snapshot), @"
    Group: Group g -> gone at a/security/g.yaml:1:3 (perhaps elsewhere)
    Module: module same -> d at c/manifest.yaml:1:1
    Twice: module same -> 2 folders have this identifier at -
    Value: module b -> a mapping was expected, and it holds a list at b/manifest.json:1:1
    Value: module c -> a dependency is a mapping at c/manifest.yaml:1:1
    Unread: file a/manifest.yaml -> no YAML that can be read: unclosed bracket '[' at a/manifest.yaml:1:13
    ");
    assert!(state(&snapshot, Domain::Modules).1.contains("`e` was not read: it has `security/` and no manifest"));
}

#[test]
fn without_any_module_there_is_an_error_with_the_next_step() {
    let empty = Tree::of(&[("x/security/g.yaml", "")]);
    let told = read(&[empty.path()]).unwrap_err().to_string();
    assert!(told.contains("manifest.yaml or manifest.json") && told.contains("`x`: it has `security/`"), "{told}");
    let told = read(&[empty.path().join("nowhere")]).unwrap_err().to_string();
    assert!(told.contains("nowhere`: No such file"), "{told}");
    let told = read(&[empty.path().join("x/security/g.yaml")]).unwrap_err().to_string();
    assert!(told.contains("it is no folder"), "{told}");
}
