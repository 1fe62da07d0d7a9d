//! The command line as people see it. `TRYCMD=overwrite cargo test --test cli` writes what it prints now; read the
//! difference before you commit it.

#[test]
fn commands_print_what_the_cases_say() {
    let cases = trycmd::TestCases::new();
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "PGPASSWORD", "RUST_BACKTRACE", "ROLECALL_TEST_URL"] {
        cases.env(name, "");
    }
    cases.env("ROLECALL_NO_ARCHIVE", "1");
    // The day of the sample's snapshot.
    cases.env("ROLECALL_NOW", "2026-01-01");
    cases.env("ROLECALL_TEST_URL", "postgres://nobody:hunter2@127.0.0.1:9/erp");
    cases.case("tests/cli/*.trycmd");
}
