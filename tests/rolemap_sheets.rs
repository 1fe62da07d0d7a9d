//! Role maps in sheets: the matrix as companies have it, with everything that office programs do to it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::{Cursor, Read, Write};

use rolecall::rolemap::cells::{Decision, decide};
use rolecall::rolemap::{Loaded, OpSelection, RoleMap, load};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::write::SimpleFileOptions;

const MATRIX: &str = "Model,Description,sales,\"Lead, EU\"\n\
    groups,,base.group_user; sales_team.group_sale_salesman,g2\n\
    extends,,,sales\n\
    users,,*@sales.acme.example,\n\
    sale.order,Orders,CRU-,all\n\
    \"account.*\",,R/W,\n\
    hr.employee,,-,✓\n";

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    load(&folder.path().join(name)).unwrap()
}

fn told(loaded: &Loaded) -> String {
    let line = |problem: &rolecall::rolemap::Problem| {
        let file = problem.at.file.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        problem.to_string().replace(&file, "")
    };
    loaded.problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Every cell in words, a line a role.
fn shown(map: &RoleMap) -> String {
    let selection = |selection: &OpSelection| match selection {
        OpSelection::All => "all".to_owned(),
        OpSelection::Named(names) => names.iter().map(|name| &name.0[..1]).collect(),
    };
    let role = |role: &rolecall::rolemap::Role| {
        let cells: Vec<_> = role
            .grants
            .iter()
            .map(|cell| {
                let access = &cell.access.value;
                format!("{} +{} -{}", cell.resource.value, selection(&access.allow), selection(&access.deny))
            })
            .collect();
        format!("{}: {}", role.name.value, cells.join(", "))
    };
    map.roles.iter().map(role).collect::<Vec<_>>().join("\n")
}

/// Writes one sheet.
type Hand = fn(&mut Worksheet);

/// A workbook whose sheets are written by these hands.
fn workbook(sheets: &[(&str, Hand)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, write) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        write(sheet);
    }
    workbook.save_to_buffer().unwrap()
}

/// The workbook with something in its parts replaced.
fn rewritten(bytes: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        to.start_file(part.name().unwrap(), SimpleFileOptions::default()).unwrap();
        to.write_all(change(&text).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// The workbook as a program leaves it that writes formulas and does not calculate them.
fn without_stored_result(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, |part| part.replace("<v>FORGOTTEN</v>", ""))
}

fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (r, row) in (0..).zip(rows) {
        for (c, text) in (0..).zip(*row).filter(|(_, text)| !text.is_empty()) {
            sheet.write(r, c, *text).unwrap();
        }
    }
}

#[test]
fn a_matrix_in_csv_is_read() {
    let loaded = read("map.csv", MATRIX);
    insta::assert_snapshot!(told(&loaded), @"map.csv:7:16: warning: `✓` is read as `all`; write `CRUD` or `R`");
    insta::assert_snapshot!(shown(&loaded.map), @r"
    sales: sale.order +crw -, account.* +rw -, hr.employee + -all
    Lead, EU: sale.order +all -, hr.employee +all -
    ");
    let sales = &loaded.map.roles[0];
    assert_eq!(sales.groups.len(), 2);
    assert_eq!(loaded.map.roles[1].extends[0].value, "sales");
    assert_eq!(loaded.map.assignments[0].who.value.as_str(), "*@sales.acme.example");
    assert_eq!(decide(&loaded.map, "Lead, EU", "hr.employee", "read"), Decision::Deny);
}

#[test]
fn the_same_matrix_is_read_however_it_was_saved() {
    let expected = shown(&read("map.csv", MATRIX).map);
    let semicolons = MATRIX.replace("; ", "|").replace(',', ";").replace("Lead; EU", "Lead, EU").replace('|', "\n");
    let semicolons = semicolons.replace(
        "base.group_user\nsales_team.group_sale_salesman",
        "\"base.group_user\nsales_team.group_sale_salesman\"",
    );
    let utf16 = |text: &str, mark: &str, little: bool| -> Vec<u8> {
        let units = format!("{mark}{text}");
        units.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let saved: [Vec<u8>; 8] = [
        format!("\u{feff}{MATRIX}").into(),
        MATRIX.replace('\n', "\r\n").into(),
        MATRIX.replace("CRU-", " CRU-  ").replace("sale.order,", " sale.order ,").into(),
        semicolons.clone().into(),
        format!("sep=;\r\n{semicolons}").into(),
        utf16(MATRIX, "\u{feff}", true),
        utf16(MATRIX, "\u{feff}", false),
        utf16(&MATRIX.replace('\n', "\r\n"), "", true),
    ];
    for (index, bytes) in saved.into_iter().enumerate() {
        let loaded = read("map.csv", bytes);
        assert_eq!(shown(&loaded.map), expected, "{index}");
        assert_eq!(loaded.problems.len(), 1, "{index}");
    }
}

#[test]
fn an_old_encoding_is_read_with_a_warning() {
    let loaded = read("map.csv", b"Model;Verk\xe4ufer\nsale.order;R\n");
    assert_eq!(loaded.map.roles[0].name.value, "Verkäufer");
    insta::assert_snapshot!(told(&loaded), @"map.csv: warning: not UTF-8, read as Windows-1252: names with accents may be wrong (help: save it as UTF-8)");
}

#[test]
fn what_is_wrong_in_a_matrix_is_told_with_its_place() {
    let csv = "Model,sales,sales,\nsale.order,R,RW,x\n,R,,\nsale.order,r,R,\nhr.employee,veiw,none read\n*.line,R\n";
    insta::assert_snapshot!(told(&read("map.csv", csv)));
    insta::assert_snapshot!(told(&read("map.csv", "")), @"map.csv: error: the sheet has no role (help: put resources into the rows and roles into the columns, with the roles' names in the first row)");
    insta::assert_snapshot!(told(&read(
        "map.csv",
        "p, clerk, sale.order, read, alow\nq, x\ng, a\np, clerk, a*b, read\n"
    )));
}

#[test]
fn a_workbook_with_every_sheet_is_read() {
    let bytes = workbook(&[
        ("Roles", |sheet| {
            rows(
                sheet,
                &[
                    &["Role", "Groups", "Includes", "Extends"],
                    &["sales", "g1; g2\ng3", "g1", ""],
                    &["lead", "", "", "sales"],
                ],
            );
        }),
        ("Access", |sheet| {
            rows(sheet, &[&["Model", "sales", "lead"], &["sale.order", "CRU-", "all"], &["hr.*", "-", ""]]);
        }),
        ("Fields", |sheet| rows(sheet, &[&["Field", "sales"], &["product.product.standard_price", "none"]])),
        ("Records", |sheet| rows(sheet, &[&["Model", "sales", "leed"], &["sale.order", "own", "all"]])),
        ("Users", |sheet| {
            rows(sheet, &[&["Login", "Role", "Person", "Department"], &["mara", "sales; lead", "Mara", "Sales"]]);
            sheet.write(2, 0, 4711).unwrap().write(2, 1, "sales").unwrap();
        }),
        ("Scratch", |sheet| rows(sheet, &[&["x"]])),
    ]);
    let loaded = read("map.xlsx", bytes);
    insta::assert_snapshot!(told(&loaded), @r"
    map.xlsx!Records!C1: error: unknown role `leed` (help: did you mean `lead`?)
    map.xlsx!Scratch!A1: warning: sheet `Scratch` is not read (help: sheets are named Access, Fields, Records, Users and Roles)
    ");
    insta::assert_snapshot!(shown(&loaded.map), @r"
    sales: sale.order +crw -, hr.* + -all
    lead: sale.order +all -
    ");
    let sales = &loaded.map.roles[0];
    assert_eq!(sales.groups.iter().map(|group| group.value.as_str()).collect::<Vec<_>>(), ["g1", "g2", "g3"]);
    assert_eq!(sales.fields[0].field, "standard_price");
    assert_eq!(sales.records.len(), 1);
    let held: Vec<_> =
        loaded.map.assignments.iter().map(|one| format!("{}={}", one.who.value.as_str(), one.role.value)).collect();
    assert_eq!(held, ["mara=sales", "mara=lead", "4711=sales"]);
}

#[test]
fn merged_cells_hidden_parts_and_formulas_are_read_and_told() {
    let bytes = workbook(&[
        ("Matrix", |sheet| {
            let plain = Format::new();
            rows(
                sheet,
                &[
                    &["Model", "a", "b", "c", "d"],
                    &["sale.order"],
                    &["hr.employee"],
                    &["account.move"],
                    &["res.partner"],
                ],
            );
            sheet.merge_range(1, 1, 2, 2, "CR", &plain).unwrap();
            sheet.write_formula(1, 3, Formula::new("=\"R\"").set_result("R")).unwrap();
            sheet.write_formula(2, 3, Formula::new("=B2").set_result("FORGOTTEN")).unwrap();
            sheet.write_formula(4, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            sheet.write(3, 1, "R").unwrap().write(3, 4, true).unwrap();
            sheet.set_row_hidden(3).unwrap().set_row_hidden(90).unwrap();
            sheet.set_column_hidden(4).unwrap().set_column_hidden(9).unwrap();
        }),
        ("Users", |sheet| {
            rows(sheet, &[&["login", "role"], &["mara", "a"]]);
            sheet.set_hidden(true);
        }),
    ]);
    let loaded = read("map.xlsx", without_stored_result(&bytes));
    insta::assert_snapshot!(told(&loaded));
    insta::assert_snapshot!(shown(&loaded.map), @r"
    a: sale.order +cr -, hr.employee +cr -, account.move +r -
    b: sale.order +cr -, hr.employee +cr -
    c: sale.order +r -
    d: account.move +all -
    ");
    assert_eq!(loaded.map.assignments.len(), 1);
}

#[test]
fn rows_and_columns_that_disagree_name_both_cells() {
    let bytes = workbook(&[("Access", |sheet| {
        rows(sheet, &[&["Model", "a", "b", "a"], &["sale.order", "R", "R", "RW"], &["sale.order", "CRUD", "r", ""]]);
    })]);
    insta::assert_snapshot!(told(&read("map.xlsx", bytes)), @r"
    map.xlsx!Access!D2: error: `RW` here and `R` at map.xlsx!Access!B2 disagree about `a` on `sale.order` (help: keep one of them)
    map.xlsx!Access!A3: warning: `sale.order` has another row (help: the first is at map.xlsx!Access!A2)
    map.xlsx!Access!B3: error: `CRUD` here and `R` at map.xlsx!Access!B2 disagree about `a` on `sale.order` (help: keep one of them)
    ");
}

#[test]
fn one_cell_in_the_last_corner_costs_nothing() {
    let bytes = workbook(&[("Access", |sheet| {
        rows(sheet, &[&["Model", "a"], &["sale.order", "R"]]);
        sheet.write(1_048_575, 16_383, "R").unwrap();
    })]);
    let loaded = read("map.xlsx", bytes);
    assert_eq!(loaded.map.roles.len(), 1);
    insta::assert_snapshot!(told(&loaded), @"map.xlsx!Access!XFD1048576: error: the row has cells but no resource in its first column");
}

#[test]
fn columns_hidden_over_and_over_are_told_once() {
    let bytes = workbook(&[("Access", |sheet| {
        rows(sheet, &[&["Model", "a"], &["sale.order", "R"]]);
        sheet.write(0, 16_383, "z").unwrap();
        for row in 2..2000 {
            sheet.write(row, 0, format!("m{row}")).unwrap().write(row, 1, "R").unwrap();
        }
        sheet.set_column_hidden(1).unwrap();
    })]);
    // Columns in wrong order and from zero are in no workbook that a program writes; they hide nothing.
    let hidden = "<col min=\"1\" max=\"16384\" hidden=\"1\"/>".repeat(100_000);
    let bytes = rewritten(&bytes, |part| {
        let odd = "<cols><col min=\"9\" max=\"2\" hidden=\"1\"/><col min=\"0\" max=\"1\" hidden=\"1\"/>";
        part.replace("<cols>", &format!("{odd}{hidden}"))
    });
    insta::assert_snapshot!(told(&read("map.xlsx", bytes)), @r"
    map.xlsx!Access!A1: warning: column A is hidden, and read like any other
    map.xlsx!Access!B1: warning: column B is hidden, and read like any other
    map.xlsx!Access!XFD1: warning: column XFD is hidden, and read like any other
    ");
}
