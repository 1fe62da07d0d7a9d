//! Names that lie, files beyond all measure, links that lead away.

use std::fmt::Write as _;

use rolecall::snapshot::{Broken, Domain};

use crate::{Tree, dangling, read, state};

#[test]
fn names_cannot_write_on_a_terminal() {
    let text = "- data_type: ModelAccess\n  identifier: \"x\\e[31m\\u202e\\n\"\n  name: X\n  model: \"M\\u0007\"\n  group: \"gone\\r\\nFAKE: line\"\n  read_perm: true\n\
                - data_type: Group\n  identifier: g\n  name: \"a\\tb\\u200b\"\n  category: \"=cmd|'x'!A1\"\n";
    let snapshot = Tree::crm(&[("security/x.yaml", text)]).read();
    let told = dangling(&snapshot);
    let visible = told.chars().all(|c| c == '\n' || !(c.is_control() || ['\u{202e}', '\u{200b}'].contains(&c)));
    assert!(visible && told.lines().count() == 1, "{told:?}");
}

#[test]
fn too_long_too_deep_and_too_many_aliases_are_findings() {
    let tree = Tree::crm(&[
        ("security/deep.yaml", &"[".repeat(100_000)),
        ("security/deep.json", &"[".repeat(100_000)),
        ("models/deep.py", &format!("x = {}", "(".repeat(100_000))),
        ("models/text.py", &"f'{".repeat(50_000)),
    ]);
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..10 {
        let before = format!("*a{}", i - 1);
        let _ = writeln!(bomb, "a{i}: &a{i} [{}]", vec![before; 10].join(", "));
    }
    tree.write("crm/security/bomb.yaml", bomb.as_bytes());
    tree.write("crm/security/long.yaml", &vec![b' '; (4 << 20) + 1]);
    tree.write("crm/security/long.json", "[".repeat(64).as_bytes());
    tree.write("crm/models/nul.py", b"class A:\0");
    let snapshot = tree.read();
    let unread: Vec<_> = snapshot.dangling.iter().filter(|found| found.what == Broken::Unread).collect();
    assert_eq!(unread.len(), 8, "{}", dangling(&snapshot));
    assert!(state(&snapshot, Domain::ModelAccess).1.contains("longer than 4 MiB"));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_root_are_not_followed_and_circles_end() {
    use std::os::unix::fs::symlink;
    let outside = Tree::of(&[("secret/g.yaml", "- {data_type: Group, identifier: stolen, name: S}\n")]);
    let tree = Tree::crm(&[("data/g.yaml", "- {data_type: Group, identifier: own, name: O}\n")]);
    symlink(outside.path().join("secret"), tree.path().join("crm/security")).unwrap();
    std::fs::create_dir(tree.path().join("crm/views")).unwrap();
    symlink(outside.path().join("secret/g.yaml"), tree.path().join("crm/views/g.yaml")).unwrap();
    symlink(tree.path().join("crm"), tree.path().join("crm/views/round")).unwrap();
    symlink(tree.path(), tree.path().join("again")).unwrap();
    symlink(tree.path().join("gone"), tree.path().join("crm/data/dead.yaml")).unwrap();
    symlink(tree.path().join("crm/data"), tree.path().join("crm/templates")).unwrap();
    let snapshot = read(&[tree.path()]).unwrap();
    let keys: Vec<_> = snapshot.groups.iter().map(|group| group.key.as_str()).collect();
    assert_eq!(keys, ["core_internal", "core_portal", "core_public", "own"]);
    let told = state(&snapshot, Domain::ModelAccess).1;
    for name in ["crm/views/g.yaml", "crm/views/round", "crm/data/dead.yaml"] {
        assert!(told.contains(name), "{name}: {told}");
    }
}

#[test]
fn no_random_text_stops_the_reader() {
    let mut seed = 1_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap()
    };
    let pieces = [
        "- ",
        "data_type: ",
        "ModelAccess",
        "Group",
        "\n",
        "  ",
        "identifier: ",
        "a",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "'",
        "\"",
        "class ",
        "A",
        "(",
        ")",
        "=",
        "Char",
        "groups",
        "@route",
        "#",
        "\\",
        "f'",
        "\u{e9}",
        "~",
        "&x ",
        "*x",
        "\t",
        "def f",
        "\"\"\"",
    ];
    for _ in 0..300 {
        let text: String = (0..next() % 60).map(|_| pieces[next() % pieces.len()]).collect();
        let tree = Tree::crm(&[
            ("security/x.yaml", &text),
            ("security/x.json", &text),
            ("models/x.py", &text),
            ("routes/x.py", &text),
        ]);
        tree.read();
    }
}
