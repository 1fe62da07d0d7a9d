//! The command line: the manifest by flag and by configuration, the plan, and what is wrong before anything is sent.

use std::process::Command;

use rolecall::snapshot;

use crate::api::{Api, Door, Manners, PEOPLE};
use crate::world::{MAP, manifest_text, world};

/// A folder with a snapshot, a design, a manifest and a configuration for an address.
fn workspace(manifest: &str, url: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut snapshot = world("{ bearer: {} }").snapshot;
    // A kind that rolecall speaks no dialect of.
    snapshot.system.kind = "sql".to_owned();
    snapshot::write(&snapshot, &file("shop.snapshot")).unwrap();
    std::fs::write(file("map.yaml"), MAP).unwrap();
    std::fs::write(file("rest.yaml"), manifest).unwrap();
    let configuration = format!(
        "[systems.shop]\nkind = \"odoo\"\nurl = \"{url}\"\nprobe_manifest = \"rest.yaml\"\nmap = \"map.yaml\"\n"
    );
    std::fs::write(file("rolecall.toml"), configuration).unwrap();
    folder
}

fn rolecall(folder: &tempfile::TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.env("ROLECALL_NO_ARCHIVE", "1");
    command.args(arguments).current_dir(folder.path()).env("NO_COLOR", "1");
    for (login, secret) in PEOPLE {
        command.env(login.to_uppercase(), secret);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const PROBE: [&str; 5] = ["probe", "--snapshot", "shop.snapshot", "--map", "map.yaml"];

#[test]
fn a_plan_prints_every_request_and_sends_none() {
    let api = Api::serve(Door::Bearer, Manners::Honest);
    let folder = workspace(&manifest_text("{ bearer: {} }"), &api.address);
    let flags = ["--url", &api.address, "--probe-manifest", "rest.yaml", "--plan"];
    let (code, out, told) = rolecall(&folder, &[&PROBE[..], &flags].concat());
    assert_eq!((code, api.heard().len()), (0, 0), "{told}");
    for line in ["write: PATCH /api/sale-order [] (harmless: the list of changes is empty)", "nothing was sent"] {
        assert!(out.contains(line), "{out}");
    }
}

#[test]
fn a_system_of_a_kind_without_a_dialect_is_probed_by_its_manifest() {
    let api = Api::serve(Door::Bearer, Manners::Leaks);
    let folder = workspace(&manifest_text("{ bearer: {} }"), &api.address);
    let (code, out, told) =
        rolecall(&folder, &["probe", "shop", "--snapshot", "shop.snapshot", "--format", "json", "--fail-on", "low"]);
    assert!(code == 1 || code == 3, "{code} {told}");
    assert!(told.contains("a manifest asks for no version"), "{told}");
    assert!(out.contains("\"unexpected-allow\"") && out.contains("PATCH /api/sale-order"), "{out}");
    let (code, _, told) = rolecall(&folder, &[&PROBE[..], &["--url", &api.address]].concat());
    assert_eq!(code, 2);
    assert!(told.contains("a system of kind `sql` cannot be probed") && told.contains("--probe-manifest"), "{told}");
}

#[test]
fn accounts_are_not_made_by_a_manifest_wherever_it_is_named() {
    let api = Api::serve(Door::Bearer, Manners::Honest);
    let folder = workspace(&manifest_text("{ bearer: {} }"), &api.address);
    for flags in [
        &["probe", "shop", "--snapshot", "shop.snapshot", "--provision"][..],
        &[&PROBE[..], &["--url", &api.address, "--probe-manifest", "rest.yaml", "--provision"]].concat(),
    ] {
        let (code, _, told) = rolecall(&folder, flags);
        assert_eq!((code, api.heard().len()), (2, 0), "{told}");
        assert!(told.contains("no key `probe_manifest` of the system"), "{told}");
    }
}

#[test]
fn a_manifest_that_is_wrong_ends_it_before_anything_is_sent() {
    let api = Api::serve(Door::Bearer, Manners::Honest);
    let folder = workspace("api: Shop\nlogn: {}\n", &api.address);
    let flags = ["--url", &api.address, "--probe-manifest", "rest.yaml"];
    let (code, _, told) = rolecall(&folder, &[&PROBE[..], &flags].concat());
    assert_eq!((code, api.heard().len()), (2, 0));
    assert!(
        told.contains("rest.yaml:2:1: error: unknown key `logn` in the manifest (help: did you mean `login`?)"),
        "{told}"
    );
    let (code, _, told) =
        rolecall(&folder, &[&PROBE[..], &["--url", &api.address, "--probe-manifest", "none.yaml"]].concat());
    assert_eq!(code, 2);
    assert!(told.contains("cannot read the probe manifest `none.yaml`"), "{told}");
}
