//! Which controls of standards we read ourselves. All others are leads: whoever prints one says so.

/// Frameworks and the controls whose text was read. Of NIST AC-2 that is the control with its lettered parts, not its numbered
/// enhancements.
const READ: &[(&str, &[&str])] = &[
    ("NIST-800-53r5", &["AC-2"]),
    ("ISO27001-2022", &["A.5.15", "A.5.16", "A.5.17", "A.5.18", "A.8.2", "A.8.3", "A.8.5"]),
    ("PCI-DSS-4.0.1", &["7.2.4", "8.2.1", "8.2.2", "8.2.3", "8.2.4", "8.2.5", "8.2.6", "8.2.7", "8.2.8"]),
];

/// Whether somebody read that the control says what it is named for.
pub fn is_verified(control: &str) -> bool {
    let Some((framework, id)) = control.split_once(' ') else { return false };
    let part = id.split_once('(').filter(|(_, part)| part.starts_with(|c: char| c.is_ascii_lowercase()));
    let id = part.map_or(id, |(id, _)| id);
    READ.iter().any(|(name, ids)| *name == framework && ids.contains(&id))
}

/// A control as it is printed: one that nobody read says so.
pub fn marked(control: &str) -> String {
    if is_verified(control) { control.to_owned() } else { format!("{control} (unverified)") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_control_that_was_read_are_read_and_its_enhancements_are_not() {
        for read in ["NIST-800-53r5 AC-2", "NIST-800-53r5 AC-2(f)", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 8.2.6"] {
            assert_eq!(marked(read), read);
        }
        for lead in ["NIST-800-53r5 AC-2(7)", "NIST-800-53r5 AC-6", "PCI-DSS-4.0.1 7.2.2", "CIS-8.1 5.3", "AC-2"] {
            assert_eq!(marked(lead), format!("{lead} (unverified)"));
        }
    }
}
