//! Who gets in: sessions, API keys, OAuth bearer tokens, and what a login leaves behind.

use serde_json::{Value, json};

use super::Flavour;
use super::exception::{AUTHENTICATION, CSRF, Exception, Outcome};
use super::meta::text;
use super::request::{Ask, Target};
use super::rights::GUEST;
use super::site::{Answer, Site};
use super::table::row;
use crate::sample::server::Head;
use crate::sample::store::digest;

/// Who a request comes from.
#[derive(Debug, Clone)]
pub(super) struct Who {
    pub(super) user: String,
    /// The session that it belongs to.
    pub(super) sid: Option<String>,
}

impl Who {
    pub(super) fn guest() -> Self {
        Self { user: GUEST.to_owned(), sid: None }
    }

    /// The cookie that every answer carries.
    pub(super) fn cookie(&self) -> String {
        sid_cookie(self.sid.as_deref().unwrap_or(GUEST))
    }
}

fn sid_cookie(sid: &str) -> String {
    format!("sid={sid}; Max-Age=612000; HttpOnly; Path=/; SameSite=Lax")
}

impl Site {
    /// Finds out who asks.
    pub(super) fn authenticate(&mut self, head: &Head, ask: &Ask) -> Outcome<Who> {
        let mut who = self.session(head).unwrap_or_else(Who::guest);
        self.check_csrf(head, &who)?;
        let header = head.header("authorization").unwrap_or_default();
        let words: Vec<&str> = header.split(' ').collect();
        if let [scheme, credentials] = words.as_slice() {
            let user = match scheme.to_ascii_lowercase().as_str() {
                _ if self.shut => None,
                "bearer" => self.by_bearer(credentials)?,
                "basic" => unwrapped(credentials).and_then(|pair| self.by_key(&pair)),
                "token" => self.by_key(credentials),
                _ => None,
            };
            if let Some(user) = user {
                self.was_active(&user);
                who = Who { user, sid: None };
            }
            if who.user == GUEST && ask.target != Target::Method("login".to_owned()) {
                return Err(Exception::raise(AUTHENTICATION));
            }
        }
        Ok(who)
    }

    /// The session of a cookie; one that is not there is nobody's.
    fn session(&self, head: &Head) -> Option<Who> {
        let mut cookies = head.header("cookie").unwrap_or_default().split(';');
        let sid = cookies.find_map(|cookie| cookie.trim().strip_prefix("sid="))?;
        let row = self.store.row("Sessions", sid).filter(|_| !self.shut)?;
        let user = text(row, "user");
        self.store.is("User", user, "enabled").then(|| Who { user: user.to_owned(), sid: Some(sid.to_owned()) })
    }

    /// A session that was shown the desk must show the desk's token with every change.
    fn check_csrf(&self, head: &Head, who: &Who) -> Outcome<()> {
        let Some(sid) = &who.sid else { return Ok(()) };
        let token = self.store.text("Sessions", sid, "csrf_token");
        let changes = matches!(head.method.as_str(), "POST" | "PUT" | "DELETE" | "PATCH");
        if changes && !token.is_empty() && head.header("x-frappe-csrf-token") != Some(token) {
            return Err(Exception::throw_titled(CSRF, "Message", "Invalid Request"));
        }
        Ok(())
    }

    /// The account of a `KEY:SECRET` pair. Up to 14 nobody asks whether it is switched off.
    fn by_key(&self, pair: &str) -> Option<String> {
        let (key, secret) = pair.split_once(':')?;
        let secret = json!(digest(secret));
        let mut owners = self.store.rows("User").filter(|(_, row)| !key.is_empty() && text(row, "api_key") == key);
        let (user, row) = owners.next()?;
        let enabled = self.store.is("User", user, "enabled") || self.flavour().disabled_keys_work();
        (enabled && row.get("#api_secret") == Some(&secret)).then(|| user.clone())
    }

    /// The account of an OAuth bearer token. Its scopes restrict nothing.
    fn by_bearer(&self, token: &str) -> Outcome<Option<String>> {
        let mut tokens = self.store.rows("OAuth Bearer Token").map(|(_, row)| row);
        let Some(row) = tokens.find(|row| text(row, "access_token") == token && text(row, "status") == "Active") else {
            return Ok(None);
        };
        let Some(end) = row.get("expiration_time").and_then(Value::as_str) else {
            let why = "'<' not supported between instances of 'datetime.datetime' and 'NoneType'";
            return Err(Exception::raise_with("TypeError", why));
        };
        let user = text(row, "user");
        let enabled = self.store.is("User", user, "enabled") || self.flavour().disabled_bearers_work();
        Ok((enabled && end > self.store.now().as_str()).then(|| user.to_owned()))
    }

    /// The first call with a token is written down; the next ones are not for a while, but in 17.
    fn was_active(&mut self, user: &str) {
        if self.flavour() >= Flavour::V17 || self.store.get("User", user, "last_active").is_null() {
            let now = json!(self.store.now());
            self.store.set("User", user, "last_active", now);
            self.store.commit();
            self.traces += 1;
        }
    }

    /// `login`, also by GET; what stands in the activity log then goes with the transaction.
    pub(super) fn log_in(&mut self, head: &Head, ask: &Ask) -> Outcome<Answer> {
        let (usr, pwd) = (ask.text("usr").unwrap_or_default(), ask.text("pwd").unwrap_or_default());
        if usr.is_empty() || pwd.is_empty() {
            return Err(self.failed(head, &usr, "Incomplete login details"));
        }
        let folded = usr.to_lowercase();
        let user = self.store.rows("User").map(|(name, _)| name).find(|name| name.to_lowercase() == folded).cloned();
        let keys = [user.clone().unwrap_or_else(|| folded.clone()), address(head)];
        let most = self.store.get("System Settings", "System Settings", "allow_consecutive_login_attempts").as_u64();
        let most = u32::try_from(most.unwrap_or_default()).unwrap_or(u32::MAX);
        if most > 0 && keys.iter().any(|key| self.failures.get(key).copied().unwrap_or_default() > most) {
            let text = "Your account has been locked and will resume after 60 seconds";
            return Err(Exception::throw("SecurityException", text));
        }
        let known = user.filter(|user| self.store.get("User", user, "#password") == &json!(digest(&pwd)) && !self.shut);
        let Some(user) = known else {
            for key in keys {
                *self.failures.entry(key).or_default() += 1;
            }
            return Err(self.failed(head, &usr, "Invalid login credentials"));
        };
        if !self.store.is("User", &user, "enabled") && user != super::rights::ADMINISTRATOR {
            return Err(self.failed(head, &usr, "User disabled or missing"));
        }
        if !self.may_come_from(&user, &address(head)) {
            return Err(Exception::throw(AUTHENTICATION, "Access not allowed from this IP Address"));
        }
        self.failures.retain(|key, _| !keys.contains(key));
        if let Some(answer) = self.half_logged_in(&user) {
            return Ok(answer);
        }
        Ok(self.opened(head, &user))
    }

    /// A login that is answered with 200 and is none: the password has to be changed, or a code is asked for.
    fn half_logged_in(&self, user: &str) -> Option<Answer> {
        if self.store.is("User", user, "#password_expired") {
            let redirect = "http://acme.localhost/update-password?key=drawn&password_expired=true";
            return Some(Answer::ok(json!({"message": "Password Reset", "redirect_to": redirect})));
        }
        let asked = self.store.is("System Settings", "System Settings", "enable_two_factor_auth")
            && self.roles(user).iter().any(|role| self.store.is("Role", role, "two_factor_auth"));
        asked.then(|| {
            let verification = json!({"token_delivery": true, "method": "OTP App", "setup": false});
            Answer::ok(json!({"verification": verification, "tmp_id": "drawn"}))
        })
    }

    fn may_come_from(&self, user: &str, address: &str) -> bool {
        let prefixes = self.store.text("User", user, "restrict_ip");
        prefixes.is_empty() || prefixes.split(',').any(|prefix| address.starts_with(prefix.trim()))
    }

    fn opened(&mut self, head: &Head, user: &str) -> Answer {
        let sid = digest(&format!("sid {}", self.store.draw("Sessions"))).chars().take(56).collect::<String>();
        let now = self.store.now();
        self.store.put("Sessions", &sid, Some(row! {"user": user, "status": "Active", "lastupdate": now}));
        for (column, value) in [("last_login", now.clone()), ("last_active", now), ("last_ip", address(head))] {
            self.store.set("User", user, column, json!(value));
        }
        self.traces += 2;
        if head.method != "GET" {
            self.log_activity(user, "Login", "Success");
        }
        let desk = self.store.text("User", user, "user_type") == "System User";
        let (message, home) = match (desk, self.flavour().desk()) {
            (false, _) => ("No App", "/me".to_owned()),
            (true, "/desk") => ("Logged In", "/desk".to_owned()),
            (true, desk) => ("Logged In", format!("{desk}/home")),
        };
        let name = self.store.text("User", user, "full_name").to_owned();
        let cookies = vec![
            sid_cookie(&sid),
            format!("system_user={}; Path=/; SameSite=Lax", if desk { "yes" } else { "no" }),
            format!("full_name={}; Path=/; SameSite=Lax", name.replace(' ', "%20")),
            format!("user_id={}; Path=/; SameSite=Lax", user.replace('@', "%40")),
        ];
        Answer { cookies, ..Answer::ok(json!({"message": message, "home_page": home, "full_name": name})) }
    }

    fn failed(&mut self, head: &Head, usr: &str, message: &'static str) -> Exception {
        if head.method != "GET" {
            self.log_activity(usr, "Login", "Failed");
            self.store.commit();
        }
        Exception::raise(AUTHENTICATION).with("message", json!(message))
    }

    fn log_activity(&mut self, user: &str, operation: &str, status: &str) {
        let name = self.store.draw_name("Activity Log");
        let subject = format!("{operation} of {user}: {status}");
        let values = row! {"user": user, "operation": operation, "status": status, "subject": subject};
        self.store.add("Activity Log", &name, values);
        self.traces += 1;
    }

    /// `logout`.
    pub(super) fn log_out(&mut self, who: &Who) -> Answer {
        if let Some(sid) = &who.sid {
            self.store.put("Sessions", sid, None);
            self.log_activity(&who.user, "Logout", "Success");
        }
        Answer { cookies: vec![sid_cookie(GUEST)], ..Answer::ok(json!({})) }
    }
}

/// The address that a request comes from, or says that it comes from.
fn address(head: &Head) -> String {
    let told = head.header("x-forwarded-for").and_then(|list| list.split(',').next());
    told.unwrap_or("127.0.0.1").trim().to_owned()
}

/// What stands in a Basic header.
fn unwrapped(text: &str) -> Option<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        held = (held << 6) | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
