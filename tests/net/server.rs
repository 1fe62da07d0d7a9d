//! A server on loopback that answers byte by byte as it is told, right or wrong, and remembers what reached it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// These bytes, and the connection stays.
    Keep(Vec<u8>),
    /// These bytes, and the connection ends in order.
    Close(Vec<u8>),
    /// These bytes, and the connection is reset.
    Reset(Vec<u8>),
    /// These bytes, and then silence.
    Stall(Vec<u8>),
    /// The first bytes, and then the others for ever, with a rest between.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// A whole answer after a while.
    Late(Duration, Vec<u8>),
}

/// A running server; it ends with the runtime.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<String>>,
    connections: AtomicUsize,
    written: AtomicUsize,
    inside: AtomicUsize,
    most_inside: AtomicUsize,
}

impl Server {
    /// Answers the n-th request, counted from zero, as the script says.
    pub(crate) async fn start(script: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", script).await
    }

    pub(crate) async fn at(address: &str, script: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::<Seen>::default());
        let (script, kept) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                kept.connections.fetch_add(1, Ordering::Relaxed);
                stream.set_nodelay(true).unwrap();
                tokio::spawn(serve(stream, script.clone(), kept.clone()));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }

    /// The bytes that it could write so far.
    pub(crate) fn written(&self) -> usize {
        self.seen.written.load(Ordering::Relaxed)
    }

    /// The most requests that were under way at once.
    pub(crate) fn most_inside(&self) -> usize {
        self.seen.most_inside.load(Ordering::Relaxed)
    }
}

async fn serve(mut stream: TcpStream, script: Arc<impl Fn(usize) -> Reply>, seen: Arc<Seen>) {
    while let Some(request) = request(&mut stream).await {
        let number = {
            let mut requests = seen.requests.lock().unwrap();
            requests.push(request);
            requests.len() - 1
        };
        let inside = seen.inside.fetch_add(1, Ordering::Relaxed) + 1;
        seen.most_inside.fetch_max(inside, Ordering::Relaxed);
        let stays = reply(&mut stream, script(number), &seen).await;
        seen.inside.fetch_sub(1, Ordering::Relaxed);
        if !stays {
            return;
        }
    }
}

/// Whether the connection can take another request.
async fn reply(stream: &mut TcpStream, reply: Reply, seen: &Seen) -> bool {
    match reply {
        Reply::Keep(bytes) => stream.write_all(&bytes).await.is_ok(),
        Reply::Late(rest, bytes) => {
            tokio::time::sleep(rest).await;
            stream.write_all(&bytes).await.is_ok()
        }
        Reply::Close(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            false
        }
        Reply::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Long enough for the bytes to be read before the reset sweeps them away.
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.set_zero_linger().unwrap();
            false
        }
        Reply::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Until the client hangs up.
            while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
            false
        }
        Reply::Endless(head, piece, rest) => {
            let mut next = &head;
            while stream.write_all(next).await.is_ok() {
                seen.written.fetch_add(next.len(), Ordering::Relaxed);
                next = &piece;
                tokio::time::sleep(rest).await;
            }
            false
        }
    }
}

/// One request with its body, as text; nothing when the client hangs up.
pub(crate) async fn request(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
            if body.len() >= length.parse().unwrap() {
                return Some(text);
            }
        }
    }
}

/// A whole answer with a body.
pub(crate) fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let length = format!("content-length: {}", body.len());
    let head = [&[status], headers, &[&length]].concat().join("\r\n");
    format!("HTTP/1.1 {head}\r\n\r\n{body}").into_bytes()
}

/// A whole answer as an ERP gives it.
pub(crate) fn json(body: &str) -> Vec<u8> {
    answer("200 OK", &["Content-Type: Application/JSON; charset=utf-8"], body)
}
