//! A server on loopback that answers as a test says; it ends with the test's process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rolecall::net::{Base, Client, Options};
use serde_json::Value;

/// One request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    pub(crate) cookie: String,
    pub(crate) authorization: String,
    pub(crate) body: Value,
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// An answer in JSON.
pub(crate) fn reply(status: u16, body: impl Into<Value>) -> Reply {
    Reply { status, headers: vec![("content-type", "application/json".to_owned())], body: body.into().to_string() }
}

impl Reply {
    /// A web page.
    pub(crate) fn page(status: u16, body: &str) -> Self {
        Self { status, headers: vec![("content-type", "text/html".to_owned())], body: body.to_owned() }
    }

    /// The same with a cookie.
    pub(crate) fn cookie(mut self, cookie: &str) -> Self {
        self.headers.push(("set-cookie", cookie.to_owned()));
        self
    }
}

/// What a server answers; nothing shuts the connection without an answer.
type Answers = dyn Fn(&Asked) -> Option<Reply> + Send + Sync;

/// The server.
pub(crate) struct Server {
    pub(crate) client: Client,
    heard: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(crate) fn start(answers: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (answers, heard): (Arc<Answers>, _) = (Arc::new(answers), Arc::new(Mutex::new(Vec::new())));
        let log = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answers, log) = (Arc::clone(&answers), Arc::clone(&log));
                std::thread::spawn(move || serve(&stream.unwrap(), &*answers, &log));
            }
        });
        let client = Client::new(Base::read(&address, false).unwrap(), &Options::default()).unwrap();
        Self { client, heard }
    }

    /// Everything that was asked, in order.
    pub(crate) fn heard(&self) -> Vec<Asked> {
        self.heard.lock().unwrap().clone()
    }
}

/// One connection, request after request.
fn serve(stream: &TcpStream, answers: &Answers, log: &Mutex<Vec<Asked>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut asked = Asked { method: words.next()?, path: words.next()?, ..Asked::default() };
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            let value = value.trim().to_owned();
            match name.to_lowercase().as_str() {
                "content-length" => length = value.parse().ok()?,
                "cookie" => asked.cookie = value,
                "authorization" => asked.authorization = value,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        asked.body = serde_json::from_slice(&body).unwrap_or_default();
        log.lock().unwrap().push(asked.clone());
        let Reply { status, headers, body } = answers(&asked)?;
        // In one piece: pieces of an answer wait for each other's receipt.
        let mut whole = Vec::new();
        write!(whole, "HTTP/1.1 {status} -\r\ncontent-length: {}\r\n", body.len()).ok()?;
        for (name, value) in headers {
            write!(whole, "{name}: {value}\r\n").ok()?;
        }
        write!(whole, "\r\n{body}").ok()?;
        let mut stream = stream;
        stream.write_all(&whole).ok()?;
    }
}
