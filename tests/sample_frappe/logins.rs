//! Who gets in, and what a login leaves behind.

use rolecall::sample::frappe::{Flavour, Options, SampleCompany};
use rolecall::sample::{Behaviour, Disturbance};
use serde_json::{Value, json};

use super::shop::{Answer, Shop, denied, honest, probe, unauthorized};

const WHO: &str = "/api/method/frappe.auth.get_logged_user";

impl Shop {
    fn log_in(&self, usr: &str, pwd: &str) -> Answer {
        let body = json!({"usr": usr, "pwd": pwd}).to_string();
        self.send("POST", "/api/method/login", &[("content-type", "application/json")], &body)
    }

    fn who(&self, authorization: &str) -> Answer {
        self.send("GET", WHO, &[("authorization", authorization)], "")
    }

    fn as_session(&self, method: &str, sid: &str, more: &[(&str, &str)]) -> Answer {
        let cookie = format!("full_name=x; sid={sid}");
        self.send(method, WHO, &[&[("cookie", cookie.as_str())], more].concat(), "")
    }
}

#[test]
fn passwords_open_sessions_and_leave_traces() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let (rep, before) = (probe("sales-rep"), shop.running.checksum());
        let password = SampleCompany::password(&rep);
        let form = format!("usr={}&pwd={password}", rep.to_uppercase().replace('@', "%40"));
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let answer = shop.send("POST", "/api/method/login", &[kind], &form);
        assert_eq!((answer.status, &answer.json()["message"]), (200, &json!("Logged In")), "a login has no case");
        assert_eq!(answer.json()["full_name"], "Probe sales-rep");
        assert_eq!(shop.as_session("GET", &answer.sid(), &[]).json()["message"], json!(rep));
        assert_eq!(shop.running.login_traces(), 3, "the account, its session, the activity log");
        let portal = shop.log_in(&probe("customer"), &SampleCompany::password(&probe("customer")));
        assert_eq!(
            (portal.json()["message"].clone(), portal.json()["home_page"].clone()),
            (json!("No App"), json!("/me"))
        );

        let wrong = shop.log_in(&rep, "no");
        assert_eq!((wrong.status, wrong.class()), unauthorized());
        assert_eq!(wrong.json()["message"], "Invalid login credentials");
        assert!(wrong.sid().is_empty());
        assert_eq!(
            wrong.json()["exc_type"],
            if flavour == Flavour::V14 { "DoesNotExistError" } else { "AuthenticationError" }
        );
        assert_eq!(shop.log_in("nobody", "no").told(), unauthorized());
        assert_eq!(shop.log_in(&rep, "").told(), unauthorized());

        let by_get = shop.send("GET", &format!("/api/method/login?usr={rep}&pwd={password}"), &[], "");
        assert_eq!(by_get.status, 200, "a password in an address is taken");
        assert_eq!(shop.running.checksum(), before, "traces are no change");

        let out = shop.as_session("GET", &by_get.sid(), &[]);
        assert_eq!(out.status, 200);
        shop.send("GET", "/api/method/logout", &[("cookie", &format!("sid={}", by_get.sid()))], "");
        assert_eq!(shop.as_session("GET", &by_get.sid(), &[]).told(), denied(), "a session that is gone is a guest's");
    }
}

#[test]
fn keys_come_as_token_and_as_basic() {
    let shop = Shop::honest(Flavour::V15);
    let rep = probe("sales-rep");
    let key = SampleCompany::key(&rep);
    assert_eq!(shop.who(&format!("token {key}")).json()["message"], json!(rep));
    // `KEY:SECRET` in base64.
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = key.bytes().fold(String::new(), |bits, byte| format!("{bits}{byte:08b}"));
    let bits = format!("{bits}{}", "0".repeat((6 - bits.len() % 6) % 6));
    let encoded: String = (0..bits.len() / 6)
        .map(|at| letters[usize::from_str_radix(&bits[at * 6..at * 6 + 6], 2).unwrap()] as char)
        .collect();
    assert_eq!(shop.who(&format!("Basic {encoded}")).json()["message"], json!(rep));
    for wrong in ["token aaaa:bbbb", "token aaaa", "Basic ???", "Bearer nope", "Digest x"] {
        assert_eq!(shop.who(wrong).told(), unauthorized(), "{wrong}");
    }
    assert_eq!(shop.who("nonsense").told(), denied(), "one word is no attempt");
    assert_eq!(shop.running.login_traces(), 1, "the first call of a token is written down, the second is not");
}

#[test]
fn disabled_accounts_keep_their_tokens_by_version() {
    for (flavour, key, bearer) in [(Flavour::V14, 200, 200), (Flavour::V15, 401, 200), (Flavour::V17, 401, 401)] {
        let shop = Shop::open(flavour);
        let clerk = "former.clerk@acme.example";
        assert_eq!(shop.log_in(clerk, &SampleCompany::password(clerk)).told(), unauthorized());
        assert_eq!(shop.who(&format!("token {}", SampleCompany::key(clerk))).status, key, "{flavour:?}");
        let token = format!("Bearer {}", SampleCompany::bearer("left behind"));
        assert_eq!(shop.who(&token).status, bearer, "{flavour:?}");
    }
}

#[test]
fn bearer_tokens_end_and_their_scopes_restrict_nothing() {
    let end = |name: &'static str, end: Value, status: &'static str| {
        let token = SampleCompany::bearer(name);
        let values = json!({
            "client": "scanner", "user": probe("accountant"), "scopes": "openid", "access_token": token,
            "expiration_time": end, "status": status,
        });
        (token, values)
    };
    let tokens = [
        end("alive", json!("2027-01-01 00:00:00.000000"), "Active"),
        end("old", json!("2025-01-01 00:00:00.000000"), "Active"),
        end("revoked", json!("2027-01-01 00:00:00.000000"), "Revoked"),
        end("endless", Value::Null, "Active"),
    ];
    let company = tokens
        .iter()
        .fold(honest(Flavour::V15), |company, (token, values)| company.insert("OAuth Bearer Token", token, values));
    let shop = Shop::with(company, Options::default());
    let status = |at: usize| shop.who(&format!("bearer {}", tokens[at].0)).told();
    assert_eq!(status(0).0, 200);
    assert_eq!(status(1), unauthorized());
    assert_eq!(status(2), unauthorized());
    assert_eq!(status(3), (500, "TypeError".to_owned()));
    let all =
        shop.send("GET", "/api/resource/Sales%20Invoice", &[("authorization", &format!("Bearer {}", tokens[0].0))], "");
    assert_eq!(all.status, 200);
}

#[test]
fn a_session_that_saw_the_desk_must_show_its_token() {
    for flavour in Flavour::ALL {
        let shop = Shop::honest(flavour);
        let rep = probe("sales-rep");
        let sid = shop.log_in(&rep, &SampleCompany::password(&rep)).sid();
        assert_eq!(shop.as_session("POST", &sid, &[]).status, 200, "before, nobody asks");
        let desk = if flavour == Flavour::V17 { "/desk" } else { "/app" };
        let page = shop.send("GET", desk, &[("cookie", &format!("sid={sid}"))], "");
        let page = String::from_utf8(page.body).unwrap();
        let token = page.split("csrf_token = \"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(shop.as_session("POST", &sid, &[]).told(), (400, "CSRFTokenError".to_owned()));
        assert_eq!(shop.as_session("GET", &sid, &[]).status, 200);
        assert_eq!(shop.as_session("POST", &sid, &[("x-frappe-csrf-token", token)]).status, 200);
        assert_eq!(shop.ask(&rep, "POST", WHO, &Value::Null).status, 200, "a token needs none");
        assert_eq!(shop.send("GET", desk, &[], "").status, 301);
    }
}

#[test]
fn eleven_failures_lock_the_login_and_the_address_and_no_token() {
    let shop = Shop::honest(Flavour::V15);
    let (rep, other) = (probe("sales-rep"), probe("accountant"));
    let locked = (500, "SecurityException".to_owned());
    for _ in 0..11 {
        assert_eq!(shop.log_in(&rep, "no").told(), unauthorized());
    }
    assert_eq!(shop.log_in(&rep, &SampleCompany::password(&rep)).told(), locked);
    assert_eq!(shop.log_in(&other, &SampleCompany::password(&other)).told(), locked, "the address is locked too");
    let body = json!({"usr": other, "pwd": SampleCompany::password(&other)}).to_string();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", "10.0.0.1")];
    assert_eq!(shop.send("POST", "/api/method/login", &headers, &body).status, 200, "which a header moves");
    assert_eq!(shop.get(&rep, WHO).status, 200);
}

#[test]
fn two_hundred_is_no_login() {
    let rep = probe("sales-rep");
    let company = honest(Flavour::V15).set("User", &rep, "#password_expired", json!(1));
    let company = company.set("System Settings", "System Settings", "enable_two_factor_auth", json!(1)).set(
        "Role",
        "Accounts User",
        "two_factor_auth",
        json!(1),
    );
    let shop = Shop::with(company, Options::default());
    let expired = shop.log_in(&rep, &SampleCompany::password(&rep));
    assert_eq!((expired.status, &expired.json()["message"]), (200, &json!("Password Reset")));
    assert_eq!(shop.as_session("GET", &expired.sid(), &[]).told(), denied());
    let asked = shop.log_in(&probe("accountant"), &SampleCompany::password(&probe("accountant")));
    assert!(asked.status == 200 && asked.json()["tmp_id"].is_string() && asked.json()["verification"].is_object());
    assert_eq!(shop.get(&probe("accountant"), WHO).status, 200, "a token is asked for no code");
}

#[test]
fn an_address_that_is_not_allowed_gets_no_session() {
    let rep = probe("sales-rep");
    let company = honest(Flavour::V15).set("User", &rep, "restrict_ip", json!("10.1., 10.2."));
    let shop = Shop::with(company, Options::default());
    assert_eq!(shop.log_in(&rep, &SampleCompany::password(&rep)).told(), unauthorized());
    assert_eq!(shop.get(&rep, WHO).status, 200, "tokens are not restricted");
}

#[test]
fn a_lost_session_lets_nobody_in_any_more() {
    let behaviour = Behaviour::new(|n| if n == 3 { Disturbance::SessionLost } else { Disturbance::None });
    let shop = Shop::with(honest(Flavour::V15), Options { behaviour, ..Options::default() });
    let ask = || shop.get(&probe("sales-rep"), WHO).status;
    assert_eq!([ask(), ask(), ask(), ask()], [200, 200, 401, 401]);
}
