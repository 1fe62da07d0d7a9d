//! Decisions and the verdict as people at a terminal meet them.

use std::path::Path;
use std::process::{Command, Output};

use rolecall::snapshot::write;
use rolecall::synth::Builder;
use tempfile::TempDir;

const MAP: &str = "\
system: odoo
roles:
  clerk:
    groups: [base.group_user]
    includes: [base.group_user]
    users: [ann, dia]
  seller:
    extends: [clerk]
    groups: [sale.group_user]
    grants: { sale.order: all }
    users: [bob]
";

/// The fingerprint of what is wrong in the shop, once it was asked for.
struct Shop {
    folder: TempDir,
}

/// A shop in which `dia` sells without the role, looked at on 2026-01-01.
fn shop() -> Shop {
    let mut system = Builder::new("shop");
    system
        .makes("base.group_user", rolecall::snapshot::UserKind::Internal)
        .implies("sale.group_user", "base.group_user")
        .grant("base.group_user", "res.partner", "r")
        .grant("sale.group_user", "sale.order", "rwcd")
        .user("ann", "Ann Ode", &["base.group_user"])
        .user("bob", "Bob Ray", &["sale.group_user"])
        .user("dia", "Dia Roy", &["sale.group_user"]);
    let folder = tempfile::tempdir().unwrap();
    write(&system.build(), &folder.path().join("shop.snapshot")).unwrap();
    std::fs::write(folder.path().join("map.yaml"), MAP).unwrap();
    std::fs::create_dir(folder.path().join("policies")).unwrap();
    Shop { folder }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

impl Shop {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn policy(&self, name: &str, text: &str) {
        std::fs::write(self.path().join("policies").join(name), text).unwrap();
    }

    fn rolecall(&self, arguments: &[&str], now: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_rolecall"))
            .args(arguments)
            .current_dir(self.path())
            .env("ROLECALL_NO_ARCHIVE", "1")
            .env("ROLECALL_NOW", now)
            .output()
            .unwrap()
    }

    fn run(&self, command: &str, more: &[&str], now: &str) -> (Option<i32>, String) {
        let given = [&[command, "--snapshot", "shop.snapshot", "--map", "map.yaml"], more].concat();
        let said = self.rolecall(&given, now);
        (said.status.code(), format!("{}{}", text(&said.stdout), text(&said.stderr)))
    }

    fn audit(&self, now: &str) -> (Option<i32>, String) {
        self.run("audit", &[], now)
    }

    /// The fingerprint of what is wrong.
    fn fingerprint(&self) -> String {
        let (_, report) = self.run("audit", &["--format", "json"], "2026-01-01");
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{report:#}");
        report["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
    }

    /// Has the entry of a waiver made and fills it in.
    fn waive(&self, until: &str) {
        let fingerprint = self.fingerprint();
        let (code, entry) = {
            let said = self.rolecall(
                &["waiver", &fingerprint[..12], "--snapshot", "shop.snapshot", "--map", "map.yaml"],
                "2026-01-01",
            );
            (said.status.code(), text(&said.stdout))
        };
        assert_eq!(code, Some(0), "{entry}");
        assert!(entry.contains(&fingerprint) && entry.contains("severity_at_approval: high"), "{entry}");
        let filled = entry
            .replace("id: \"\"\n    fingerprint", "id: W-1\n    fingerprint")
            .replace("reason: \"\"", "reason: dia stands in")
            .replace("description: \"\"", "description: bob reads the orders")
            .replace("owner: \"\"", "owner: bob")
            .replace("requested_by: \"\"", "requested_by: ann")
            .replace("approved_by: \"\"", "approved_by: ciso")
            .replace("expires_on: 2026-04-01", &format!("expires_on: {until}"));
        self.policy("waivers.yaml", &format!("waivers:\n{filled}"));
    }
}

#[test]
fn what_is_waived_is_go_with_conditions_and_an_expired_waiver_turns_it_back() {
    let shop = shop();
    let (code, told) = shop.audit("2026-01-01");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.starts_with("NO-GO: 1 finding high or worse, everything asked for was assessed"), "{told}");

    shop.waive("2026-01-03");
    for day in ["2026-01-01", "2026-01-03T23:59:59Z"] {
        let (code, told) = shop.audit(day);
        assert_eq!(code, Some(0), "{day}: {told}");
        assert!(told.starts_with("GO WITH CONDITIONS: 1 finding high or worse, accepted by somebody"), "{told}");
        for words in [
            "1 waived",
            "waived until 2026-01-03: ",
            "2026-01-03  bob    W-1: ",
            "bob reads the orders",
            "to be signed by technical, product, operations, security, business",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }
    let (code, told) = shop.audit("2026-01-04");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.starts_with("NO-GO: 1 finding high or worse,") && told.contains("GOV-002"), "{told}");
    assert!(!told.contains("1 waived"), "{told}");
}

#[test]
fn an_old_snapshot_is_not_assessed_whatever_is_waived() {
    let shop = shop();
    shop.waive("2026-03-01");
    let (code, told) = shop.audit("2026-01-09");
    assert_eq!(code, Some(3), "{told}");
    assert!(told.starts_with("NOT ASSESSED: ") && told.contains("8 days ago, and the gate allows 7"), "{told}");
    shop.policy("gate.yaml", "freshness: { snapshot: 30 }\nagreed: { on: 2026-01-01, by: [board] }\n");
    assert_eq!(shop.audit("2026-01-09").0, Some(0));
}

#[test]
fn an_entry_that_is_not_filled_in_is_an_error_with_its_place() {
    let shop = shop();
    let fingerprint = shop.fingerprint();
    let (_, entry) = shop.run("waiver", &[&fingerprint], "2026-01-01");
    let wrong = shop.run("waiver", &["v1:000000000"], "2026-01-01");
    assert_eq!(wrong.0, Some(2));
    assert!(wrong.1.contains("no finding has the fingerprint `v1:000000000`"), "{}", wrong.1);
    assert!(shop.run("waiver", &["v1:"], "2026-01-01").1.contains("at least six digits"));
    // `shop.run` puts the fingerprint behind the inputs; both orders are understood.
    shop.policy("waivers.yaml", &format!("waivers:\n{entry}"));
    let (code, told) = shop.audit("2026-01-01");
    assert_eq!(code, Some(2), "{told}");
    assert_eq!(told, "error: policies/waivers.yaml:4:9: the waiver has nothing in `id`\n");
}

#[test]
fn a_baseline_accepts_what_is_there_until_it_ends_and_new_findings_count() {
    let shop = shop();
    let make = |until: &str, output: &str| {
        shop.run("baseline", &["--expires-on", until, "--approved-by", "ciso", "-o", output], "2026-01-01")
    };
    let (code, told) = make("2026-01-05", "policies/baseline.json");
    assert_eq!(
        (code, told.as_str()),
        (Some(0), "1 finding accepted until 2026-01-05, written to policies/baseline.json\n")
    );
    let (code, told) = shop.audit("2026-01-05");
    assert_eq!(code, Some(0), "{told}");
    assert!(told.starts_with("GO WITH CONDITIONS: ") && told.contains("1 in the baseline"), "{told}");
    let (code, told) = shop.audit("2026-01-06");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("GOV-011") && told.contains("it ended on 2026-01-05"), "{told}");

    for wrong in ["2025-12-31", "2027-01-02", "2026-02-30", "soon"] {
        let (code, told) = make(wrong, "other.json");
        assert_eq!(code, Some(2), "{wrong}: {told}");
        assert!(!shop.path().join("other.json").exists());
    }
    let made = std::fs::read_to_string(shop.path().join("policies/baseline.json")).unwrap();
    let critical = made.replace("\"severity\": \"high\"", "\"severity\": \"critical\"");
    std::fs::write(shop.path().join("critical.json"), critical).unwrap();
    let (code, told) = shop.run("audit", &["--baseline", "critical.json"], "2026-01-01");
    assert_eq!(code, Some(2));
    assert!(told.starts_with("error: critical.json:16:") && told.contains("a baseline cannot accept that"), "{told}");

    let other = made.replace("\"name\": \"shop\"", "\"name\": \"store\"");
    std::fs::write(shop.path().join("policies/baseline.json"), &other).unwrap();
    let (code, told) = shop.audit("2026-01-05");
    assert_eq!(code, Some(1));
    assert!(told.contains("is the baseline of odoo `store`, so it is not used here"), "{told}");
    let (code, told) = shop.run("audit", &["--baseline", "policies/baseline.json"], "2026-01-05");
    assert_eq!(code, Some(2), "{told}");
    assert!(shop.run("audit", &["--baseline", "nowhere.json"], "2026-01-05").1.contains("cannot read `nowhere.json`"));
}

#[test]
fn what_grew_since_the_baseline_is_told() {
    let shop = shop();
    let made = ["--expires-on", "2026-02-01", "--approved-by", "ciso", "-o", "policies/baseline.json"];
    assert_eq!(shop.run("baseline", &made, "2026-01-01").0, Some(0));
    let file = shop.path().join("policies/baseline.json");
    let smaller = std::fs::read_to_string(&file).unwrap().replace("\"severity\": \"high\"", "\"severity\": \"medium\"");
    std::fs::write(&file, smaller).unwrap();
    let (code, told) = shop.audit("2026-01-02");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("a finding of the baseline has grown"), "{told}");
    let (_, told) = shop.run("audit", &["--format", "sarif"], "2026-01-02");
    let log: serde_json::Value = serde_json::from_str(&told).unwrap();
    let states: Vec<(&str, &str)> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| (result["ruleId"].as_str().unwrap(), result["baselineState"].as_str().unwrap_or("none")))
        .collect();
    assert_eq!(
        states,
        [("RM-004", "updated"), ("GOV-012", "new")],
        "every result has a state, what is about decisions too"
    );
}

#[test]
fn the_threshold_is_that_of_the_command_line_else_of_the_gate_else_high() {
    let shop = shop();
    assert_eq!(shop.run("audit", &["--fail-on", "critical"], "2026-01-01").0, Some(0));
    shop.policy("gate.yaml", "fail_on: critical\n");
    assert_eq!(shop.audit("2026-01-01").0, Some(0));
    let (code, told) = shop.run("audit", &["--fail-on", "high"], "2026-01-01");
    assert_eq!(code, Some(1));
    assert!(told.contains("the gate itself says critical"), "{told}");
    shop.policy("gate.yaml", "assess: [second-factor]\n");
    let (code, told) = shop.audit("2026-01-01");
    assert_eq!(code, Some(2));
    assert!(told.starts_with("error: policies/gate.yaml:1:10: unknown variant `second-factor`"), "{told}");
}

#[test]
fn a_domain_that_the_gate_asks_for_is_asked_for() {
    let shop = shop();
    shop.policy("gate.yaml", "assess: [database]\n");
    let (code, told) = shop.run("audit", &["--fail-on", "critical"], "2026-01-01");
    assert_eq!(code, Some(3), "{told}");
    assert!(told.starts_with("NOT ASSESSED: ") && told.contains("not assessed: accounts of the database"), "{told}");
}

#[test]
fn hostile_words_of_a_waiver_are_harmless_in_every_format() {
    let shop = shop();
    shop.waive("2026-03-01");
    let file = shop.path().join("policies/waivers.yaml");
    let evil = "\"\\e[2J| <script>alert(1)</script> `x` @team\\n## \\u202Enimda =HYPERLINK(1)\"";
    let text = std::fs::read_to_string(&file).unwrap();
    let text = ["dia stands in", "bob reads the orders", "owner: bob", "W-1", "ann", "ciso"].iter().fold(
        text,
        |text, from| {
            let to = if from.starts_with("owner") { format!("owner: {evil}") } else { evil.to_owned() };
            // Whoever approves is somebody else.
            let to = if *from == "ciso" { to.replace("nimda", "other").replacen('"', "\"ciso ", 1) } else { to };
            text.replacen(from, &to, 1)
        },
    );
    std::fs::write(&file, text).unwrap();
    for format in ["table", "markdown", "json", "sarif"] {
        let (code, told) = shop.run("audit", &["--format", format], "2026-01-01");
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("nimda"), "{format}: {told}");
        assert!(!told.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{format}: {told:?}");
        if format == "markdown" {
            assert!(!told.contains("<script>alert") || told.contains("`<script>alert"), "{told}");
            assert!(!told.contains("\n## \u{202e}"), "{told}");
        }
    }
}
