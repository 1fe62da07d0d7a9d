//! Exported files.

use std::path::Path;

use rolecall::connect::mapped::files::{Options, collect};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::{access, lacking};

const FILES: [(&str, &str); 5] = [
    ("users.csv", "login;active;superuser;last login\nann;yes;no;2026-01-02 03:04\nbob;1;0;\n"),
    ("groups.csv", "key;name\none;The first\ntwo;The second\n"),
    ("memberships.csv", "user;group\nann;one\nbob;two\n"),
    ("resources.csv", "key\ndoc\npay\n"),
    ("grants.csv", "group;user;resource;operation\none;;doc;read, write\n;bob;pay;*\n"),
];

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// What comes of a folder or a workbook.
fn told(path: &Path) -> String {
    let options = Options { system: Some("app".to_owned()), taken_at: "2026-11-29T00:00:00Z".to_owned() };
    let text = match collect(path, None, options) {
        Err(error) => crate::problems(&error),
        Ok((snapshot, warnings)) => {
            let warnings = warnings.iter().fold(String::new(), |text, problem| format!("{text}{problem}\n"));
            format!("{warnings}{}{}", access(&snapshot), lacking(&snapshot))
        }
    };
    text.replace(&path.display().to_string(), "DIR")
}

/// The same after other files.
fn after(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    write(folder.path(), files);
    told(folder.path())
}

#[test]
fn a_folder_of_exports_is_a_snapshot() {
    insta::assert_snapshot!(after(&[]), @r"
        ann: doc: read write
        bob: pay: read write create delete
        Records NotAssessed: `record_rules` is not given: add it, or say `record_rules: none` if the application has none
        Fields NotAssessed: `field_rules` is not given: add it, or say `field_rules: none` if the application has none
        Tokens NotAssessed: `tokens` is not given: add it, or say `tokens: none` if the application has none
        Passwords NotAssessed: `users` has no column `has_password`: add it
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        Settings NotAssessed: `settings` is not given: add it, or say `settings: none` if the application has none
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Companies NotAssessed: `companies` is not given: add it, or say `companies: none` if the application has none
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand; `groups` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
    let same = after(&[]);
    for encoded in [
        utf16(FILES[0].1),
        [b"\xef\xbb\xbf", FILES[0].1.as_bytes()].concat(),
        FILES[0].1.replace(';', "\t").into_bytes(),
        FILES[0].1.replace('\n', "\r\n").into_bytes(),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &FILES);
        std::fs::write(folder.path().join("users.csv"), encoded).unwrap();
        assert_eq!(told(folder.path()), same);
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    std::fs::write(
        folder.path().join("users.csv"),
        b"login,active,superuser,name\nann,1,0,M\xfcller\nbob,1,0,\"a \"\"b\"\", c\"\n",
    )
    .unwrap();
    assert!(told(folder.path()).starts_with("DIR/users.csv: warning: not UTF-8, read as Windows-1252"));
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_is_wrong_is_told_with_its_cell() {
    insta::assert_snapshot!(after(&[
        ("fields.csv", ""),
        ("manifest.yaml", "application: A\nentities: { tokens: select 1, record_rules: none }\nfiles: { settings: ../secret.csv, companies: no.csv }\ncolumns: { users: { login: Log in, lgin: x } }\n"),
    ]), @r"
        DIR/fields.csv: error: `fields` is empty (help: its first row names the columns)
        DIR/manifest.yaml:2:21: error: `tokens`: here an entity can only be `none` (help: its rows are in the file of its name; `files` names another)
        DIR/manifest.yaml:3:20: error: `../secret.csv` leads out of the folder
        DIR/manifest.yaml:3:46: error: there is no file `no.csv`
        DIR/manifest.yaml:4:28: error: `users` (DIR/users.csv) has no column `Log in` (help: did you mean `login`?)
        DIR/manifest.yaml:4:36: error: `users` has no column `lgin` (help: did you mean `login`?)
        DIR/manifest.yaml:4:42: error: `users` (DIR/users.csv) has no column `x`
        DIR/users.csv:1:1: error: `users` has no column `login` (help: what is typed at sign-in; outputs call the account so; it has `active`, `superuser`, `last login`)
        ");
    insta::assert_snapshot!(after(&[
        ("users.csv", "# our people; all of them\nlogin;active;superuser;has_password\nann;ja;0;PLANTED-HASH\n;1;0;1\nann;1;0;1\n"),
        ("memberships.csv", "user;group\nann;oen\ncid;one\n\nbob;\n"),
        ("grants.csv", "group,resource,Read,write\none,doc,x,maybe\none,dco,1,\n"),
        ("resource.csv", "key\n"),
        ("manifest.yaml", "application: A\nentities: { record_rules: none }\n"),
    ]), @r"
        DIR/grants.csv:1:1: warning: `grants` has no column for the operations `create`, `delete` (help: nobody has it by these rows; add the column, or leave the operation out of `operations`)
        DIR/grants.csv:2:11: error: grants: `write` is neither yes nor no: `maybe` (help: write 1 or 0, true or false, yes or no)
        DIR/grants.csv:3:5: error: grants: unknown resource `dco` (help: did you mean `doc`?)
        DIR/memberships.csv:2:5: error: memberships: unknown group `oen` (help: did you mean `one`?)
        DIR/memberships.csv:3:1: error: memberships: unknown user `cid` (help: `users` has no row with that key, such as `ann`)
        DIR/memberships.csv:5:1: error: memberships: unknown user `bob` (help: `users` has no row with that key, such as `ann`)
        DIR/memberships.csv:5:1: error: memberships: `group` is empty
        DIR/resource.csv: warning: is not read (help: did you mean `resources`?)
        DIR/users.csv:3:5: error: users: `active` is neither yes nor no: `ja` (help: write 1 or 0, true or false, yes or no)
        DIR/users.csv:3:10: error: users: `has_password` is neither yes nor no: another value, not shown (help: write 1 or 0, true or false, yes or no)
        DIR/users.csv:4:2: error: users: `login` is empty
        DIR/users.csv:5:1: error: users: the login `ann` is there twice (help: no user shares its login with another; the other is at DIR/users.csv:3:5)
        ");
}

#[test]
fn headings_and_files_can_have_other_names() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    std::fs::remove_file(folder.path().join("users.csv")).unwrap();
    write(
        folder.path(),
        &[
            ("Staff export.csv", "Id,User name,Status,Is admin,Login\n7,ann,1,0,never\n8,bob,1,1,\n"),
            ("memberships.csv", "user,group\n7,one\n8,two\n"),
            ("grants.csv", "group,user,resource,darf lesen,edit\none,,doc,x,\n,7,pay,,x\n"),
            (
                "manifest.yaml",
                "\
application: App
operations: { see: read, edit: write }
files: { users: Staff export.csv }
columns:
  users: { login: user name, active: Status, superuser: Is admin }
  grants: { see: darf lesen }
entities: { tokens: none, record_rules: none, field_rules: none, companies: none }
",
            ),
        ],
    );
    insta::assert_snapshot!(told(folder.path()), @r"
        ann: doc: see
        ann: pay: edit
        bob: doc: see edit
        bob: pay: see edit
        Passwords NotAssessed: `users` has no column `has_password`: add it
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        LastLogins NotAssessed: `users` has no column `last_login`: add it
        Settings NotAssessed: `settings` is not given: add it, or say `settings: none` if the application has none
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand; `groups` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
}

#[test]
fn a_workbook_has_a_sheet_for_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.xlsx");
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (name, text) in FILES {
        let sheet = book.add_worksheet();
        sheet.set_name(name.trim_end_matches(".csv").to_uppercase()).unwrap();
        for (row, line) in text.lines().enumerate() {
            for (column, cell) in line.split(';').enumerate() {
                sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
            }
        }
        if name == "users.csv" {
            let at = ExcelDateTime::parse_from_str("2026-01-02T03:04:00").unwrap();
            sheet.write_datetime_with_format(1, 3, &at, &day).unwrap();
            sheet.write(2, 1, true).unwrap();
            sheet.write(2, 2, 0).unwrap();
        }
        if name == "memberships.csv" {
            sheet.set_hidden(true);
        }
    }
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "hello").unwrap();
    book.save(&path).unwrap();
    insta::assert_snapshot!(told(&path), @r"
        DIR!MEMBERSHIPS!A1: warning: sheet `MEMBERSHIPS` is hidden, and read like any other
        DIR!Notes!A1: warning: sheet `Notes` is not read (help: sheets are named as entities: users, groups, grants …)
        ann: doc: read write
        bob: pay: read write create delete
        Records NotAssessed: `record_rules` is not given: add it, or say `record_rules: none` if the application has none
        Fields NotAssessed: `field_rules` is not given: add it, or say `field_rules: none` if the application has none
        Tokens NotAssessed: `tokens` is not given: add it, or say `tokens: none` if the application has none
        Passwords NotAssessed: `users` has no column `has_password`: add it
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        Settings NotAssessed: `settings` is not given: add it, or say `settings: none` if the application has none
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Companies NotAssessed: `companies` is not given: add it, or say `companies: none` if the application has none
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand; `groups` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
    let options = Options { system: None, taken_at: "2026-11-29T00:00:00Z".to_owned() };
    let (snapshot, _) = collect(&path, None, options).unwrap();
    assert_eq!(snapshot.users[0].last_login.as_deref(), Some("2026-01-02T03:04:00Z"));
    assert_eq!((snapshot.system.kind.as_str(), snapshot.system.name.as_str()), ("files", "app.xlsx"));

    write(folder.path(), &FILES[..1]);
    assert!(told(folder.path()).contains("`users` is in `"), "{}", told(folder.path()));
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&secret, "login,active,superuser\nPLANTED,1,0\n").unwrap();
    write(folder.path(), &FILES);
    std::fs::remove_file(folder.path().join("users.csv")).unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join("users.csv")).unwrap();
    let told = told(folder.path());
    assert_eq!(told, "DIR/users.csv: error: is a link that leads out of the folder (help: put the file itself there)");
}

#[test]
fn a_place_without_exports_says_so() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(told(folder.path()), @"DIR: error: has no file that is known (help: put `users.csv`, `resources.csv`, `grants.csv` … there, or a workbook with sheets of those names)");
    let nowhere = folder.path().join("nowhere");
    assert!(told(&nowhere).starts_with("DIR: error: cannot be read: "));
    write(folder.path(), &[("a.txt", "x"), ("b.xlsx", "no zip")]);
    assert!(told(folder.path()).contains("DIR/b.xlsx: error: not an xlsx workbook"));
    assert!(told(&folder.path().join("a.txt")).contains("is neither a folder nor a workbook"));
}

#[test]
fn no_right_is_lost_in_silence() {
    insta::assert_snapshot!(after(&[
        ("users.csv", "login;active;superuser;last logn;#note\nann;1;0;;x\nbob;1;0;;a;b\n"),
        ("grants.csv", "group;resource;read;wirte;delete;darf;#note\none;doc;1;1;0;1;seen\n"),
    ]), @r"
        DIR/grants.csv:1:1: warning: `grants` has no column for the operations `write`, `create` (help: nobody has it by these rows; add the column, or leave the operation out of `operations`)
        DIR/grants.csv:1:21: error: `grants` has no column `wirte` (help: did you mean `write`?)
        DIR/grants.csv:1:34: error: `grants` has no column `darf` (help: it has `resource`, `group`, `user`, `audience`, `operation`, `own`, `active`, `key`, `origin`, `read`, `write`, `create`, `delete`; `#` in front of a heading passes it over)
        DIR/users.csv:1:24: warning: `users` has no column `last logn`, and it is not read (help: did you mean `last_login`?)
        DIR/users.csv:3:12: error: users: a cell in a column without a heading (help: a text with a delimiter in it needs quotes; a note beside the table, a heading)
        ");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    for at in 0..996 {
        std::fs::write(folder.path().join(format!("a{at}")), "").unwrap();
    }
    assert_eq!(
        told(folder.path()),
        "DIR: error: has more than 1000 entries (help: give a folder with nothing but the exports)"
    );
}

#[test]
fn what_has_one_cause_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    std::fs::rename(folder.path().join("groups.csv"), folder.path().join("gruppen.csv")).unwrap();
    insta::assert_snapshot!(told(folder.path()), @r"
        DIR: error: `groups` is not given, and `memberships` names a group (help: give it; rows that name one are not told one by one)
        DIR/gruppen.csv: warning: is not read (help: `files` of the manifest tells what a file holds)
        ");
    let many = "\nann;nobody".repeat(27);
    insta::assert_snapshot!(after(&[
        ("users.csv", "login;active;superuser;last login\nann;1;0;29.11.2026\nbob;1;0;\nann;1;0;yesterday\n"),
        ("memberships.csv", &format!("user;group{many}\n")),
    ]), @r"
        DIR/memberships.csv:2:5: error: memberships: unknown group `nobody` (27 times, first here) (help: `groups` has no row with that key, such as `one`)
        DIR/users.csv:2:9: error: users: `last_login` is no time: `29.11.2026` (help: `dd.mm.yyyy` is not read: write `2026-11-29`)
        DIR/users.csv:4:1: error: users: the login `ann` is there twice (help: no user shares its login with another; the other is at DIR/users.csv:2:5)
        DIR/users.csv:4:9: error: users: `last_login` is no time: `yesterday` (help: write `2026-11-29 14:30:00`, with `+01:00` or `Z` behind it if it is not in `time_zone`)
        ");
}
