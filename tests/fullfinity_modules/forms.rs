//! Every inconsistency of the documentation.

use crate::{Tree, dangling, gives, read};

const GROUPS: &str =
    "- {data_type: Group, identifier: a, name: A}\n- {data_type: Group, identifier: b, name: B, implied_groups: ";

#[test]
fn implied_groups_come_as_commands_or_as_names_and_in_both_formats() {
    for (name, text) in [
        ("security/x.yaml", format!("{GROUPS}[[L, a]]}}\n")),
        ("security/x.yml", format!("{GROUPS}[a]}}\n")),
        ("security/x.yaml", format!("{GROUPS}a}}\n")),
        ("security/deep/er/x.yaml", format!("{GROUPS}[L, a]}}\n")),
        (
            "data/x.json",
            r#"[{"data_type": "Group", "identifier": "a", "name": "A"},
                {"data_type": "Group", "identifier": "b", "name": "B", "implied_groups": [["L", "a"]]}]"#
                .to_owned(),
        ),
        ("views/x.JSON", "[{\"data_type\":\"Group\",\"identifier\":\"a\",\"name\":\"A\"},\n\t{\"data_type\":\"Group\",\"identifier\":\"b\",\"name\":\"B\",\"implied_groups\":[\"a\"]}]".to_owned()),
    ] {
        let snapshot = Tree::crm(&[(name, &text)]).read();
        let implied: Vec<_> = snapshot
            .implications
            .iter()
            .map(|pair| format!("{} {}", snapshot.group(pair.0).key, snapshot.group(pair.1).key))
            .collect();
        assert_eq!(implied, ["b a"], "{name} {text}");
        assert_eq!(dangling(&snapshot), "");
    }
}

#[test]
fn the_group_of_a_row_may_be_written_as_a_relation() {
    let row = |group: &str| {
        format!(
            "- {{data_type: Group, identifier: a, name: A}}\n- {{data_type: ModelAccess, identifier: x, name: X, model: M, group: {group}, \
             read_perm: true, write_perm: false, create_perm: false, delete_perm: false}}\n"
        )
    };
    for group in ["a", "[a]", "[[L, a]]", "\" a \""] {
        let snapshot = Tree::crm(&[("security/x.yaml", &row(group))]).read();
        assert_eq!(gives(&snapshot, "a"), "M read", "{group}");
        assert_eq!(dangling(&snapshot), "");
    }
    for (group, told) in [
        ("[a, b]", "several groups"),
        ("~", "names no group"),
        ("''", "names no group"),
        ("[[U, a]]", "the command `U`"),
        ("{id: a}", "a mapping"),
    ] {
        let snapshot = Tree::crm(&[("security/x.yaml", &row(group))]).read();
        assert_eq!(gives(&snapshot, "a"), "", "{group}");
        assert!(dangling(&snapshot).contains(told), "{group}: {}", dangling(&snapshot));
        assert_eq!(crate::unsure(&snapshot, &["a"]), "M read", "to whom the row speaks is not known");
    }
}

#[test]
fn a_group_called_by_another_name_is_a_finding_and_gives_nothing() {
    let text = "- {data_type: Group, identifier: crm_user, name: User}\n\
                - {data_type: ModelAccess, identifier: x, name: X, model: CrmLead, group: crm_user_group, read_perm: true, \
                write_perm: true, create_perm: true, delete_perm: true}\n\
                - {data_type: ModelAccess, identifier: y, name: Y, model: CrmLead, group: crm.crm_user, read_perm: true, \
                write_perm: true, create_perm: true, delete_perm: true}\n";
    let snapshot = Tree::crm(&[("security/x.yaml", text)]).read();
    assert_eq!(gives(&snapshot, "crm_user"), "");
    insta::assert_snapshot!(dangling(&snapshot), @"
    Group: ModelAccess x -> crm_user_group at crm/security/x.yaml:2:3
    Group: ModelAccess y -> crm.crm_user at crm/security/x.yaml:3:3
    ");
}

#[test]
fn manifests_are_looked_up_in_the_documented_order() {
    let tree = Tree::of(&[
        ("a/manifest.json", r#"{"name": "A", "identifier": "by_json", "dependencies": []}"#),
        ("b/manifest.json", r#"{"name": "B", "identifier": "not_this", "dependencies": ["x"]}"#),
        ("b/manifest.yaml", "name: B\nidentifier: by_yaml\n"),
        ("c/manifest.yml", "name: C\nidentifier: no_manifest\n"),
        ("d/e/f/manifest.yaml", "identifier: deep\nname: D\ndependencies: by_json\n"),
    ]);
    let snapshot = tree.read();
    let names: Vec<_> = snapshot.modules.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(names, ["by_json", "by_yaml", "deep"]);
    assert_eq!(dangling(&snapshot), "");
}

#[test]
fn names_that_look_like_numbers_and_flags_stay_names() {
    let text = "- {data_type: Group, identifier: 007, name: no}\n\
                - {data_type: Group, identifier: x, name: 1.0, implied_groups: [[L, 007]]}\n";
    let snapshot = Tree::crm(&[("security/x.yaml", text)]).read();
    let names: Vec<_> = snapshot.groups.iter().map(|group| format!("{}={}", group.key, group.full_name)).collect();
    assert!(names.contains(&"007=no".to_owned()) && names.contains(&"x=1.0".to_owned()), "{names:?}");
    assert_eq!(dangling(&snapshot), "");
    assert_eq!(snapshot.implications.len(), 1);
}

#[test]
fn permissions_are_true_or_false_and_everything_else_is_not_known() {
    let row = |perms: &str| {
        let text = format!(
            "- {{data_type: Group, identifier: a, name: A}}\n\
             - {{data_type: ModelAccess, identifier: x, name: X, model: M, group: a, {perms}}}\n"
        );
        Tree::crm(&[("security/x.yaml", &text)]).read()
    };
    assert_eq!(
        gives(&row("read_perm: true, write_perm: True, create_perm: TRUE, delete_perm: false"), "a"),
        "M read,write,create"
    );
    for word in ["yes", "\"true\"", "1", "on", "[true]"] {
        let snapshot = row(&format!("read_perm: {word}, write_perm: true"));
        assert_eq!(gives(&snapshot, "a"), "M write", "{word}");
        assert!(dangling(&snapshot).contains("neither true nor false"), "{word}");
    }
    assert_eq!(gives(&row("read_perm: ~"), "a"), "");
}

#[test]
fn a_single_record_and_an_empty_file_are_read() {
    let one = Tree::crm(&[
        ("security/x.yaml", "data_type: Group\nidentifier: a\nname: A\n"),
        ("data/empty.yaml", "# nothing\n"),
        ("data/e.json", ""),
    ]);
    let snapshot = one.read();
    assert!(snapshot.groups.iter().any(|group| group.key == "a"));
    assert_eq!(dangling(&snapshot), "");
    assert!(read(&[one.path().join("crm")]).is_ok());
}
