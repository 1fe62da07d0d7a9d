//! Reading the file: what it leaves out stays as it is built in.

use std::sync::Arc;

use secrecy::SecretString;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::{
    AccountPolicy, AtOnce, DefaultCredential, Implementers, Points, SystemAccount, VendorAccount, VendorUse, Weights,
    Within, Words,
};
use crate::model::invisible;
use crate::policy::PolicyError;
use crate::policy::file::{Location, Spanned, invalid, read, versions};
use crate::policy::part::Part;

/// Nothing is worth more than the sum of everything else.
const MOST_POINTS: f64 = 100.0;

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let points = f64::deserialize(from)?;
        if !(0.0..=MOST_POINTS).contains(&points) {
            return Err(D::Error::custom("points are a number from 0 to 100"));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10,000")]
        let hundredths = (points * 100.0).round() as u32;
        Ok(Self(hundredths))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    thresholds: Option<Spanned<Thresholds>>,
    weights: Option<Weights>,
    words: Option<Spanned<Words>>,
    within: Option<Spanned<Within>>,
    numbered: Option<Spanned<Vec<String>>>,
    reserved_domains: Option<Spanned<Vec<String>>>,
    placeholder_people: Option<Spanned<Vec<String>>>,
    implementers: Option<Spanned<Implementers>>,
    unused_days: Option<u32>,
    at_once: Option<AtOnce>,
    system_accounts: Option<Vec<Spanned<SystemEntry>>>,
    vendor_accounts: Option<Vec<Spanned<VendorEntry>>>,
    default_credentials: Option<Vec<Spanned<CredentialEntry>>>,
    shared_allowed: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    review: Points,
    medium: Points,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemEntry {
    system: String,
    versions: Option<Spanned<String>>,
    logins: Vec<String>,
    #[serde(default)]
    signs_in: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VendorEntry {
    system: String,
    login: String,
    is: VendorUse,
    #[serde(default)]
    stays: bool,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CredentialEntry {
    system: String,
    known_as: String,
    login: Option<String>,
    password: String,
    source: Option<String>,
}

/// Reads rules about accounts.
pub(super) fn accounts(text: &str, file: &Arc<str>) -> Result<AccountPolicy, PolicyError> {
    let mut policy = AccountPolicy::default();
    // INVARIANT: the built-in file has every section; a test compares.
    for (_, built_in) in AccountPolicy::BUILT_IN.iter().filter(|(_, built_in)| *built_in != text) {
        policy = section_by_section(policy, built_in, file)?;
    }
    section_by_section(policy, text, file)
}

fn section_by_section(policy: AccountPolicy, text: &str, file: &Arc<str>) -> Result<AccountPolicy, PolicyError> {
    let Some(given) = read::<File>(text, file)? else { return Ok(policy) };
    let mut places = Vec::new();
    let (review, medium) = match given.thresholds {
        Some(read) if read.value.review > read.value.medium => {
            return Err(invalid(Some(read.referenced), file, "`review` is above `medium`: it comes first"));
        }
        Some(read) => (read.value.review, read.value.medium),
        None => (policy.review, policy.medium),
    };
    let read = AccountPolicy {
        review,
        medium,
        weights: given.weights.unwrap_or(policy.weights),
        words: placed("words", given.words, policy.words, &mut places),
        within: placed("within", given.within, policy.within, &mut places),
        numbered: placed("numbered", given.numbered, policy.numbered, &mut places),
        reserved_domains: placed("reserved_domains", given.reserved_domains, policy.reserved_domains, &mut places),
        placeholder_people: placed(
            "placeholder_people",
            given.placeholder_people,
            policy.placeholder_people,
            &mut places,
        ),
        implementers: placed("implementers", given.implementers, policy.implementers, &mut places),
        unused_days: given.unused_days.unwrap_or(policy.unused_days),
        at_once: given.at_once.unwrap_or(policy.at_once),
        system_accounts: each(given.system_accounts, policy.system_accounts, |entry| system_account(entry, file))?,
        vendor_accounts: each(given.vendor_accounts, policy.vendor_accounts, |entry| vendor_account(entry, file))?,
        default_credentials: each(given.default_credentials, policy.default_credentials, |entry| {
            credential(entry, file)
        })?,
        shared_allowed: placed("shared_allowed", given.shared_allowed, policy.shared_allowed, &mut places),
    };
    match wordless(&read) {
        Some((section, word)) => {
            let word: String = word.chars().take(40).collect();
            let message = format!("`{section}` has an entry that no login and no name can hold: `{word}`");
            let at = places.into_iter().find(|(name, _)| section.split('.').next() == Some(*name));
            Err(invalid(at.map(|(_, at)| at), file, &message))
        }
        None => Ok(read),
    }
}

/// What a section says and where, or what is built in.
fn placed<T>(
    name: &'static str,
    given: Option<Spanned<T>>,
    built_in: T,
    places: &mut Vec<(&'static str, Location)>,
) -> T {
    let Some(given) = given else { return built_in };
    places.push((name, given.referenced));
    given.value
}

fn each<E, T>(
    given: Option<Vec<Spanned<E>>>,
    built_in: Vec<T>,
    entry: impl Fn(Spanned<E>) -> Result<T, PolicyError>,
) -> Result<Vec<T>, PolicyError> {
    given.map_or(Ok(built_in), |entries| entries.into_iter().map(entry).collect())
}

fn system_account(read: Spanned<SystemEntry>, file: &Arc<str>) -> Result<SystemAccount, PolicyError> {
    let SystemEntry { system, versions, logins, signs_in } = read.value;
    let versions = self::versions(versions, file)?;
    Ok(SystemAccount { system, versions, logins, signs_in })
}

fn vendor_account(read: Spanned<VendorEntry>, file: &Arc<str>) -> Result<VendorAccount, PolicyError> {
    let VendorEntry { system, login, is, stays, source } = read.value;
    if login.trim().is_empty() {
        return Err(invalid(Some(read.referenced), file, "the account has no login"));
    }
    Ok(VendorAccount { system, login, is, stays, source })
}

fn credential(read: Spanned<CredentialEntry>, file: &Arc<str>) -> Result<DefaultCredential, PolicyError> {
    let CredentialEntry { system, known_as, login, password, source } = read.value;
    let password = SecretString::from(password);
    let given = DefaultCredential { system, known_as, login, password, source };
    let message = if given.known_as.trim().is_empty() {
        "nothing in `known_as`: findings name the password by it"
    } else if secrecy::ExposeSecret::expose_secret(&given.password).is_empty() {
        "the password is empty"
    } else if given.login.is_none() && !given.follows_login() {
        "one password for every account would be many trials: name the `login`, or try `$login`"
    } else {
        return Ok(given);
    };
    Err(invalid(Some(read.referenced), file, message))
}

/// An entry of a list of words that could never match: empty, with blanks around it, or with what nobody sees.
fn wordless(policy: &AccountPolicy) -> Option<(&'static str, &str)> {
    let AccountPolicy { words, within, .. } = policy;
    let lists = [
        ("words.test", &words.test),
        ("words.shared", &words.shared),
        ("words.common", &words.common),
        ("words.admin", &words.admin),
        ("words.service", &words.service),
        ("words.plain", &words.plain),
        ("within.test", &within.test),
        ("within.shared", &within.shared),
        ("numbered", &policy.numbered),
        ("reserved_domains", &policy.reserved_domains),
        ("placeholder_people", &policy.placeholder_people),
        ("implementers.domains", &policy.implementers.domains),
        ("implementers.company", &policy.implementers.company),
        ("shared_allowed", &policy.shared_allowed),
    ];
    let bad = |word: &&String| word.trim() != word.as_str() || word.is_empty() || word.chars().any(invisible);
    lists.into_iter().find_map(|(name, list)| Some((name, list.iter().find(bad)?.as_str())))
}
