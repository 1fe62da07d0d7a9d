//! A small REST API on loopback for tests: accounts with rights, every way to sign in, and the manners that APIs have.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use rolecall::net::{Base, Client, Options};
use serde_json::{Map, Value, json};

/// Whom it knows, with the secret of each.
pub(crate) const PEOPLE: [(&str, &str); 3] =
    [("ann", "ann's secret"), ("dia", "dia's secret"), ("bob", "bob's secret")];
/// What signs its tokens.
pub(crate) const SIGNING_KEY: &str = "a secret that signs the tokens of this API";

/// How accounts prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Basic,
    Bearer,
    ApiKey,
    /// A form with a token against forged requests on its page; every request but GET needs the token.
    Form,
    /// The same, and the answer to the sign-in is a redirect.
    RedirectingForm,
    /// An endpoint that gives a bearer token.
    Endpoint,
    Jwt,
}

/// What it does wrong, or only differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manners {
    Honest,
    /// Lets dia change orders.
    Leaks,
    /// Makes an order from nothing for ann.
    Acts,
    /// The same, and says so.
    Creates,
    /// Writes to an order of ann's choice that no request names.
    Writes,
    /// Takes nobody's secret any more after so many requests.
    ExpiresAfter(usize),
    /// Says 429 to every second request, and to come again at once.
    Throttles,
    /// Answers everything but the control with a sign-in page and status 200.
    SignInPage,
    /// Sends everything but the control to a sign-in page.
    Redirects,
    /// Answers everything but the control as text.
    Text,
    /// Lets nobody sign in for now.
    LocksOut,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

struct Reply {
    status: u16,
    media: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
}

fn json_reply(status: u16, body: &Value) -> Reply {
    Reply { status, media: "application/json", headers: Vec::new(), body: body.to_string() }
}

/// What it remembers.
#[derive(Default)]
struct State {
    heard: Vec<Asked>,
    /// Session → login.
    sessions: BTreeMap<String, String>,
    opened: usize,
    made: Vec<String>,
    written: bool,
    throttled: BTreeSet<String>,
}

/// The API; it ends with the test's process.
pub(crate) struct Api {
    pub(crate) client: Client,
    pub(crate) address: String,
    state: Arc<Mutex<State>>,
}

impl Api {
    pub(crate) fn serve(door: Door, manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || connection(&stream.unwrap(), door, manners, &state));
            }
        });
        let client = Client::new(Base::read(&address, false).unwrap(), &Options::default()).unwrap();
        Self { client, address, state }
    }

    /// Everything that was asked, in order.
    pub(crate) fn heard(&self) -> Vec<Asked> {
        self.state.lock().unwrap().heard.clone()
    }

    /// Sessions that are open, and how many were.
    pub(crate) fn sessions(&self) -> (usize, usize) {
        let state = self.state.lock().unwrap();
        (state.sessions.len(), state.opened)
    }
}

fn connection(stream: &TcpStream, door: Door, manners: Manners, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let (method, rest) = line.trim().split_once(' ')?;
        let target = rest.split(' ').next()?.to_owned();
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let body = String::from_utf8_lossy(&body).into_owned();
        let asked = Asked { method: method.to_owned(), target, headers, body };
        let reply = answer(&asked, door, manners, &mut state.lock().unwrap());
        let mut head = format!(
            "HTTP/1.1 {} x\r\ncontent-type: {}\r\ncontent-length: {}\r\n",
            reply.status,
            reply.media,
            reply.body.len()
        );
        for (name, value) in &reply.headers {
            for part in [*name, ": ", value, "\r\n"] {
                head.push_str(part);
            }
        }
        let mut out = stream;
        out.write_all(format!("{head}\r\n{}", reply.body).as_bytes()).ok()?;
    }
}

fn answer(asked: &Asked, door: Door, manners: Manners, state: &mut State) -> Reply {
    state.heard.push(asked.clone());
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    if manners == Manners::Throttles {
        let key = format!("{} {} {:?}", asked.method, asked.target, asked.headers.get("authorization"));
        if state.throttled.insert(key) {
            return Reply { headers: vec![("retry-after", "0".to_owned())], ..json_reply(429, &json!({})) };
        }
    }
    match (asked.method.as_str(), path) {
        ("GET", "/login") => {
            return Reply {
                headers: vec![("set-cookie", "csrftoken=before-42; Path=/".to_owned())],
                ..page(200, "<html>sign in</html>")
            };
        }
        ("POST", "/login" | "/token") => return sign_in(asked, door, manners, state),
        ("POST", "/logout") => {
            let bearer = asked.headers.get("authorization").and_then(|value| value.strip_prefix("Bearer "));
            if let Some(session) = session_of(asked).or_else(|| bearer.map(str::to_owned)) {
                state.sessions.remove(&session);
            }
            return json_reply(200, &json!({}));
        }
        _ => {}
    }
    let over = matches!(manners, Manners::ExpiresAfter(most) if state.heard.len() > most);
    let who = who(asked, door, state).filter(|_| !over);
    if path != "/me" && who.is_some() {
        match manners {
            Manners::SignInPage => return page(200, "<!doctype html><html>please sign in</html>"),
            Manners::Redirects => {
                return Reply { headers: vec![("location", "/login".to_owned())], ..page(302, "") };
            }
            Manners::Text => return Reply { media: "text/plain", ..json_reply(200, &json!([])) },
            _ => {}
        }
    }
    let Some(who) = who else { return json_reply(401, &json!({ "error": "who are you" })) };
    let guarded = asked.method != "GET" && matches!(door, Door::Form | Door::RedirectingForm);
    if guarded && asked.headers.get("x-csrf-token").map(String::as_str) != Some("inside-43") {
        return json_reply(400, &json!({ "error": "forged" }));
    }
    if path == "/me" {
        return json_reply(200, &json!({ "login": who }));
    }
    let Some(rest) = path.strip_prefix("/api/") else { return json_reply(404, &json!({ "error": "nothing here" })) };
    business(&asked.method, rest, query, &who, manners, state)
}

fn page(status: u16, body: &str) -> Reply {
    Reply { status, media: "text/html", headers: Vec::new(), body: body.to_owned() }
}

fn session_of(asked: &Asked) -> Option<String> {
    let cookies = asked.headers.get("cookie")?.split("; ");
    let mut found = cookies.filter_map(|cookie| cookie.strip_prefix("sid="));
    found.next().map(str::to_owned)
}

fn sign_in(asked: &Asked, door: Door, manners: Manners, state: &mut State) -> Reply {
    if manners == Manners::LocksOut {
        return json_reply(423, &json!({ "error": "locked" }));
    }
    let fields: BTreeMap<String, String> =
        if asked.headers.get("content-type").is_some_and(|media| media.contains("json")) {
            serde_json::from_str(&asked.body).unwrap_or_default()
        } else {
            url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect()
        };
    let form = matches!(door, Door::Form | Door::RedirectingForm);
    let cookie = asked.headers.get("cookie").cloned().unwrap_or_default();
    let forged = form && (fields.get("csrf").map(String::as_str) != Some("before-42") || !cookie.contains("before-42"));
    let known = |(login, secret): &(&str, &str)| {
        fields.get("user").map(String::as_str) == Some(login) && fields.get("pass").map(String::as_str) == Some(secret)
    };
    let Some((login, _)) = PEOPLE.iter().find(|person| known(person)).filter(|_| !forged) else {
        // As many forms do: the page once more.
        return if form { page(200, "<html>wrong, sign in</html>") } else { json_reply(401, &json!({})) };
    };
    state.opened += 1;
    let session = format!("session-{}", state.opened);
    state.sessions.insert(session.clone(), (*login).to_owned());
    let cookies =
        vec![("set-cookie", format!("sid={session}; HttpOnly")), ("set-cookie", "csrftoken=inside-43".to_owned())];
    match door {
        Door::RedirectingForm => {
            let mut headers = cookies;
            headers.push(("location", "/".to_owned()));
            Reply { headers, ..page(302, "") }
        }
        Door::Form => Reply { headers: cookies, ..json_reply(200, &json!({ "csrf": "inside-43" })) },
        _ => json_reply(200, &json!({ "access": { "token": session } })),
    }
}

fn who(asked: &Asked, door: Door, state: &State) -> Option<String> {
    let authorization = asked.headers.get("authorization").map_or("", String::as_str);
    let by_secret =
        |given: &str| PEOPLE.iter().find(|(_, secret)| *secret == given).map(|(login, _)| (*login).to_owned());
    match door {
        Door::Basic => {
            let basic = |(login, secret): &(&str, &str)| {
                let both = STANDARD.encode(format!("{login}:{secret}"));
                (authorization == format!("Basic {both}")).then(|| (*login).to_owned())
            };
            PEOPLE.iter().find_map(basic)
        }
        Door::Bearer => by_secret(authorization.strip_prefix("Bearer ")?),
        Door::ApiKey => by_secret(asked.headers.get("x-api-key")?),
        Door::Form | Door::RedirectingForm => state.sessions.get(&session_of(asked)?).cloned(),
        Door::Endpoint => state.sessions.get(authorization.strip_prefix("Bearer ")?).cloned(),
        Door::Jwt => {
            let mut validation = Validation::new(Algorithm::HS256);
            validation.set_audience(&["shop"]);
            validation.set_required_spec_claims(&["exp", "aud", "sub"]);
            let key = DecodingKey::from_secret(SIGNING_KEY.as_bytes());
            let token = authorization.strip_prefix("Bearer ")?;
            let claims = decode::<Map<String, Value>>(token, &key, &validation).ok()?.claims;
            let login = claims.get("sub")?.as_str()?.to_owned();
            // Each account has a tenant of its own.
            let tenant = if login == "dia" { json!([2, "south"]) } else { json!([1, "north"]) };
            (claims.get("tenant") == Some(&tenant) && claims.get("scope") == Some(&json!("api"))).then_some(login)
        }
    }
}

fn business(method: &str, rest: &str, query: &str, who: &str, manners: Manners, state: &mut State) -> Reply {
    let (resource, id) = rest.split_once('/').map_or((rest, None), |(resource, id)| (resource, Some(id)));
    let op = match method {
        "GET" => 'r',
        "POST" => 'c',
        "PATCH" => 'w',
        _ => 'd',
    };
    let rights = match (who, resource) {
        ("ann", "sale-order") => "rwc",
        ("dia", "stock-picking") => "rwcd",
        ("dia", "sale-order") if manners == Manners::Leaks => "rw",
        ("dia", "sale-order") | ("bob", "sale-order" | "stock-picking" | "hr-employee") => "r",
        (_, "sale-order" | "stock-picking" | "hr-employee") => "",
        _ => return json_reply(404, &json!({ "error": "no such thing" })),
    };
    if !rights.contains(op) {
        return json_reply(403, &json!({ "error": "forbidden" }));
    }
    // ann sees her own order, 6, and not bob's, 5.
    let beyond = who == "ann" && id == Some("5");
    if beyond {
        return json_reply(404, &json!({ "error": "not found" }));
    }
    if method == "POST" && matches!(manners, Manners::Acts | Manners::Creates) {
        state.made.push(resource.to_owned());
    }
    state.written |= method == "PATCH" && id.is_none() && manners == Manners::Writes;
    let order = |id: u32| json!({ "id": id, "user_id": if id == 6 { 10 } else { 11 }, "note": "n" });
    match (method, id) {
        ("GET", None) if query.contains("made_by") => {
            let here = state.made.iter().filter(|made| *made == resource);
            let made: Vec<Value> = here.map(|_| json!({ "id": 7, "by": 10 })).collect();
            json_reply(200, &json!({ "rows": made }))
        }
        ("GET", None) if query.contains("written_by") => {
            let written = json!([{ "id": 6, "by": 10 }]);
            let here = state.written && resource == "sale-order" && query.contains("id=6");
            json_reply(200, &json!({ "rows": if here { written } else { json!([]) } }))
        }
        ("GET", None) if resource == "sale-order" && who != "ann" => {
            json_reply(200, &json!({ "rows": [order(6), order(5)] }))
        }
        ("GET", None) => json_reply(200, &json!({ "rows": [order(6)] })),
        ("GET", Some(id)) => json_reply(200, &order(id.parse().unwrap_or(0))),
        ("POST", _) if manners == Manners::Creates => json_reply(201, &json!({ "id": 7 })),
        _ => Reply { status: 204, media: "", headers: Vec::new(), body: String::new() },
    }
}
