//! A System Manager collects what there is, page by page.

use rolecall::rolemap::load;
use rolecall::sample::frappe::{Flavour, SampleCompany};
use serde_json::Value;

use super::shop::{Shop, acme};

#[test]
fn everything_that_describes_rights_can_be_listed() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let admin = SampleCompany::ADMIN;
        let count = |path: &str| {
            let sign = if path.contains('?') { '&' } else { '?' };
            let answer = shop.get(admin, &format!("/api/resource/{path}{sign}limit_page_length=0&fields=[\"*\"]"));
            assert_eq!(answer.status, 200, "{flavour:?} {path}: {answer:?}");
            answer.json()["data"].as_array().unwrap().len()
        };
        for (path, least) in [
            ("User", 70),
            ("Role", 20),
            ("Has Role?parent=User", 100),
            ("Role Profile", 1),
            ("User Type", 3),
            ("Module Def", 15),
            ("DocType", 50),
            ("DocField?parent=DocType", 300),
            ("DocPerm?parent=DocType", 100),
            ("Custom DocPerm", 10),
            ("Custom Field", 1),
            ("Property Setter", 2),
            ("User Permission", 80),
            ("DocShare", 70),
            ("Report", 6),
            ("Page", 4),
            ("Custom Role", 2),
            ("OAuth Client", 1),
            ("Installed Application?parent=Installed Applications", 3),
            ("Social Login Key", 0),
            ("OAuth Bearer Token", 2),
        ] {
            assert!(count(path) >= least, "{flavour:?} {path}: {}", count(path));
        }
        assert_eq!(shop.get(admin, "/api/resource/Server Script").status, 403, "that needs another role");
        let settings = shop.get(admin, "/api/resource/System Settings/System Settings").json();
        assert_eq!(settings["data"]["allow_consecutive_login_attempts"], 10);
        let columns = shop.get(admin, "/api/resource/DocPerm?parent=DocType&fields=[\"*\"]&limit_page_length=1").json();
        let has = |column: &str| columns["data"][0].get(column).is_some();
        assert_eq!((has("set_user_permissions"), has("mask")), (flavour == Flavour::V14, flavour == Flavour::V17));
    }
}

#[test]
fn pages_of_a_list_make_the_list() {
    let shop = Shop::honest(Flavour::V15);
    let page = |start: usize| -> Vec<Value> {
        let path =
            format!("/api/resource/DocField?parent=DocType&order_by=name&limit_start={start}&limit_page_length=100");
        shop.get(SampleCompany::ADMIN, &path).json()["data"].as_array().unwrap().clone()
    };
    let mut all = Vec::new();
    while let more = page(all.len())
        && !more.is_empty()
    {
        all.extend(more);
    }
    let whole = "/api/resource/DocField?parent=DocType&order_by=name&limit_page_length=0";
    let whole = shop.get(SampleCompany::ADMIN, whole).json()["data"].as_array().unwrap().clone();
    assert_eq!(all, whole);
    let usual = shop.get(SampleCompany::ADMIN, "/api/resource/DocField?parent=DocType").json();
    assert_eq!(usual["data"].as_array().unwrap().len(), 20);
}

#[test]
fn the_design_reads_and_names_the_staff() {
    for flavour in Flavour::ALL {
        let company = acme(flavour);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("map.yaml"), company.role_map()).unwrap();
        std::fs::write(folder.path().join("staff.csv"), company.staff()).unwrap();
        let loaded = load(&folder.path().join("map.yaml")).unwrap();
        assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
        assert_eq!(loaded.map.roles.len(), SampleCompany::roles().count());
        assert_eq!(company.staff().lines().count(), 1 + 60 + 13);
        assert_eq!(company.role_map().contains("Desk User"), flavour > Flavour::V14);
    }
}
