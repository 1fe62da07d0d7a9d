//! The command line of rolecall.

fn main() -> std::process::ExitCode {
    rolecall::cli::main()
}
