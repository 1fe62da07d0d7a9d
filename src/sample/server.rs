//! The wire: one thread, one port of 127.0.0.1, HTTP 1.1.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use super::behaviour::{Behaviour, Disturbance, Outgoing};
use super::reply::Reply;

/// The longest request.
const LONGEST: usize = 4 << 20;
/// How many requests the log keeps.
const LOG: usize = 100_000;
/// What a huge answer says about its length.
const HUGE: u64 = 10_000_000_000;
/// How deep a deep answer goes.
const DEEP: usize = 100_000;

/// One request as it was seen; never a secret or a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// The HTTP method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The model or doctype, where it named one.
    pub model: Option<String>,
    /// The method of the model, the service or the program.
    pub call: Option<String>,
    /// Whose login, as far as it was told.
    pub login: Option<String>,
    /// `ok`, the name of an exception, an HTTP status, or `disturbed`.
    pub answer: String,
}

/// The head of a request.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: String,
    /// The path, as it was sent.
    pub(super) path: String,
    /// What stands behind the question mark.
    pub(super) query: String,
    headers: HeaderMap,
}

impl Head {
    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// An ERP behind the wire.
pub(super) trait Program: Send + std::fmt::Debug {
    /// Answers a request.
    fn answer(&mut self, head: &Head, body: &[u8], seen: &mut Seen) -> Reply;

    /// From now on no login counts.
    fn shut(&mut self);

    /// The name of its database.
    fn database(&self) -> String;

    /// SHA-256 over all rows but the traces of logins.
    fn checksum(&self) -> String;

    /// What logins left behind since the start.
    fn login_traces(&self) -> u64;

    /// Ids and document numbers drawn since the start.
    fn drawn(&self) -> u64;
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    server: Arc<Server>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Server {
    state: Mutex<State>,
    behaviour: Behaviour,
}

#[derive(Debug)]
struct State {
    erp: Box<dyn Program>,
    requests: u64,
    at_once: u64,
    most_at_once: u64,
    log: VecDeque<Seen>,
}

/// Starts a server on a free port, in a thread of its own, so that callers need no runtime.
pub(super) fn start(erp: impl Program + 'static, behaviour: Behaviour) -> io::Result<Running> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let state = State { erp: Box::new(erp), requests: 0, at_once: 0, most_at_once: 0, log: VecDeque::new() };
    let server = Arc::new(Server { state: Mutex::new(state), behaviour });
    let (stop, stopped) = oneshot::channel();
    let shared = server.clone();
    let thread = std::thread::Builder::new().name("sample-erp".to_owned()).spawn(move || {
        // Connections that are still open end with the runtime.
        runtime.block_on(async {
            tokio::select! {
                () = accept(listener, shared) => {}
                _ = stopped => {}
            }
        });
    })?;
    Ok(Running { address, server, stop: Some(stop), thread: Some(thread) })
}

async fn accept(listener: TcpListener, server: Arc<Server>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let server = server.clone();
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let service = service_fn(move |request| serve(server.clone(), request));
            // An error here is the client's going away, or a reset that was asked for.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn serve(server: Arc<Server>, request: Request<Incoming>) -> Result<Response<Outgoing>, io::Error> {
    let (parts, body) = request.into_parts();
    let number = {
        let mut state = server.state();
        state.requests += 1;
        state.at_once += 1;
        state.most_at_once = state.most_at_once.max(state.at_once);
        state.requests
    };
    let body = Limited::new(body, LONGEST).collect().await;
    let head = Head {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
    };
    let mut seen = Seen { method: head.method.clone(), path: head.path.clone(), ..Seen::default() };
    let disturbance = server.behaviour.on(number);
    if let Disturbance::Delay(time) = disturbance {
        tokio::time::sleep(time).await;
    }
    let answer = match body {
        Ok(body) => {
            let body = body.to_bytes();
            disturbed(&server, &disturbance).unwrap_or_else(|| {
                let mut reply = server.state().erp.answer(&head, &body, &mut seen);
                let truncated = disturbance == Disturbance::Truncated;
                let body = if truncated { Outgoing::half(reply.body) } else { Outgoing::whole(reply.body) };
                seen.answer = reply.word;
                reply.headers.push(("content-type", reply.content_type.to_owned()));
                response(reply.status, &reply.headers, body)
            })
        }
        Err(_) => response(413, &[], Outgoing::whole(Vec::new())),
    };
    if seen.answer.is_empty() {
        seen.answer = "disturbed".to_owned();
    }
    let mut state = server.state();
    state.at_once -= 1;
    if state.log.len() == LOG {
        state.log.pop_front();
    }
    state.log.push_back(seen);
    drop(state);
    answer
}

/// The answer to a request that never reaches the ERP.
fn disturbed(server: &Server, disturbance: &Disturbance) -> Option<Result<Response<Outgoing>, io::Error>> {
    let html = |status: u16, headers: &[(&'static str, String)]| {
        let reply = Reply::html(status, "Proxy", "The server has something else to do.");
        let mut all = vec![("content-type", reply.content_type.to_owned())];
        all.extend(headers.iter().cloned());
        response(status, &all, Outgoing::whole(reply.body))
    };
    let json = [("content-type", "application/json".to_owned())];
    Some(match disturbance {
        Disturbance::None | Disturbance::Delay(_) | Disturbance::Truncated => return None,
        Disturbance::SessionLost => {
            server.state().erp.shut();
            return None;
        }
        Disturbance::TooMany(after) => {
            let after = after.map(|seconds| ("retry-after", seconds.to_string()));
            html(429, &after.into_iter().collect::<Vec<_>>())
        }
        Disturbance::Status(status) => html(*status, &[]),
        Disturbance::Html => html(200, &[]),
        Disturbance::Redirect(to) => html(302, &[("location", to.clone())]),
        Disturbance::Reset => Err(io::ErrorKind::ConnectionReset.into()),
        Disturbance::ErrorBody => response(200, &json, Outgoing::whole(br#"{"error":"maintenance"}"#.to_vec())),
        Disturbance::Deep => response(200, &json, Outgoing::whole(vec![b'['; DEEP])),
        Disturbance::Huge => response(200, &json, Outgoing::flood(Some(HUGE))),
        Disturbance::Endless => response(200, &json, Outgoing::flood(None)),
    })
}

fn response(status: u16, headers: &[(&'static str, String)], body: Outgoing) -> Result<Response<Outgoing>, io::Error> {
    let builder =
        headers.iter().fold(Response::builder().status(status), |builder, (name, value)| builder.header(*name, value));
    builder.body(body).map_err(io::Error::other)
}

impl Server {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The name of its database.
    pub fn database(&self) -> String {
        self.server.state().erp.database()
    }

    /// SHA-256 over all rows but the traces of logins; equal means that nothing was changed.
    pub fn checksum(&self) -> String {
        self.server.state().erp.checksum()
    }

    /// What logins left behind since the start: rows, and values of columns that hold nothing else.
    pub fn login_traces(&self) -> u64 {
        self.server.state().erp.login_traces()
    }

    /// Ids and document numbers drawn since the start, whether or not something was kept.
    pub fn drawn(&self) -> u64 {
        self.server.state().erp.drawn()
    }

    /// Requests since the start.
    pub fn requests(&self) -> u64 {
        self.server.state().requests
    }

    /// The most requests that were under way at once.
    pub fn most_at_once(&self) -> u64 {
        self.server.state().most_at_once
    }

    /// The last hundred thousand requests, in the order of their answers.
    pub fn log(&self) -> Vec<Seen> {
        self.server.state().log.iter().cloned().collect()
    }

    /// Stops it and waits until it has.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
