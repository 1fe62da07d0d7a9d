//! `rolecall probe` on a system whose API takes tokens, from its configuration to its report.

use std::path::Path;
use std::process::{Command, Output};

use rolecall::sample::{self, BearerApi, BearerFault, Faults, Flavour, Running, Sample, SampleCompany};
use rolecall::synth;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::secret;

const ROLE: &str = "sales-rep";

fn serve(fault: Option<BearerFault>, folder: &Path, bearer: &str) -> Running {
    let company = synth::company(1, "2026-01-01T00:00:00Z");
    let api = BearerApi { secret: secret().expose_secret().to_owned(), audience: "erp-api".to_owned() };
    let options = sample::Options {
        faults: Faults { bearer: fault, ..Faults::none() },
        bearer: Some(api),
        ..sample::Options::default()
    };
    let running = Sample::serve_with(&SampleCompany::new(&company.snapshot), Flavour::V18, options).unwrap();
    let config = format!(
        "[systems.erp]\nkind = \"odoo\"\nurl = \"{}\"\nlogin = \"admin\"\nsecret = \"env:ADMIN\"\n{bearer}",
        running.base_url()
    );
    std::fs::write(folder.join("rolecall.toml"), config).unwrap();
    std::fs::write(folder.join("map.yaml"), company.role_map).unwrap();
    std::fs::write(folder.join("staff.csv"), company.staff).unwrap();
    running
}

fn bearer(changed: &str) -> String {
    let usual = "path = \"/api/v1/me\"\nsubject = \"admin\"\naudience = \"erp-api\"\n";
    let key = if changed.starts_with("key") { "" } else { "key = \"env:API\"\n" };
    format!(
        "[systems.erp.bearer]\n{usual}{key}{changed}\n[systems.erp.bearer.claims]\nscope = [\"me\"]\nsince = 2026-01-01\n"
    )
}

fn probe(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .env("ROLECALL_NO_ARCHIVE", "1")
        .args(["probe", "erp", "--map", "map.yaml", "--role", ROLE, "--budget", "10"])
        .args(arguments)
        .current_dir(folder)
        .env("API", secret().expose_secret())
        .env("ADMIN", SampleCompany::password("admin"))
        .env("ACME_SALES_REP", SampleCompany::password(&format!("probe.{ROLE}@acme.example")))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn what_the_api_takes_is_told_in_findings_report_and_evidence() {
    let folder = tempfile::tempdir().unwrap();
    for (fault, expected) in [
        (None, None),
        (Some(BearerFault::AcceptsExpired), Some("expired")),
        (Some(BearerFault::AcceptsAlgNone), Some("alg-none")),
    ] {
        let running = serve(fault, folder.path(), &bearer(""));
        let before = running.checksum();
        let said = probe(folder.path(), &["--format", "json", "--evidence", "evidence.jsonl"]);
        let report: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
        let findings = report["findings"].as_array().unwrap().iter();
        let told: Vec<&Value> = findings.filter(|found| found["check_name"] == "token-not-refused").collect();
        match expected {
            None => assert!(told.is_empty(), "{told:?}"),
            Some(attempt) => {
                assert_eq!((told.len(), &report["verdict"]), (1, &json!("NO-GO")), "{told:?}");
                assert_eq!(told[0]["subject"], json!({"type": "api", "id": "/api/v1/me"}));
                assert_eq!(told[0]["resource"]["ops"], json!([attempt]));
            }
        }
        let tokens = report["probe"]["bearer"].as_array().unwrap();
        assert_eq!(tokens.len(), 8);
        for token in tokens {
            let hole = token["attempt"] == json!(expected);
            assert_eq!(token["result"], if hole { "unexpected" } else { "as-expected" }, "{fault:?}: {token}");
        }
        let open = report["not_assessed"].to_string();
        assert!(!open.contains("/api/v1/me"), "{open}");

        let evidence = std::fs::read_to_string(folder.path().join("evidence.jsonl")).unwrap();
        let lines = evidence.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let shown: Vec<Value> = lines.filter(|line| line["kind"] == "token").collect();
        let attempts = |rows: &[Value]| rows.iter().map(|row| row["attempt"].clone()).collect::<Vec<_>>();
        assert_eq!(attempts(&shown), attempts(tokens));
        assert!(shown.iter().all(|line| line["schema"] == "probe/1" && line.get("role").is_none()), "{shown:?}");
        for public in [&evidence, text(&said.stdout), text(&said.stderr)] {
            assert!(!public.contains("eyJ") && !public.contains(secret().expose_secret()));
        }
        assert_eq!(running.checksum(), before);
    }
}

#[test]
fn a_plan_lists_the_tokens_with_what_is_expected_and_needs_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve(None, folder.path(), &bearer("key = \"env:NOBODY_SET_THIS\""));
    let said = probe(folder.path(), &["--plan"]);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let plan = text(&said.stdout);
    let tokens: Vec<&str> = plan.lines().skip_while(|line| *line != "bearer tokens").take(9).collect();
    insta::assert_snapshot!(tokens.join("\n"), @r"
    bearer tokens
         1  allow    GET /api/v1/me with a good token
         2  deny     GET /api/v1/me with no token
         3  deny     GET /api/v1/me with a token that expired an hour ago
         4  deny     GET /api/v1/me with a token that is good only in an hour
         5  deny     GET /api/v1/me with a token for another audience
         6  deny     GET /api/v1/me with a token with a wrong signature
         7  deny     GET /api/v1/me with a token with `alg: none` and no signature
         8  allow    GET /api/v1/me with a good token, again
    ");
    assert!(plan.contains(", and 8 requests with or without a token; nothing was sent\n"), "{plan}");
    assert!(running.log().iter().all(|seen| seen.path != "/api/v1/me"));
}

#[test]
fn a_key_that_cannot_sign_ends_it_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("api.pem"), "no key").unwrap();
    for (changed, told) in [
        ("algorithm = \"HS265\"", "`HS265` is no algorithm that signs tokens; did you mean `HS256`?"),
        (
            "algorithm = \"RS256\"",
            "the key cannot sign with `RS256`; give an RSA private key of at least 2048 bits in PEM",
        ),
        ("key = \"env:NOBODY_SET_THIS\"", "`key`: environment variable `NOBODY_SET_THIS` is not set"),
        ("key = \"hunter2\"", "`key`: a secret is written out where a reference belongs"),
        (
            "public_key = \"api.pem\"",
            "`HS256` signs with a shared secret and has no public key; leave `public_key` out",
        ),
    ] {
        let running = serve(None, folder.path(), &bearer(changed));
        let said = probe(folder.path(), &[]);
        let error = text(&said.stderr);
        assert_eq!(said.status.code(), Some(2), "{changed}: {said:?}");
        assert!(error.starts_with("error: `bearer` of the system in `rolecall.toml`: "), "{error}");
        assert!(error.contains(told) && !error.contains("hunter2") && error.lines().count() == 1, "{error}");
        assert_eq!(running.requests(), 0, "{changed}");
    }
    for (from, to, told) in [
        (
            "path = \"/api/v1/me\"",
            "path = \"me\"",
            "`path` is `me`, and not below the system's address as `/api/v1/me` is",
        ),
        ("scope = [\"me\"]", "aud = \"me\"", "the claim `aud` is made for each token; leave it out of the claims"),
        ("scope = [\"me\"]", "share = nan", "a claim is `nan` or `inf`, which no token can say"),
    ] {
        let running = serve(None, folder.path(), &bearer("").replace(from, to));
        let said = probe(folder.path(), &[]);
        assert_eq!(said.status.code(), Some(2), "{to}: {said:?}");
        assert!(text(&said.stderr).contains(told), "{said:?}");
        assert_eq!(running.requests(), 0, "{to}");
    }
}
