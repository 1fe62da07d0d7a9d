//! Secrets where something goes wrong: configurations that are not as they should be, refused connections, answers of something
//! else. Errors are where secrets get out.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::workspace::{program, said};

const SECRET: &str = "zqSecretOfErrors";

/// Runs `collect` with a configuration; it must fail in plain words and say nothing secret.
fn fails(config: &str, arguments: &[&str], secret: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    let arguments = [&["collect"][..], arguments, &["-o", "x.snapshot"]].concat();
    let mut command = program(&arguments);
    let output = command.current_dir(folder.path()).env("SECRET", secret).output().unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{config}: {said}");
    assert!(!said.contains("zq"), "{config}: {said}");
    assert!(said.starts_with("error: "), "{config}: {said}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "{config} left something behind");
    said
}

#[test]
fn an_error_about_the_configuration_repeats_no_value() {
    for config in [
        format!("[systems.erp]\nkind = \"odoo\"\nurl = \"http://127.0.0.1:1\"\nlogin = \"a\"\nsecret = \"{SECRET}\"\n"),
        format!("[systems.erp]\nkind = \"odoo\"\nsecret = \"{SECRET}\n"),
        format!("[systems.erp]\nkind = \"odoo\"\npassword = \"{SECRET}\"\n"),
        format!("[systems.erp]\nkind = \"odoo\"\nsecret = [\"{SECRET}\"]\n"),
        format!("[systems.erp]\nkind = \"odoo\"\npostgres = \"postgresql://u:{SECRET}@127.0.0.1:1/x\"\n"),
        format!(
            "[systems.erp]\nkind = \"odoo\"\nurl = \"http://u:{SECRET}@127.0.0.1:1\"\nlogin = \"a\"\nsecret = \"env:SECRET\"\n"
        ),
    ] {
        fails(&config, &["erp"], SECRET);
    }
}

#[test]
fn a_refused_database_is_told_without_the_password() {
    let config = |key: &str, kind: &str| format!("[systems.erp]\nkind = \"{kind}\"\n{key} = \"env:SECRET\"\n");
    for url in [
        format!("postgresql://u:{SECRET}@127.0.0.1:1/x?sslmode=disable"),
        format!("postgresql://u:{SECRET} and more@@127.0.0.1:xx/x"),
        format!("postgresql://u:p@127.0.0.1:1/x?password={SECRET}"),
        SECRET.to_owned(),
        format!("mysql://root:{SECRET}@127.0.0.1:99999/x"),
    ] {
        fails(&config("postgres", "odoo"), &["erp"], &url);
        fails(&config("mariadb", "frappe"), &["erp"], &url);
    }
    fails("", &["--kind", "odoo", "--database-url", &format!("postgresql://u:{SECRET}@127.0.0.1:1/x")], "");
}

/// A server that gives every request the same answer, until the test ends.
fn answering(status: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut vec![0; 1 << 16]);
            let head = "set-cookie: session_id=zqCookie; Path=/\r\nx-debug: zqHeader\r\ncontent-type: application/json";
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\n{head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
        }
    });
    address
}

#[test]
fn an_answer_of_something_else_is_told_without_a_word_of_it() {
    let raised = r#"{"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"zqMessage","data":{"name":"odoo.exceptions.UserError",
        "message":"zqText","arguments":["zqArgument"],"debug":"zqTrace","context":{}}},"exc_type":"ValidationError",
        "exception":"zqException","exc":"zqTrace","_server_messages":"zqServer"}"#;
    for (status, body) in [
        ("500 Internal Server Error", "<html>zqBody</html>"),
        ("200 OK", raised),
        ("403 Forbidden", raised),
        ("200 OK", r#"{"jsonrpc":"2.0","id":1,"result":["zqCut""#),
        ("200 OK", r#"{"message":{"zqKey":"zqValue"}}"#),
        ("302 Found", "zqRedirect"),
    ] {
        let address = answering(status, body);
        for kind in ["odoo", "frappe", "tryton", "fullfinity"] {
            let config = format!(
                "[systems.erp]\nkind = \"{kind}\"\nurl = \"{address}\"\nlogin = \"a\"\nsecret = \"env:SECRET\"\n"
            );
            fails(&config, &["erp"], SECRET);
        }
    }
}

#[test]
fn a_map_with_a_secret_in_it_is_refused_without_repeating_it() {
    let folder = tempfile::tempdir().unwrap();
    for probe in ["{login: p, secret: zqMapSecret}", "{login: p, secret: [zqMapSecret], password: zqOther}"] {
        let map = format!("system: odoo\nscope: {{resources: ['*']}}\nroles:\n  a: {{groups: [x], probe: {probe}}}\n");
        std::fs::write(folder.path().join("map.yaml"), map).unwrap();
        let output = program(&["lint", "map.yaml"]).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(!said(&output).contains("zq"), "{}", said(&output));
    }
}
