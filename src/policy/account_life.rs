//! How long accounts may live unused, how many people may be administrators, and when two roles are one.

use std::sync::Arc;

use serde::Deserialize;

use super::file::{Spanned, invalid, read, versions};
use super::part::Part;
use super::{PolicyError, Versions};

/// The most days that a limit may have: a hundred years.
const MOST_DAYS: u32 = 36_500;

/// What the organisation asks of the life of accounts. Without a file it is what `policies/account-life.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLife {
    /// An account that was not used for so many days is dormant.
    pub dormant_after_days: u32,
    /// The same for administrators.
    pub admins_dormant_after_days: u32,
    /// An account that was never used so many days after it was made is one too many.
    pub never_used_after_days: u32,
    /// So many administrators are not too many.
    pub max_admins: u32,
    /// Nor is this share of the internal accounts, in percent.
    pub max_admins_percent: u32,
    /// Administrators need a second factor.
    pub second_factor: bool,
    /// A sealed account that was used so many days ago or less has to be looked into.
    pub break_glass_days: u32,
    /// So many groups of somebody else's role look copied.
    pub copied_groups: u32,
    /// A template of new accounts that opens so many models to changes is like administration.
    pub broad_models: u32,
    /// Settings that switch templates of new accounts off.
    pub template_switches: Vec<TemplateSwitch>,
    /// Roles of which so many percent of the operations are the same are nearly alike.
    pub alike_percent: u32,
    /// Roles with fewer operations are not compared.
    pub alike_operations: u32,
}

/// A setting that switches the template of new accounts off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSwitch {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// For which versions.
    pub versions: Versions,
    /// The setting's key.
    pub setting: String,
    /// Its value when the template is off.
    pub off: String,
}

impl Default for AccountLife {
    fn default() -> Self {
        Self {
            dormant_after_days: 90,
            admins_dormant_after_days: 45,
            never_used_after_days: 30,
            max_admins: 4,
            max_admins_percent: 1,
            second_factor: true,
            break_glass_days: 30,
            copied_groups: 2,
            broad_models: 10,
            template_switches: vec![TemplateSwitch {
                system: "odoo".to_owned(),
                versions: "16..18".parse().unwrap_or_default(),
                setting: "base_setup.default_user_rights".to_owned(),
                off: "False".to_owned(),
            }],
            alike_percent: 95,
            alike_operations: 20,
        }
    }
}

impl Part for AccountLife {
    const AT: &'static str = "account-life.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("account-life.yaml", include_str!("../../policies/account-life.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(File { dormant, admins, break_glass, copies, new_accounts, alike }) = read(text, file)? else {
            return Ok(());
        };
        let days =
            |name: &str, given: Option<Spanned<u32>>, place: &mut u32| set(name, given, (1, MOST_DAYS), place, file);
        days("after_days", dormant.after_days, &mut self.dormant_after_days)?;
        days("admins_after_days", dormant.admins_after_days, &mut self.admins_dormant_after_days)?;
        days("never_used_after_days", dormant.never_used_after_days, &mut self.never_used_after_days)?;
        days("looked_into_within_days", break_glass.looked_into_within_days, &mut self.break_glass_days)?;
        set("at_most", admins.at_most, (1, u32::MAX), &mut self.max_admins, file)?;
        set("or_percent_of_staff", admins.or_percent_of_staff, (0, 100), &mut self.max_admins_percent, file)?;
        self.second_factor = admins.second_factor.unwrap_or(self.second_factor);
        set("at_least_groups", copies.at_least_groups, (1, u32::MAX), &mut self.copied_groups, file)?;
        set("broad_from_models", new_accounts.broad_from_models, (1, u32::MAX), &mut self.broad_models, file)?;
        if let Some(switches) = new_accounts.switches {
            self.template_switches =
                switches.into_iter().map(|switch| template_switch(switch, file)).collect::<Result<_, _>>()?;
        }
        set("percent", alike.percent, (50, 100), &mut self.alike_percent, file)?;
        set("at_least_operations", alike.at_least_operations, (1, u32::MAX), &mut self.alike_operations, file)
    }
}

fn template_switch(read: Switch, file: &Arc<str>) -> Result<TemplateSwitch, PolicyError> {
    let Switch { system, versions, setting, off } = read;
    let versions = self::versions(versions, file)?;
    Ok(TemplateSwitch { system, versions, setting, off })
}

/// Takes a number, if one is given and it makes sense.
fn set(
    name: &str,
    given: Option<Spanned<u32>>,
    (least, most): (u32, u32),
    place: &mut u32,
    file: &Arc<str>,
) -> Result<(), PolicyError> {
    let Some(given) = given else { return Ok(()) };
    if given.value < least || given.value > most {
        let bound = if most == u32::MAX { format!("{least} or more") } else { format!("{least} to {most}") };
        return Err(invalid(Some(given.referenced), file, &format!("`{name}` is {bound}, not {}", given.value)));
    }
    *place = given.value;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    dormant: Dormant,
    #[serde(default)]
    admins: Admins,
    #[serde(default)]
    break_glass: BreakGlass,
    #[serde(default)]
    copies: Copies,
    #[serde(default)]
    new_accounts: NewAccounts,
    #[serde(default)]
    alike: Alike,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "they are the keys of the file")]
struct Dormant {
    after_days: Option<Spanned<u32>>,
    admins_after_days: Option<Spanned<u32>>,
    never_used_after_days: Option<Spanned<u32>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Admins {
    at_most: Option<Spanned<u32>>,
    or_percent_of_staff: Option<Spanned<u32>>,
    second_factor: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakGlass {
    looked_into_within_days: Option<Spanned<u32>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copies {
    at_least_groups: Option<Spanned<u32>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccounts {
    broad_from_models: Option<Spanned<u32>>,
    switches: Option<Vec<Switch>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    system: String,
    versions: Option<Spanned<String>>,
    setting: String,
    off: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alike {
    percent: Option<Spanned<u32>>,
    at_least_operations: Option<Spanned<u32>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    fn read(text: &str) -> Result<AccountLife, String> {
        of_text(text, "l.yaml")
    }

    #[test]
    fn what_is_left_out_stays_as_built_in() {
        let (_, shipped) = AccountLife::BUILT_IN[0];
        assert_eq!(read(shipped).unwrap(), AccountLife::default());
        assert_eq!(read("").unwrap(), AccountLife::default());
        let life = read("dormant: { after_days: 60 }\nadmins: { second_factor: false }\n").unwrap();
        assert_eq!((life.dormant_after_days, life.admins_dormant_after_days), (60, 45));
        assert!(!life.second_factor);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            "dormant: { after_day: 60 }",
            "dormant: { after_days: 0 }",
            "dormant: { after_days: a quarter }",
            "dormant: { after_days: -1 }",
            "dormant: { after_days: 99999999999 }",
            "break_glass:\n  looked_into_within_days: 36501",
            "admins: { at_most: 0 }",
            "admins: { or_percent_of_staff: 101 }",
            "alike: { percent: 49 }",
            "sleepy: {}",
            "dormant: [",
        ]
        .map(|text| read(text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        l.yaml:1:12: unknown field `after_day`, expected one of after_days, admins_after_days, never_used_after_days
        l.yaml:1:24: `after_days` is 1 to 36500, not 0
        l.yaml:1:24: `after_days` takes a whole number from 0 on: write it as `after_days: 7`
        l.yaml:1:24: `after_days` takes a whole number from 0 on: write it as `after_days: 7`
        l.yaml:1:24: `after_days` takes a whole number from 0 on: write it as `after_days: 7`
        l.yaml:2:28: `looked_into_within_days` is 1 to 36500, not 36501
        l.yaml:1:20: `at_most` is 1 or more, not 0
        l.yaml:1:32: `or_percent_of_staff` is 0 to 100, not 101
        l.yaml:1:19: `percent` is 50 to 100, not 49
        l.yaml:1:1: unknown field `sleepy`, expected one of dormant, admins, break_glass, copies, new_accounts, alike
        l.yaml:1:10: `dormant` takes keys of its own: write it as `dormant: { … }`
        ");
    }
}
