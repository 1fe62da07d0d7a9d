//! Where requests go, and where they never go.

use std::process::Command;

use rolecall::net::{Base, Client, NetError};

use crate::server::{Reply, Server, answer, json};
use crate::{client, hasty, once, safe};

#[tokio::test]
async fn a_redirect_to_another_host_is_told_and_the_other_host_gets_nothing() {
    let other = Server::start(|_| Reply::Keep(json("{}"))).await;
    for status in [301_u16, 302, 303, 307, 308] {
        let location = format!("location: {}/steal?secret=s", other.url());
        let whole = answer(&format!("{status} Moved"), &[&location], "");
        let server = Server::start(move |_| Reply::Keep(whole.clone())).await;
        let request = safe().bearer(&"hunter2".into());
        let error = client(&server.url(), &hasty()).send(&request).await.unwrap_err();
        let NetError::Redirect { to, other: elsewhere } = &error else { panic!("{error:?}") };
        assert_eq!((to, *elsewhere), (&other.url(), true));
        assert!(!error.to_string().contains("steal"), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_not_followed_either() {
    let server = Server::start(|_| Reply::Keep(answer("303 See Other", &["location: /web/login"], ""))).await;
    let error = client(&server.url(), &hasty()).send(&safe()).await.unwrap_err();
    assert!(matches!(&error, NetError::Redirect { to, other: false } if *to == server.url()), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_told() {
    for headers in [vec![], vec!["location: \u{1b}[31m"], vec!["location: mailto:x"]] {
        let whole = answer("302 Found", &headers, "");
        let server = Server::start(move |_| Reply::Keep(whole.clone())).await;
        let error = client(&server.url(), &hasty()).send(&once()).await.unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'));
        assert!(matches!(&error, NetError::Redirect { .. } | NetError::NotHttp { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_base_address_keeps_its_path() {
    let server = Server::start(|_| Reply::Keep(json("{}"))).await;
    for prefix in ["/erp", "/erp/"] {
        client(&format!("{}{prefix}", server.url()), &hasty()).send(&safe()).await.unwrap();
    }
    for request in server.requests() {
        assert!(request.starts_with("POST /erp/jsonrpc HTTP/1.1\r\n"), "{request}");
    }
}

#[tokio::test]
async fn a_path_that_leads_out_of_the_base_is_not_sent() {
    let server = Server::start(|_| Reply::Keep(json("{}"))).await;
    let client = client(&format!("{}/erp", server.url()), &hasty());
    let mut request = safe();
    for path in ["/../x", "//other.example/x", "@other.example/x", "/json/2/../../../x"] {
        request.path = path.to_owned();
        assert!(matches!(client.send(&request).await, Err(NetError::Path)), "{path}");
    }
    assert_eq!((server.connections(), client.sent()), (0, 0));
}

#[tokio::test]
async fn addresses_of_the_sixth_version_work() {
    let server = Server::at("[::1]:0", |_| Reply::Keep(json("{}"))).await;
    assert!(server.url().starts_with("http://[::1]:"));
    assert_eq!(client(&server.url(), &hasty()).send(&safe()).await.unwrap().status, 200);
}

/// Run by the tests below in a process of its own, whose environment names a proxy.
#[tokio::test]
#[ignore = "needs an environment of its own"]
async fn one_request_from_another_process() {
    let base = Base::read(&std::env::var("ROLECALL_TEST_URL").unwrap(), true).unwrap();
    let answer = Client::new(base, &hasty()).unwrap().send(&safe()).await.unwrap();
    assert_eq!(answer.status, 200);
}

/// Sends one request from a process whose environment names the proxy.
async fn send_with_proxy(url: &str, proxy: &Server, more: &[(&str, &str)]) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "--ignored", "places::one_request_from_another_process"]);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
        command.env_remove(name);
    }
    command.env("HTTP_PROXY", proxy.url()).env("http_proxy", proxy.url()).env("ROLECALL_TEST_URL", url);
    command.envs(more.iter().copied());
    tokio::task::spawn_blocking(move || command.output().unwrap().status.success()).await.unwrap()
}

#[tokio::test]
async fn the_proxy_of_the_environment_is_used() {
    let proxy = Server::start(|_| Reply::Keep(json("{}"))).await;
    assert!(send_with_proxy("http://erp.invalid/erp", &proxy, &[]).await);
    assert!(proxy.requests()[0].starts_with("POST http://erp.invalid/erp/jsonrpc HTTP/1.1\r\n"));
}

// The one address that is this machine and yet not loopback; not every system connects to it.
#[cfg(unix)]
#[tokio::test]
async fn the_proxy_is_not_used_where_the_environment_says_no() {
    let proxy = Server::start(|_| Reply::Keep(json("{}"))).await;
    let server = Server::start(|_| Reply::Keep(json("{}"))).await;
    let url = format!("http://0.0.0.0:{}", server.address.port());
    assert!(send_with_proxy(&url, &proxy, &[("NO_PROXY", "0.0.0.0")]).await);
    assert_eq!((proxy.connections(), server.connections()), (0, 1));
    assert!(send_with_proxy(&url, &proxy, &[]).await);
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
}

#[tokio::test]
async fn the_proxy_is_never_used_for_this_machine() {
    let (proxy, server) =
        (Server::start(|_| Reply::Keep(json("{}"))).await, Server::start(|_| Reply::Keep(json("{}"))).await);
    for url in [server.url(), format!("http://localhost:{}", server.address.port())] {
        assert!(send_with_proxy(&url, &proxy, &[]).await, "{url}");
    }
    assert_eq!((proxy.connections(), server.requests().len()), (0, 2));
}
