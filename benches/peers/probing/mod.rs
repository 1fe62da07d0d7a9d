//! Probing the sample ERP beside plain load generators. Server and clients are processes of their own, so that they share
//! neither memory nor a scheduler; rounds of all clients follow one another.

mod ask;
mod padded;
mod plain;
mod system;
mod usage;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rolecall::sample::Flavour;
use tokio::runtime::Runtime;

use self::system::Wide;
use self::usage::Usage;
use crate::timing::median;

const ROUNDS: usize = 9;
/// Five roles are 20,010 requests, as long as a second or two.
const ROLES: usize = 5;
/// For wrk, which takes a time and no number.
const SECONDS: usize = 2;

/// Serves, asks or posts as a process of its own.
pub(crate) fn part(runtime: &Runtime, words: &[&str]) {
    let (wide, number) = (|roles: &str, flavour| Wide::new(number(roles), flavour), number);
    match words {
        ["serve", major, roles] => {
            let running = wide(roles, flavour(major)).serve(flavour(major));
            println!("{}", running.base_url());
            // Until whoever started it closes the pipe.
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        }
        ["padded", bytes] => padded::serve(runtime, number(bytes)),
        ["ask", major, roles, url, at_once] => ask::ask(runtime, &wide(roles, flavour(major)), url, number(at_once)),
        ["hyper", major, roles, url, at_once] => {
            plain::hyper(runtime, &wide(roles, flavour(major)), url, number(at_once));
        }
        words => unreachable!("no such part: {words:?}"),
    }
}

/// Measures and prints the tables.
pub(crate) fn run() {
    rates();
    println!();
    memory();
}

fn rates() {
    let with_wrk = Command::new("wrk").arg("--version").output().is_ok();
    println!(
        "| Odoo | at once | hyper | wrk | rolecall | ratio to hyper | ratio to wrk | processor a request: hyper | rolecall |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (major, at_once) in [("18", 1), ("18", 4), ("18", 16), ("19", 1), ("19", 4), ("19", 16)] {
        let (roles, at) = (ROLES.to_string(), at_once.to_string());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("requests");
        plain::write(&Wide::new(ROLES, flavour(major)), &file);
        let server = Server::start(&["serve", major, &roles]);
        let mut runs = [Vec::new(), Vec::new()];
        let mut by_wrk = Vec::new();
        for _ in 0..ROUNDS {
            for (runs, who) in runs.iter_mut().zip(["hyper", "ask"]) {
                runs.push(usage(&[who, major, &roles, &server.url, &at]));
            }
            if with_wrk {
                by_wrk.push(wrk(&server.url, &file, at_once));
            }
        }
        let middle = |runs: &[Usage], of: fn(&Usage) -> f64| median(runs.iter().map(of).collect());
        let [hyper, ours] = &runs;
        let (plain, rate, wrk) = (middle(hyper, |run| run.rate), middle(ours, |run| run.rate), median(by_wrk));
        println!(
            "| {major} | {at} | {plain:.0}/s | {wrk:.0}/s | {rate:.0}/s | {:.2} | {:.2} | {:.0} µs | {:.0} µs |",
            rate / plain,
            rate / wrk,
            middle(hyper, |run| run.processor),
            middle(ours, |run| run.processor)
        );
    }
}

fn memory() {
    println!("| questions planned | answers | most memory |");
    println!("|---|---|---|");
    for roles in ["1", "5", "25"] {
        let server = Server::start(&["serve", "18", roles]);
        told(roles, "the sample's", usage(&["ask", "18", roles, &server.url, "16"]));
    }
    for (bytes, words) in [("65536", "64 KiB each"), ("1048576", "1 MiB each")] {
        for roles in ["1", "5"] {
            let server = Server::start(&["padded", bytes]);
            told(roles, words, usage(&["ask", "18", roles, &server.url, "16"]));
        }
    }
}

fn told(roles: &str, answers: &str, run: Usage) {
    println!("| {} | {answers} | {:.0} MiB |", number(roles) * 4002, run.peak);
}

/// A server in a process of its own.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(words: &[&str]) -> Self {
        let mut child = myself(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn myself(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("probe").args(words);
    command
}

fn usage(words: &[&str]) -> Usage {
    let output = myself(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    Usage::read(&String::from_utf8(output.stdout).unwrap())
}

/// Requests a second by wrk.
fn wrk(url: &str, file: &Path, at_once: usize) -> f64 {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/probing/wrk.lua");
    let mut command = Command::new("wrk");
    command.arg("-t1").arg(format!("-c{at_once}")).arg(format!("-d{SECONDS}s")).arg("-s").arg(script);
    let output = command.arg(url).arg("--").arg(file).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let (rate, failed) = told.trim().split_once(' ').unwrap_or_else(|| unreachable!("wrk: {told}"));
    assert_eq!(failed, "0", "wrk had failures");
    rate.parse().unwrap()
}

fn number(word: &str) -> usize {
    word.parse().unwrap()
}

fn flavour(major: &str) -> Flavour {
    Flavour::ALL.into_iter().find(|flavour| flavour.major().to_string() == major).unwrap()
}
