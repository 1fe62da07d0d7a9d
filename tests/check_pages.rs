//! `docs/checks` holds one page a check, generated from the code: `SNAPSHOTS=overwrite cargo test --test check_pages`.

use std::collections::BTreeSet;
use std::path::Path;

use rolecall::checks::catalogue;
use rolecall::report::check_page;

#[test]
fn every_check_has_its_page_and_no_page_is_left_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks");
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    if overwrite {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
    }
    let mut pages = BTreeSet::new();
    for check in catalogue() {
        let name = format!("{}.md", check.id);
        let page = check_page(check);
        if overwrite {
            std::fs::write(folder.join(&name), &page).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(folder.join(&name)).unwrap(),
            page,
            "docs/checks/{name} is not what the code says"
        );
        pages.insert(name);
    }
    let there: BTreeSet<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, pages);
}
