//! Who gets in, and what a login leaves behind.

use rolecall::sample::{Flavour, Options, SampleCompany};
use rolecall::snapshot::Presence;
use serde_json::{Value, json};

use super::shop::{DENIED, Shop};

impl Shop {
    fn log_in(&self, login: &str, secret: &str) -> Value {
        self.rpc("common", "login", &json!([self.running.database(), login, secret]))["result"].clone()
    }

    fn execute(&self, login: &str, secret: &str) -> Value {
        let args = json!([self.running.database(), self.uid(login), secret, "res.users", "context_get", [], {}]);
        let answer = self.rpc("object", "execute_kw", &args);
        answer["error"]["data"].get("name").cloned().unwrap_or_else(|| answer["result"]["uid"].clone())
    }

    fn web(&self, login: &str, secret: &str) -> Value {
        let params = json!({"db": self.running.database(), "login": login, "password": secret});
        self.post("/web/session/authenticate", &json!({"jsonrpc": "2.0", "params": params})).json()
    }
}

#[test]
fn a_login_leaves_one_trace_and_a_call_none() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let emp = shop.login("employee", 0);
        let (password, key) = (SampleCompany::password(&emp), SampleCompany::key(&emp, SampleCompany::KEY));
        let (uid, before) = (json!(shop.uid(&emp)), shop.running.checksum());
        for secret in [&password, &key] {
            assert_eq!(shop.execute(&emp, secret), uid);
        }
        assert_eq!(shop.log_in(&emp, "wrong"), json!(false));
        assert_eq!(shop.log_in("nobody", "wrong"), json!(false));
        assert_eq!(shop.running.login_traces(), 0);
        assert_eq!(shop.log_in(&emp, &password), uid);
        assert_eq!(shop.web(&emp, &password)["result"]["uid"], uid);
        assert_eq!(shop.running.login_traces(), 2);
        assert_eq!((shop.running.checksum(), shop.running.drawn()), (before, 0));
    }
}

#[test]
fn the_web_takes_no_key_for_a_password() {
    let shop = Shop::open(Flavour::V18);
    let answer = shop.web("admin", &SampleCompany::key("admin", SampleCompany::KEY));
    assert_eq!(answer["error"]["data"]["name"], DENIED);
}

#[test]
fn a_second_factor_makes_every_password_wrong_and_no_key() {
    let mut emp = String::new();
    let shop = Shop::with(Flavour::V18, Options::default(), |snapshot| {
        let user = snapshot.users.iter_mut().find(|user| user.login().contains("@acme")).unwrap();
        user.second_factor = Presence::Present;
        emp = user.login().to_owned();
    });
    let password = SampleCompany::password(&emp);
    assert_eq!(shop.log_in(&emp, &password), json!(false));
    assert_eq!(shop.execute(&emp, &password), json!(DENIED));
    assert_eq!(shop.execute(&emp, &SampleCompany::key(&emp, SampleCompany::KEY)), json!(shop.uid(&emp)));
    assert_eq!(shop.web(&emp, &password)["result"], json!({"uid": null}), "half logged in");
}

#[test]
fn an_inactive_account_has_neither_password_nor_key() {
    for flavour in Flavour::ALL {
        let mut emp = String::new();
        let shop = Shop::with(flavour, Options::default(), |snapshot| {
            let user = snapshot.users.iter_mut().find(|user| user.login().contains("@acme")).unwrap();
            user.active = false;
            emp = user.login().to_owned();
        });
        assert_eq!(shop.log_in(&emp, &SampleCompany::password(&emp)), json!(false));
        for secret in [SampleCompany::password(&emp), SampleCompany::key(&emp, SampleCompany::KEY)] {
            assert_eq!(shop.execute(&emp, &secret), json!(DENIED));
        }
    }
}

#[test]
fn keys_end_since_18_and_only_for_programs() {
    for flavour in Flavour::ALL {
        let shop = Shop::with(flavour, Options::default(), |snapshot| {
            let admin = snapshot.users.iter().position(|user| user.login() == "admin").unwrap();
            let token = |name: &str, expires: Option<&str>, scope: &str| rolecall::snapshot::Token {
                kind: rolecall::snapshot::Token::API_KEY.to_owned(),
                name: name.to_owned(),
                owner: rolecall::model::UserIx::new(admin),
                scope: Some(scope.to_owned()),
                created: None,
                expires: expires.map(str::to_owned),
                outlives_owner: false,
                scope_unchecked: false,
            };
            snapshot.tokens.push(token("old", Some("2025-12-31T00:00:00Z"), "rpc"));
            snapshot.tokens.push(token("mail plugin", None, "odoo.plugin.outlook"));
        });
        let old = shop.execute("admin", &SampleCompany::key("admin", "old"));
        assert_eq!(old, if flavour == Flavour::V16 { json!(2) } else { json!(DENIED) });
        assert_eq!(shop.execute("admin", &SampleCompany::key("admin", "mail plugin")), json!(DENIED));
    }
}
