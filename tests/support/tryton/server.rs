//! `trytond` with a copy of a company, on a free loopback port, gone when the value is.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::install::compiled_once;
use super::tables::Copy;
use super::{Company, DATABASE, Lab, http, password};

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    python: PathBuf,
    port: u16,
    watchdog: Child,
}

/// Somebody who has signed in.
pub(crate) struct Session<'a> {
    server: &'a Server,
    authorization: String,
    /// The user's id.
    pub(crate) user: i64,
}

/// What a call ends with that brings no result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// The server's own words: `["UserError", ["You are not allowed …", …]]`.
    Error(Value),
    /// A status that is not 200.
    Status(u16),
}

impl Server {
    pub(super) fn start(lab: &Lab, company: Company) -> Self {
        let folder = tempfile::Builder::new().prefix("rolecall-tryton-").tempdir().unwrap().keep();
        fs::create_dir(folder.join("data")).unwrap();
        fs::copy(lab.file(company), folder.join(format!("data/{DATABASE}.sqlite"))).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[database]\nuri = sqlite://\npath = {}/data\n[web]\nlisten = 127.0.0.1:{port}\n",
            folder.display()
        );
        fs::write(folder.join("trytond.conf"), settings).unwrap();
        // Without `--database` every request fails.
        let mut trytond = Command::new(lab.environment.join("bin/trytond"));
        trytond.arg("--config").arg(folder.join("trytond.conf")).args(["--database", DATABASE]);
        let log = fs::File::create(folder.join("log")).unwrap();
        // A shell that runs the server, waits for its own input to end, which it does when this process does, however it does,
        // and then tidies up.
        let watchdog = compiled_once(&mut Command::new("sh"))
            .args(["-c", "folder=$1; shift; \"$@\" </dev/null & cat; kill -9 $!; wait $!; rm -rf \"$folder\"", "sh"])
            .arg(&folder)
            .arg(trytond.get_program())
            .args(trytond.get_args())
            .current_dir("/")
            .env_remove("TRYTOND_CONFIG")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap();
        let server = Self { folder, python: lab.python(), port, watchdog };
        let until = Instant::now() + Duration::from_mins(2);
        while server.version().is_none() {
            assert!(Instant::now() < until, "trytond did not start: {}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The database that is served. It has a write-ahead log beside it.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(format!("data/{DATABASE}.sqlite"))
    }

    /// What the server wrote to its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Its series, once it answers.
    pub(crate) fn version(&self) -> Option<String> {
        let answer = self.post("rpc/", &[], "common.server.version", &json!([])).ok()?;
        Some(answer.as_str()?.to_owned())
    }

    /// The database as it is now.
    pub(crate) fn copy(&self) -> Copy {
        Copy::of(&self.python, &self.file())
    }

    /// Signs in with the user's own password.
    pub(crate) fn sign_in(&self, login: &str) -> Session<'_> {
        self.sign_in_with(login, &password(login)).unwrap()
    }

    /// Signs in; the status where that is refused.
    pub(crate) fn sign_in_with(&self, login: &str, password: &str) -> Result<Session<'_>, Fault> {
        let params = json!([login, {"password": password}, "en"]);
        let answer = self.post(&format!("{DATABASE}/rpc/"), &[], "common.db.login", &params)?;
        let user = answer[0].as_i64().unwrap();
        let key = format!("{login}:{user}:{}", answer[1].as_str().unwrap());
        Ok(Session { server: self, authorization: format!("Session {}", STANDARD.encode(key.as_bytes())), user })
    }

    /// What the REST interface answers to a key: `GET /<database>/rest/<path>`.
    pub(crate) fn rest(&self, key: &str, path: &str) -> (u16, String) {
        let bearer = format!("Bearer {key}");
        http::ask(self.port, &format!("GET /{DATABASE}/rest/{path}"), &[("Authorization", &bearer)], "").unwrap()
    }

    fn post(&self, path: &str, headers: &[(&str, &str)], method: &str, params: &Value) -> Result<Value, Fault> {
        let mut headers = headers.to_vec();
        headers.push(("Content-Type", "application/json"));
        let body = json!({"id": 1, "method": method, "params": params}).to_string();
        let (status, body) =
            http::ask(self.port, &format!("POST /{path}"), &headers, &body).map_err(|_| Fault::Status(0))?;
        if status != 200 {
            return Err(Fault::Status(status));
        }
        let mut answer: Value = serde_json::from_str(&body).unwrap();
        match answer.get_mut("error") {
            Some(error) => Err(Fault::Error(error.take())),
            None => Ok(answer["result"].take()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The watchdog ends the server as soon as its input ends.
        drop(self.watchdog.stdin.take());
        self.watchdog.wait().ok();
    }
}

impl Session<'_> {
    /// Calls a method (`model.party.party.read`) with its arguments and the user's own context.
    pub(crate) fn call(&self, method: &str, arguments: &Value) -> Result<Value, Fault> {
        let mut params = arguments.as_array().unwrap().clone();
        params.push(json!({"language": "en"}));
        let authorization = [("Authorization", self.authorization.as_str())];
        self.server.post(&format!("{DATABASE}/rpc/"), &authorization, method, &Value::from(params))
    }
}

impl Fault {
    /// Whether Tryton refused it to this user, told in English.
    pub(crate) fn is_denial(&self) -> bool {
        matches!(self, Self::Error(error) if error[0] == "UserError"
            && error[1][0].as_str().is_some_and(|words| words.contains("not allowed")))
    }
}
