//! Secrets and values of the business, planted in every input and looked for in every output.

use std::process::Output;

use rolecall::report::Format;

use crate::workspace::{Workspace, said, unpacked};

/// What the program printed, unpacked, with the command that made it.
struct Told(Vec<(String, Vec<u8>)>);

impl Told {
    fn add(&mut self, what: &str, output: &Output) {
        assert_ne!(output.status.code(), None, "{what}: {}", said(output));
        assert!(!said(output).contains("panicked"), "{what}: {}", said(output));
        self.0.push((format!("{what}: stdout"), unpacked(output.stdout.clone())));
        self.0.push((format!("{what}: stderr"), output.stderr.clone()));
    }
}

#[test]
fn no_secret_and_no_value_of_the_business_is_in_any_output() {
    let shop = Workspace::new();
    let mut told = Told(Vec::new());
    let mut run = |arguments: &[&str], codes: &[i32]| {
        let output = shop.run(arguments);
        let code = output.status.code().unwrap();
        assert!(codes.contains(&code), "{arguments:?} ended with {code}: {}", said(&output));
        told.add(&arguments.join(" "), &output);
    };
    let roles = ["--role", "sales-rep", "--role", "purchaser", "--role", "accountant"];
    run(&["collect", "erp", "--server-file", "odoo.conf", "--jwt-file", ".env", "-o", "erp.snapshot"], &[0, 3]);
    let live =
        ["audit", "erp", "--probe", "--server-file", ".env", "--jwt-file", ".env", "--evidence", "evidence.jsonl"];
    run(&[&live[..], &["--format", "json", "-o", "live.json"], &roles].concat(), &[1, 3]);
    run(&[&["probe", "erp", "--evidence", "probe.jsonl", "--format", "json"][..], &roles].concat(), &[1, 3]);
    run(&[&["probe", "erp", "--plan"][..], &roles].concat(), &[0]);
    let offline = ["--snapshot", "erp.snapshot"];
    for format in Format::ALL.map(Format::name) {
        let audit = ["audit", "--map", "map.yaml", "--staff", "people.csv", "--no-archive", "--persona", "auditor"];
        run(&[&audit[..], &["--limit", "0", "--format", format], &offline].concat(), &[1, 3]);
    }
    for format in ["table", "csv", "jsonl", "xlsx"] {
        run(&[&["access", "--fields", "--format", format][..], &offline].concat(), &[0, 3]);
    }
    run(&[&["explain", "admin", "hr.contract", "read"][..], &offline].concat(), &[0, 3]);
    for format in ["table", "csv", "jsonl"] {
        run(&[&["duties", "--format", format][..], &offline].concat(), &[0, 3]);
    }
    for format in ["table", "json", "opengraph"] {
        run(&[&["paths", "--format", format][..], &offline].concat(), &[0, 3]);
    }
    run(&["lint", "map.yaml"], &[0, 1]);
    run(&["verify", "reports"], &[0]);
    run(&["verify", "reports", "--format", "json"], &[0]);
    run(&["history"], &[0]);
    run(&["history", "--findings", "--limit", "0"], &[0]);
    let archived = std::fs::read_dir(shop.path().join("reports")).unwrap();
    let bundle = archived.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    let bundle = bundle.to_str().unwrap();
    let approve = ["approve", bundle, "--role", "security", "--name", "Mara Ohm", "--decision", "rejected"];
    run(&[&approve[..], &["--key", "env:KEY"]].concat(), &[0]);
    run(&["verify", "reports"], &[0]);

    let Told(mut texts) = told;
    let written = shop.written();
    for expected in ["erp.snapshot", "live.json", "evidence.jsonl"] {
        assert!(written.iter().any(|(place, _)| place == expected), "{expected} was not written");
    }
    assert!(written.iter().any(|(place, _)| place.starts_with("reports/")), "nothing was archived");
    texts.extend(written);
    for (what, secret) in shop.secrets() {
        for (place, text) in &texts {
            let found = text.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{what} (`{secret}`) is in {place}");
        }
    }
}
