//! The entry for `waivers.yaml` that accepts a finding, to be filled in by people.

use super::escape;
use super::words;
use crate::findings::Finding;

/// Longest text behind a `#`.
const TEXT: usize = 300;

/// A list entry in YAML: what rolecall knows is filled in, what only people know is empty, which is no waiver yet.
pub fn waiver_entry(finding: &Finding, today: &str, until: &str) -> String {
    let comment = |text: &str| escape::terminal(text, TEXT);
    let about = [words::subject(&finding.subject), words::resource(&finding.resource)];
    let about: Vec<&str> = about.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let lines = [
        format!("  # {} {}: {}", finding.check_id, finding.check_name, comment(&words::title(finding))),
        format!("  # {}", comment(&about.join(" → "))),
        "  - id: \"\"".to_owned(),
        format!("    fingerprint: \"{}\"", finding.fingerprint),
        "    reason: \"\"".to_owned(),
        "    compensating_control:".to_owned(),
        "      description: \"\"".to_owned(),
        "      owner: \"\"".to_owned(),
        "      # id: \"\"".to_owned(),
        "      # evidence: \"\"".to_owned(),
        "      # frequency: \"\"".to_owned(),
        "    requested_by: \"\"".to_owned(),
        "    approved_by: \"\"".to_owned(),
        format!("    approved_on: {today}"),
        format!("    expires_on: {until}"),
        "    # ticket: \"\"".to_owned(),
        format!("    severity_at_approval: {}", finding.severity.word()),
        format!("    scope_at_approval: {{ users: {} }}", finding.affected.count),
    ];
    lines.join("\n") + "\n"
}
