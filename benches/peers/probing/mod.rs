//! Probing the sample ERP beside plain load generators. Server and clients are processes of their own, so that they share
//! neither memory nor a scheduler; rounds of all clients follow one another. Without wrk its columns say `NaN`.

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

const ROUNDS: usize = 15;
/// Two roles are 8004 requests.
const ROLES: usize = 2;
/// For wrk, which takes a time and no number.
const SECONDS: usize = 1;

/// What is served and asked about: the version of Odoo, roles, rows of access that a model has besides.
#[derive(Debug, Clone, Copy)]
struct Shape {
    major: u8,
    roles: usize,
    others: usize,
}

/// Serves, asks or posts as a process of its own.
pub(crate) fn part(runtime: &Runtime, words: &[&str]) {
    match words {
        ["serve", shape @ ..] => {
            let (wide, flavour) = Shape::read(shape).wide();
            let running = wide.serve(flavour);
            println!("{}", running.base_url());
            // Until whoever started it closes the pipe.
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        }
        ["padded", bytes] => padded::serve(runtime, bytes.parse().unwrap()),
        ["ask", url, at_once, shape @ ..] => {
            ask::ask(runtime, &Shape::read(shape).wide().0, url, at_once.parse().unwrap());
        }
        ["hyper", url, at_once, shape @ ..] => {
            plain::hyper(runtime, &Shape::read(shape).wide().0, url, at_once.parse().unwrap());
        }
        words => unreachable!("no such part: {words:?}"),
    }
}

/// Measures and prints the tables.
pub(crate) fn run() {
    println!(
        "| sample | at once | hyper | wrk | rolecall | ratio to hyper | ratio to wrk | processor time: hyper | rolecall |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (major, others) in [(18, 2), (19, 2), (18, 0)] {
        for at_once in [1, 4, 16] {
            rates(Shape { major, roles: ROLES, others }, at_once);
        }
    }
    println!();
    println!("| questions planned | answers | most memory |");
    println!("|---|---|---|");
    let shape = |roles| Shape { major: 18, roles, others: 0 };
    for roles in [1, 5, 25] {
        told(shape(roles), "the sample's", &Server::start("serve", &shape(roles).words()));
    }
    for (bytes, answers, most) in [(64 << 10, "64 KiB each", 25), (1 << 20, "1 MiB each", 5)] {
        for roles in [1, 5, 25].into_iter().filter(|roles| *roles <= most) {
            told(shape(roles), answers, &Server::start("padded", &[bytes.to_string()]));
        }
    }
}

/// Rounds of each client against one server, and a row of the table.
fn rates(shape: Shape, at_once: usize) {
    let with_wrk = Command::new("wrk").arg("--version").output().is_ok();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("requests");
    plain::write(&shape.wide().0, &file);
    let server = Server::start("serve", &shape.words());
    let (mut by_hyper, mut by_wrk, mut ours) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        by_hyper.push(usage("hyper", &server, at_once, shape));
        ours.push(usage("ask", &server, at_once, shape));
        if with_wrk {
            by_wrk.push(wrk(&server.url, &file, at_once));
        }
    }
    let rate = |runs: &[Usage]| -> Vec<f64> { runs.iter().map(|run| run.rate).collect() };
    let processor = |runs: &[Usage]| median(runs.iter().map(|run| run.processor).collect());
    let (hyper, rolecall) = (rate(&by_hyper), rate(&ours));
    // Of one round, because the machine's other work comes and goes.
    let ratio = |peer: &[f64]| median(rolecall.iter().zip(peer).map(|(ours, theirs)| ours / theirs).collect());
    println!(
        "| {} rows as {} | {at_once} | {:.0}/s | {:.0}/s | {:.0}/s | {:.2} | {:.2} | {:.0} µs | {:.0} µs |",
        shape.others * system::MODELS + shape.roles * system::ROWS,
        shape.major,
        median(hyper.clone()),
        median(by_wrk.clone()),
        median(rolecall.clone()),
        ratio(&hyper),
        ratio(&by_wrk),
        processor(&by_hyper),
        processor(&ours)
    );
}

fn told(shape: Shape, answers: &str, server: &Server) {
    println!("| {} | {answers} | {:.0} MiB |", shape.roles * 4002, usage("ask", server, 16, shape).peak);
}

impl Shape {
    fn read(words: &[&str]) -> Self {
        let [major, roles, others] = words else { unreachable!("three numbers: {words:?}") };
        Self { major: major.parse().unwrap(), roles: roles.parse().unwrap(), others: others.parse().unwrap() }
    }

    fn words(self) -> [String; 3] {
        [self.major.to_string(), self.roles.to_string(), self.others.to_string()]
    }

    fn wide(self) -> (Wide, Flavour) {
        let flavour = Flavour::ALL.into_iter().find(|flavour| flavour.major() == self.major).unwrap();
        (Wide::new(flavour, self.roles, self.others), flavour)
    }
}

/// A server in a process of its own.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(part: &str, words: &[String]) -> Self {
        let mut child = myself(part).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
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

fn myself(part: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["probe", part]);
    command
}

/// One run of a client.
fn usage(client: &str, server: &Server, at_once: usize, shape: Shape) -> Usage {
    let output = myself(client).arg(&server.url).arg(at_once.to_string()).args(shape.words()).output().unwrap();
    assert!(output.status.success(), "{client}: {}", String::from_utf8_lossy(&output.stderr));
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
