//! Whom it trusts: certificates made anew each time, shown by a TLS server on loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::CertifiedKey;
use rolecall::net::{Base, Client, NetError, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::server::{answer, json, request};
use crate::{client, hasty, safe};

/// A TLS server with a certificate for a name that it signed itself: its port, the certificate in PEM and the requests
/// that reached it.
async fn tls_server(name: &str) -> (SocketAddr, String, Arc<AtomicUsize>) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, reached) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
    let (acceptor, count) = (TlsAcceptor::from(Arc::new(config)), reached.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            while request(&mut stream).await.is_some() {
                count.fetch_add(1, Ordering::Relaxed);
                stream.write_all(&json("{}")).await.unwrap();
            }
        }
    });
    (address, pem::encode(&pem::Pem::new("CERTIFICATE", cert.der().to_vec())), reached)
}

/// The options with the certificate of a private authority.
fn trusting(pem: &str) -> (tempfile::TempDir, Options) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, pem).unwrap();
    (folder, Options { ca: Some(path), ..hasty() })
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_refused_before_anything_is_sent() {
    let (address, _, reached) = tls_server("localhost").await;
    let client = client(&format!("https://localhost:{}", address.port()), &hasty());
    let error = client.send(&safe()).await.unwrap_err();
    assert!(matches!(error, NetError::Tls { .. }), "{error:?}");
    assert_eq!((client.sent(), reached.load(Ordering::Relaxed)), (1, 0), "it is not tried again");
}

#[tokio::test]
async fn the_certificate_of_a_private_authority_is_trusted_where_it_is_given() {
    let (address, pem, reached) = tls_server("localhost").await;
    let (_folder, options) = trusting(&pem);
    let client = client(&format!("https://localhost:{}", address.port()), &options);
    assert_eq!(client.send(&safe()).await.unwrap().status, 200);
    assert_eq!(reached.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_trusted_certificate_of_another_name_is_refused() {
    let (address, pem, reached) = tls_server("erp.example").await;
    let (_folder, options) = trusting(&pem);
    let error = client(&format!("https://localhost:{}", address.port()), &options).send(&safe()).await.unwrap_err();
    assert!(matches!(error, NetError::Tls { .. }), "{error:?}");
    assert_eq!(reached.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("https://{}", listener.local_addr().unwrap()), &hasty());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 64]).await;
        stream.write_all(&answer("400 Bad Request", &[], "")).await.unwrap();
    });
    let error = client.send(&safe()).await.unwrap_err();
    assert!(matches!(error, NetError::Tls { .. }), "{error:?}");
    server.await.unwrap();
}

#[test]
fn a_file_without_a_certificate_is_refused_by_name() {
    for text in ["", "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let (_folder, options) = trusting(text);
        let base = Base::read("https://erp.example", false).unwrap();
        let error = Client::new(base, &options).unwrap_err();
        assert!(error.to_string().contains("ca.pem"), "{text}: {error:?}");
    }
}
