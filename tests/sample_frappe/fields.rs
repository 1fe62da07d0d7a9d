//! Permission levels, masks, and what leaks around them.

use rolecall::sample::frappe::{Flavour, Options, SampleCompany};
use serde_json::{Value, json};

use super::shop::{Answer, Shop, denied, honest, probe};

const CUSTOMER: &str = "/api/resource/Customer/Customer Name 1";

fn shows(answer: &Answer, field: &str) -> bool {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["data"].get(field).is_some()
}

#[test]
fn a_level_hides_a_field_without_a_word() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let leaks = flavour == Flavour::V14;
        assert!(shows(&shop.get(&probe("sales-rep"), CUSTOMER), "credit_note"));
        assert_eq!(shows(&shop.get(&probe("accountant"), CUSTOMER), "credit_note"), leaks, "{flavour:?}");
        let list = "/api/resource/Customer?fields=[\"name\",\"credit_note\"]&limit_page_length=1";
        let keys = |role: &str| shop.get(&probe(role), list).json()["data"][0].as_object().unwrap().len();
        assert_eq!((keys("sales-rep"), keys("accountant")), (2, if leaks { 2 } else { 1 }));
        assert_eq!(shows(&shop.get(&probe("hr-officer"), "/api/resource/Employee/HR-EMP-00001"), "ctc"), leaks);
        assert!(shows(&shop.get(&probe("hr-manager"), "/api/resource/Employee/HR-EMP-00001"), "ctc"));
    }
}

#[test]
fn in_14_levels_count_for_reading_where_the_settings_say_so() {
    let setting = "apply_perm_level_on_api_calls";
    let company = honest(Flavour::V14).set("System Settings", "System Settings", setting, json!(1));
    let shop = Shop::with(company, Options::default());
    assert!(!shows(&shop.get(&probe("accountant"), CUSTOMER), "credit_note"));
}

#[test]
fn a_protected_field_is_written_with_200_and_stays_as_it_was() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let value = |login: &str| shop.get(login, CUSTOMER).json()["data"]["credit_note"].clone();
        let (rep, manager, before) = (probe("sales-rep"), probe("sales-manager"), shop.running.checksum());
        let write = |login: &str, text: &str| shop.ask(login, "PUT", CUSTOMER, &json!({"credit_note": text})).status;
        assert_eq!((write(&rep, "changed"), value(&rep)), (200, json!("pays late")));
        assert_ne!(shop.running.checksum(), before, "the document was saved all the same");
        assert_eq!((write(&manager, "changed"), value(&rep)), (200, json!("changed")));
    }
}

#[test]
fn hidden_fields_can_be_asked_for_by_filters_up_to_15() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let filter = "/api/resource/Customer?filters=[[\"credit_note\",\"like\",\"pays%25\"]]&limit_page_length=0";
        let asked = shop.get(&probe("accountant"), filter);
        let sorted = shop.get(&probe("accountant"), "/api/resource/Customer?order_by=credit_note asc");
        if flavour == Flavour::V17 {
            assert_eq!((asked.told(), sorted.told()), (denied(), denied()));
        } else {
            assert_eq!(asked.json()["data"].as_array().unwrap().len(), 8);
            assert_eq!(sorted.status, 200);
        }
        assert_eq!(shop.get(&probe("sales-rep"), filter).status, 200);
    }
}

#[test]
fn columns_that_are_not_there_break_14_and_are_left_out_later() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let answer =
            shop.get(&probe("sales-rep"), "/api/resource/Customer?fields=[\"name\",\"nonsense\"]&limit_page_length=1");
        if flavour == Flavour::V14 {
            assert_eq!((answer.status, answer.class()), (500, "OperationalError".to_owned()));
        } else {
            assert_eq!(answer.json()["data"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["name"]);
        }
    }
}

#[test]
fn select_alone_shows_names_and_search_fields() {
    let shop = Shop::honest(Flavour::V15);
    let list = "/api/resource/User?fields=[\"name\",\"full_name\",\"api_key\",\"enabled\"]&limit_page_length=0";
    let rows = shop.get(&probe("employee"), list).json()["data"].as_array().unwrap().clone();
    assert!(rows.len() > 60);
    assert!(rows.iter().all(|row| row.as_object().unwrap().keys().eq(["full_name", "name"])));
    assert_eq!(shop.get(&probe("employee"), "/api/resource/User/probe.it-admin@acme.example").told(), denied());
}

#[test]
fn masks_came_with_16() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let of = |role: &str| {
            let shown = shop.get(&probe(role), "/api/resource/Employee/HR-EMP-00001").json();
            shown["data"]["cell_number"].as_str().unwrap().to_owned()
        };
        let plain = of("hr-manager");
        assert!(plain.starts_with("+49 30"));
        let masked = flavour == Flavour::V17;
        assert_eq!(of("hr-officer"), if masked { "+49XXXXXX".to_owned() } else { plain.clone() }, "{flavour:?}");
        let write =
            shop.ask(&probe("hr-officer"), "PUT", "/api/resource/Employee/HR-EMP-00001", &json!({"cell_number": "1"}));
        assert_eq!(write.status, 200);
        assert_eq!(of("hr-manager"), if masked { plain } else { "1".to_owned() });
    }
}

#[test]
fn a_lowered_level_lets_everybody_at_the_field() {
    for flavour in Flavour::ALL {
        for (shop, status) in [(Shop::honest(flavour), "Open"), (Shop::open(flavour), "Approved")] {
            let employee = probe("employee");
            let drafts =
                shop.get(&employee, "/api/resource/Leave Application?filters={\"docstatus\":0}&limit_page_length=1");
            let name = drafts.json()["data"][0]["name"].as_str().unwrap().to_owned();
            let path = format!("/api/resource/Leave Application/{name}");
            assert_eq!(shop.ask(&employee, "PUT", &path, &json!({"status": "Approved"})).status, 200);
            assert_eq!(shop.get(&employee, &path).json()["data"]["status"], status, "{flavour:?}");
        }
    }
}

#[test]
fn secrets_are_stars() {
    let shop = Shop::open(Flavour::V15);
    let document = shop.get("Administrator", "/api/resource/User/Administrator").json();
    assert_eq!(document["data"]["api_secret"], "*".repeat(15));
    let text = document.to_string();
    assert!(!text.contains('#') && !text.contains(SampleCompany::key("Administrator").split_once(':').unwrap().1));
    let listed = shop.get(&probe("it-admin"), "/api/resource/User?fields=[\"*\"]&limit_page_length=1").json();
    assert!(listed["data"][0].as_object().unwrap().keys().all(|key| !key.starts_with('#')), "{listed}");
    assert_ne!(listed["data"][0]["enabled"], Value::Null);
}
