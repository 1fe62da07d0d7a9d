//! rolecall beside its peers, in one run, on the same data; prints rows of the tables in docs/benchmarks.md.
//!
//! `cargo bench --bench peers` asks casbin, which needs nothing; `-- probe` asks the sample ERP, and so does wrk if it is
//! installed. `benches/run` has a PostgreSQL server for the rest.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to measure")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the numbers are for whoever runs the bench")]
#![expect(clippy::cast_precision_loss, reason = "seconds and ratios are printed with three digits")]

mod audit;
mod casbin;
mod collection;
mod crowd;
mod full;
mod postgres;
mod probing;
mod timing;

use std::path::Path;

use rolecall::synth::{Scale, Size, scale};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match words.as_slice() {
        [] | ["casbin"] => runtime.block_on(casbin::run()),
        ["make", users, folder] => full::make(users.parse().unwrap(), Path::new(folder)),
        ["full", folder] => full::run(Path::new(folder)),
        ["crowd", users, folder, more @ ..] => {
            let odd = more.get(1).map_or(crowd::TOO_MANY, |odd| odd.parse().unwrap());
            crowd::make(users.parse().unwrap(), Path::new(folder), more.first().map(Path::new), odd);
        }
        ["audit", folder] => audit::run(Path::new(folder)),
        ["sql", url] => runtime.block_on(postgres::run(url)),
        ["collect", url] => runtime.block_on(collection::run(url)),
        ["probe"] => probing::run(),
        ["probe", part @ ..] => probing::part(&runtime, part),
        _ => eprintln!(
            "usage: peers [casbin | make USERS FOLDER | full FOLDER | crowd USERS FOLDER [SNAPSHOT [ODD]] | audit FOLDER | sql URL | \
             collect URL | probe]"
        ),
    }
}

/// A company with 200 groups, 1000 models and 2000 combinations of duty and department.
fn company(users: usize) -> Scale {
    scale(Size { users, groups: 200, resources: 1000, departments: 50, duties: 40 }, 1)
}
