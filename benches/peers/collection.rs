//! Collecting a snapshot beside `COPY … TO STDOUT` of the same columns of the same tables.

use std::process::Command;
use std::time::Instant;

use futures_util::TryStreamExt;
use rolecall::connect::CollectOptions;
use rolecall::connect::odoo::collect;
use secrecy::SecretString;
use sqlx::Connection;
use sqlx::postgres::PgConnection;

use crate::timing::{median, show, timed};

const RUNS: usize = 7;

pub(crate) async fn run(url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("odoo.snapshot");
    let (mut copied, mut collected, mut commanded) = (Vec::new(), Vec::new(), Vec::new());
    let (mut bytes, mut users, mut memberships) = (0, 0, 0);
    for _ in 0..RUNS {
        let start = Instant::now();
        bytes = copy(url).await;
        copied.push(start.elapsed().as_secs_f64());

        let start = Instant::now();
        let snapshot = collect(&SecretString::from(url), &CollectOptions::default(), &|_| {}).await.unwrap();
        collected.push(start.elapsed().as_secs_f64());
        (users, memberships) = (snapshot.users.len(), snapshot.memberships.len());

        let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
        command.args(["collect", "--kind", "odoo", "--database-url", url, "-o"]).arg(&file);
        let (seconds, output) = timed(|| command.output().unwrap());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        commanded.push(seconds);
    }
    let (copied, collected, commanded) = (median(copied), median(collected), median(commanded));
    println!("| {users} users, {memberships} memberships | time | ratio to COPY |");
    println!("|---|---|---|");
    println!("| `COPY … TO STDOUT`, {} MB, thrown away | {} | 1.00 |", bytes / 1_000_000, show(copied));
    println!("| collecting into a snapshot | {} | {:.2} |", show(collected), collected / copied);
    println!(
        "| `rolecall collect -o FILE`: the same, hashed, packed, written | {} | {:.2} |",
        show(commanded),
        commanded / copied
    );
}

/// Streams every table that the collector reads and counts the bytes.
async fn copy(url: &str) -> usize {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let mut bytes = 0;
    let statements = include_str!("../sql/odoo_copy.sql").lines().filter(|line| line.starts_with("copy"));
    for statement in statements {
        let mut stream = connection.copy_out_raw(statement).await.unwrap();
        while let Some(chunk) = stream.try_next().await.unwrap() {
            bytes += chunk.len();
        }
    }
    connection.close().await.unwrap();
    bytes
}
