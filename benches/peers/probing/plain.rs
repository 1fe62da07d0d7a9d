//! Plain load generators for the very same requests: a loop over hyper's connections, and wrk.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use super::system::{Planned, Wide};
use super::usage::Meter;

/// Posts every request over so many connections and looks at nothing but the status.
pub(crate) fn hyper(runtime: &Runtime, wide: &Wide, url: &str, at_once: usize) {
    let address = url.strip_prefix("http://").unwrap().to_owned();
    let requests: Arc<Vec<_>> = Arc::new(wide.planned(|planned| requests(planned, &address)));
    let next = Arc::new(AtomicUsize::new(0));
    let connection = || connection(address.clone(), requests.clone(), next.clone());
    let meter = Meter::start();
    runtime.block_on(async {
        let connections: Vec<_> = (0..at_once).map(|_| tokio::spawn(connection())).collect();
        for connection in connections {
            connection.await.unwrap();
        }
    });
    meter.tell(requests.len() as u64);
}

async fn connection(address: String, requests: Arc<Vec<::hyper::Request<Full<Bytes>>>>, next: Arc<AtomicUsize>) {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut sender, driver) = ::hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(driver);
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        sender.ready().await.unwrap();
        let answer = sender.send_request(request.clone()).await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.into_body().collect().await.unwrap();
    }
}

fn requests(planned: &Planned<'_>, address: &str) -> Vec<::hyper::Request<Full<Bytes>>> {
    let plain = |request: rolecall::net::Request| {
        let builder = ::hyper::Request::post(&request.path).header("host", address);
        let builder = builder.header("content-type", "application/json");
        let mut headers = request.headers.iter();
        let builder =
            headers.try_fold(builder, |builder, (name, value)| Some(builder.header(*name, value.expose_secret())));
        let body = Bytes::copy_from_slice(request.body.unwrap().expose_secret());
        builder.unwrap().body(Full::new(body)).unwrap()
    };
    planned.requests().map(plain).collect()
}

/// Writes the requests down for `wrk.lua`: the path, headers and the body, with tabs between them.
pub(crate) fn write(wide: &Wide, file: &Path) {
    let mut out = BufWriter::new(std::fs::File::create(file).unwrap());
    wide.planned(|planned| {
        for request in planned.requests() {
            write!(out, "{}", request.path).unwrap();
            for (name, value) in &request.headers {
                write!(out, "\t{name}: {}", value.expose_secret()).unwrap();
            }
            let body = request.body.unwrap();
            writeln!(out, "\t{}", std::str::from_utf8(body.expose_secret()).unwrap()).unwrap();
        }
    });
    out.flush().unwrap();
}
