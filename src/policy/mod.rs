//! The organisation's own rules, as data beside the role map: what every system must be like, whoever holds which role.
//!
//! A rule names the kind of system that it is for, as text: nothing here knows an ERP. Guardrails, which speak about role
//! maps, are with those.

mod error;
mod expect;
mod measure;
mod settings;
mod versions;
mod yaml;

pub use error::PolicyError;
pub use expect::{Expect, Judged};
pub use settings::SettingRule;
pub use versions::Versions;

use std::io::ErrorKind;
use std::path::Path;
use std::sync::LazyLock;

/// The file of a policies folder with rules about settings.
pub const SETTINGS_FILE: &str = "settings.yaml";

/// What a policies folder says of systems.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// How settings must be, in the order of the file.
    pub settings: Vec<SettingRule>,
}

impl Policies {
    /// The rules of a policies folder; the built-in ones for each file that it does not have.
    pub fn load(folder: &Path) -> Result<Self, PolicyError> {
        let path = folder.join(SETTINGS_FILE);
        // Only where there is no such name: a file that cannot be read, or a link to nowhere, is somebody's policy.
        if matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound) {
            return Ok(Self::built_in().clone());
        }
        let text = std::fs::read_to_string(&path).map_err(|source| PolicyError::Io { file: path.clone(), source })?;
        Ok(Self { settings: yaml::settings(&text, &path.display().to_string().into())? })
    }

    /// The rules that come with rolecall.
    pub fn built_in() -> &'static Self {
        // INVARIANT: a test below reads it, so there are no problems to lose.
        static BUILT_IN: LazyLock<Policies> = LazyLock::new(|| Policies { settings: built_in().unwrap_or_default() });
        &BUILT_IN
    }
}

/// The built-in rules about settings. They stand in no file of the reader's, so they have no place.
fn built_in() -> Result<Vec<SettingRule>, PolicyError> {
    let mut rules = yaml::settings(include_str!("../../policies/settings.yaml"), &"policies/settings.yaml".into())?;
    for rule in &mut rules {
        rule.at = None;
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_can_be_read() {
        let rules = built_in().unwrap();
        assert!(rules.len() > 20);
        assert_eq!(Policies::built_in().settings, rules);
    }
}
