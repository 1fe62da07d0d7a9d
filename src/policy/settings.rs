//! Rules about a system's settings.

use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{Spanned, filled, invalid, position, read, versions};
use super::measure::Measure;
use super::part::Part;
use super::{Expect, PolicyError, Versions};
use crate::model::{Position, Severity};

/// How settings must be, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(Vec<SettingRule>);

impl Deref for Settings {
    type Target = [SettingRule];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Part for Settings {
    const AT: &'static str = "settings.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("settings.yaml", include_str!("../../policies/settings.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        self.0.extend(settings(text, file)?);
        Ok(())
    }

    fn speaks_of(&self, kind: &str) -> bool {
        self.0.iter().any(|rule| rule.system == kind)
    }

    fn forget_places(&mut self) {
        for rule in &mut self.0 {
            rule.at = None;
        }
    }
}

/// How one setting of one kind of system must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRule {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// For which versions.
    pub versions: Versions,
    /// The setting's key.
    pub setting: String,
    /// What its value must be.
    pub expect: Expect,
    /// What holds where a system of these versions does not have the setting; nothing where nobody can say.
    pub absent: Option<String>,
    /// How bad another value is.
    pub severity: Severity,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// Controls that it gives evidence for, beside those of every setting.
    pub controls: Vec<String>,
    /// Where the rule stands, if the reader has the file.
    pub at: Option<Position>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    settings: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    system: String,
    setting: Spanned<String>,
    versions: Option<Spanned<String>>,
    expect: Spanned<Expected>,
    absent: Option<String>,
    severity: Severity,
    why: String,
    fix: String,
    #[serde(default)]
    controls: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    equals: Option<String>,
    #[serde(default)]
    one_of: Vec<String>,
    at_least: Option<Spanned<String>>,
    at_most: Option<Spanned<String>>,
    set: Option<bool>,
}

/// Reads rules about settings.
fn settings(text: &str, file: &Arc<str>) -> Result<Vec<SettingRule>, PolicyError> {
    let mut rules: Vec<SettingRule> = Vec::new();
    for read in read::<File>(text, file)?.map(|read| read.settings).unwrap_or_default() {
        let place = read.value.setting.referenced;
        let rule = rule(read, file)?;
        let alike = |other: &&SettingRule| {
            (&other.system, &other.setting) == (&rule.system, &rule.setting) && other.versions.meet(&rule.versions)
        };
        if rules.iter().any(|other| alike(&other)) {
            let message = format!("another rule for these versions speaks about `{}`: keep one", rule.setting);
            return Err(invalid(Some(place), file, &message));
        }
        rules.push(rule);
    }
    Ok(rules)
}

fn rule(read: Spanned<Entry>, file: &Arc<str>) -> Result<SettingRule, PolicyError> {
    let at = position(Some(read.referenced), file);
    let Entry { system, setting, versions, expect, absent, severity, why, fix, controls } = read.value;
    let versions = self::versions(versions, file)?;
    let needed = [("system", &*system), ("setting", &setting.value), ("why", &why), ("fix", &fix)];
    filled("the rule", &needed, setting.referenced, file)?;
    Ok(SettingRule {
        system,
        versions,
        setting: setting.value,
        expect: expected(expect, file)?,
        absent,
        severity,
        why,
        fix,
        controls,
        at: Some(at),
    })
}

fn expected(read: Spanned<Expected>, file: &Arc<str>) -> Result<Expect, PolicyError> {
    let Expected { equals, one_of, at_least, at_most, set } = read.value;
    let bounds = [&at_least, &at_most].map(|bound| bound.as_ref().map(|bound| (Measure::read(&bound.value), bound)));
    for (measure, bound) in bounds.iter().flatten() {
        if measure.is_none() {
            let message = format!("`{}` is neither a number nor a length of time such as `24:00`", bound.value);
            return Err(invalid(Some(bound.referenced), file, &message));
        }
    }
    if let [Some((Some(least), _)), Some((Some(most), bound))] = bounds
        && (!least.is_like(most) || least > most)
    {
        let message = "no value is `at_least` the one and `at_most` the other";
        return Err(invalid(Some(bound.referenced), file, message));
    }
    let expect = Expect {
        one_of: equals.into_iter().chain(one_of).collect(),
        at_least: at_least.map(|bound| bound.value),
        at_most: at_most.map(|bound| bound.value),
        set,
    };
    if expect.is_empty() {
        let message = "it expects nothing: say `equals`, `one_of`, `at_least`, `at_most` or `set`";
        return Err(invalid(Some(read.referenced), file, message));
    }
    Ok(expect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const RULE: &str = "\
settings:
  - system: frappe
    setting: System Settings.session_expiry
    versions: 15..
    expect: { at_most: 24:00 }
    absent: 240:00
    severity: low
    why: w
    fix: f
";

    fn read(text: &str) -> Result<Settings, String> {
        of_text(text, "s.yaml")
    }

    #[test]
    fn values_stay_as_they_are_written() {
        let rules = read(RULE).unwrap();
        assert_eq!(rules[0].expect.at_most.as_deref(), Some("24:00"));
        assert_eq!(rules[0].absent.as_deref(), Some("240:00"));
        assert_eq!(rules[0].versions.to_string(), "15..");
        assert_eq!(rules[0].at.as_ref().unwrap().to_string(), "s.yaml:2:5");
        let plain = RULE.replace("at_most: 24:00", "equals: 0").replace("240:00", "007").replace("15..", "16.10");
        let plain = read(&plain).unwrap();
        assert_eq!((plain[0].expect.one_of[0].as_str(), plain[0].absent.as_deref()), ("0", Some("007")));
        assert_eq!(plain[0].versions.to_string(), "16.10");
        assert!(read("").unwrap().is_empty() && read("settings: []\n").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            RULE.replace("versions", "version"),
            RULE.replace("at_most: 24:00", "at_moist: 24:00"),
            RULE.replace("at_most: 24:00", ""),
            RULE.replace("at_most: 24:00", "at_most: a day"),
            RULE.replace("at_most: 24:00", "at_least: 30:00, at_most: 24:00"),
            RULE.replace("15..", "fifteen"),
            RULE.replace("severity: low", "severity: terrible"),
            RULE.replace("    why: w\n", ""),
            RULE.replace("why: w", "why: ' '"),
            format!("{RULE}{}", &RULE[RULE.find("  - ").unwrap()..].replace("15..", "14..16")),
            RULE.replace("settings:", "setings:"),
            "settings: [".to_owned(),
        ]
        .map(|text| read(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        s.yaml:4:5: unknown field `version`, expected one of system, setting, versions, expect, absent, severity, why, fix, controls
        s.yaml:5:15: unknown field `at_moist`, expected one of equals, one_of, at_least, at_most, set
        s.yaml:5:13: it expects nothing: say `equals`, `one_of`, `at_least`, `at_most` or `set`
        s.yaml:5:24: `a day` is neither a number nor a length of time such as `24:00`
        s.yaml:5:41: no value is `at_least` the one and `at_most` the other
        s.yaml:4:15: `fifteen` is no range of versions: write `15`, `14..15`, `15..` or `..15`
        s.yaml:7:15: unknown variant `terrible`, expected one of info, low, medium, high, critical
        s.yaml:8:5: missing field `why`
        s.yaml:3:14: the rule has nothing in `why`
        s.yaml:11:14: another rule for these versions speaks about `System Settings.session_expiry`: keep one
        s.yaml:1:1: unknown field `setings`, expected one of settings
        s.yaml:1:11: unclosed bracket '['
        ");
    }
}
