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
    format!(
        "  # {} {}: {}\n  # {}\n  - id: \"\"\n    fingerprint: \"{}\"\n    reason: \"\"\n    compensating_control:\n      \
         description: \"\"\n      owner: \"\"\n      # id: \"\"\n      # evidence: \"\"\n      # frequency: \"\"\n    \
         requested_by: \"\"\n    approved_by: \"\"\n    approved_on: {today}\n    expires_on: {until}\n    # ticket: \"\"\n    \
         severity_at_approval: {}\n    scope_at_approval: {{ users: {} }}\n",
        finding.check_id,
        finding.check_name,
        comment(&words::title(finding)),
        comment(&about.join(" → ")),
        finding.fingerprint,
        finding.severity.word(),
        finding.affected.count,
    )
}
