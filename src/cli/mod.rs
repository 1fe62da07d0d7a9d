//! The command line: one file a command. Commands parse, call the library and print; no logic lives here.

mod access;
mod approve;
mod archiving;
mod audit;
mod auditing;
mod baseline;
mod bearer;
mod checks;
mod clock;
mod collect;
mod completeness;
mod default_logins;
mod demo;
mod diff;
mod duties;
mod explain;
mod export;
mod history;
mod init;
mod jwts;
mod lint;
mod live;
mod mapped;
mod modules;
mod output;
mod paths;
mod plan;
mod probe;
mod prober;
mod remembering;
mod reporting;
mod review;
mod server;
mod source;
mod staging;
mod store;
mod tongue;
mod unread;
mod verify;
mod waiver;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::findings::Exit;

const AFTER: &str = "\
Examples:
  rolecall demo
  rolecall collect --kind odoo --database-url env:PGURL -o prod.snapshot
  rolecall audit --snapshot prod.snapshot --map role-map.yaml
  rolecall explain mara@acme.example sale.order write --snapshot prod.snapshot

Exit codes:
  0  nothing at or above the threshold
  1  findings at or above the threshold (--fail-on, default high)
  2  failed: usage, configuration or connection
  3  incomplete: something asked for was not assessed";

/// Does every role of your ERP get exactly the access that was designed for it, no more and no less?
#[derive(Debug, Parser)]
#[command(name = "rolecall", version, after_help = AFTER, max_term_width = 120)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(init::Init),
    Collect(collect::Collect),
    Audit(audit::Audit),
    Waiver(waiver::WaiverCommand),
    Baseline(baseline::BaselineCommand),
    Probe(probe::ProbeCommand),
    Access(access::AccessArgs),
    Explain(explain::Explain),
    Duties(duties::DutiesArgs),
    Paths(paths::Paths),
    Lint(lint::Lint),
    Export(export::Export),
    Diff(diff::DiffArgs),
    History(history::HistoryCommand),
    Review(review::ReviewArgs),
    Checks(checks::Checks),
    Approve(approve::Approve),
    Verify(verify::Verify),
}

/// Parses the command line, runs the command and gives its exit code.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let failed = error.use_stderr();
            // Help and errors go to a terminal that may be gone; there is nobody left to tell.
            let _ = error.print();
            return ExitCode::from(if failed { Exit::Failed.code() } else { 0 });
        }
    };
    let done = match args.command {
        Command::Demo(command) => command.run(),
        Command::Init(command) => command.run(),
        Command::Collect(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Waiver(command) => command.run(),
        Command::Baseline(command) => command.run(),
        Command::Probe(command) => command.run(),
        Command::Access(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Duties(command) => command.run(),
        Command::Paths(command) => command.run(),
        Command::Lint(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::History(command) => command.run(),
        Command::Review(command) => command.run(),
        Command::Checks(command) => command.run(),
        Command::Approve(command) => command.run(),
        Command::Verify(command) => command.run(),
    };
    match done {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            output::complain(&error);
            ExitCode::from(Exit::Failed.code())
        }
    }
}
