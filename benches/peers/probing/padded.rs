//! A server whose answers are as long as one likes: true, and blanks behind it. It is there for the client's memory alone.

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Serves until the process ends, and prints its address first.
pub(crate) fn serve(runtime: &Runtime, bytes: usize) {
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        let padding = " ".repeat(bytes);
        let yes = Bytes::from(format!(r#"{{"jsonrpc":"2.0","id":1,"result":true}}{padding}"#));
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let yes = yes.clone();
            let service = service_fn(move |request| answer(request, yes.clone()));
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
}

async fn answer(request: Request<Incoming>, yes: Bytes) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let body = request.into_body().collect().await?.to_bytes();
    let call: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let arg = |at| call.pointer(&format!("/params/args/{at}"));
    let body = match arg(4).and_then(serde_json::Value::as_str) {
        Some("context_get") => {
            let control = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "result": { "uid": arg(1) } });
            Bytes::from(control.to_string())
        }
        _ => yes,
    };
    Ok(Response::new(Full::new(body)))
}
