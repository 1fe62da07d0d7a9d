//! The organisation's own rules, as data beside the role map: what every system must be like, whoever holds which role.
//!
//! A rule names the kind of system that it is for, as text: nothing here knows an ERP. Guardrails, which speak about role
//! maps, are with those.

mod account_life;
mod accounts;
mod database;
pub mod duties;
mod error;
mod escalation;
mod expect;
mod file;
mod folder;
mod gate;
mod lockouts;
mod measure;
mod part;
mod records;
mod renames;
mod sensitive;
mod settings;
mod signer;
mod tokens;
mod trail;
mod versions;
mod waivers;

pub use account_life::{AccountLife, TemplateSwitch};
pub use accounts::{
    AccountPolicy, AtOnce, DefaultCredential, Implementers, Points, SystemAccount, VendorAccount, VendorUse, Weights,
    Within, Words,
};
pub use database::{DatabasePolicy, ExpectedAccount, May, Unexpected};
pub use duties::Duties;
pub use error::PolicyError;
pub use escalation::{Doing, Escalation, EscalationEdge, FileSays, Gives, Saying, SettingIs};
pub use expect::{Expect, Judged};
pub use gate::{Agreed, GatePolicy, Required, SignOffPolicy, WaiverTerms};
pub use lockouts::{Lockout, Lockouts};
pub use records::{NarrowedRows, RecordPolicy, RowsOf};
pub use renames::{Named, Rename, Renames};
pub use sensitive::{Fact, FactFields, NOBODY, SensitiveClass, SensitiveFields};
pub use settings::{SettingRule, Settings};
pub use signer::{Signer, SignerKey};
pub use tokens::{JwtPolicy, ThirdPartyPolicy, TokenPolicy};
pub use trail::{Kept, Trail, TrailPolicy, TrailRules};
pub use versions::Versions;
pub use waivers::{Accepts, CompensatingControl, Like, Waiver, Waivers};

use part::Part;

use std::path::Path;
use std::sync::LazyLock;

macro_rules! policies {
    ($($(#[$doc:meta])* $name:ident: $part:ty),* $(,)?) => {
        /// What a policies folder says of systems.
        #[derive(Debug, Clone, Default)]
        pub struct Policies {
            $($(#[$doc])* pub $name: $part,)*
            /// The parts that a policies folder replaced, as they are called there.
            pub own: Vec<&'static str>,
        }

        impl Policies {
            /// The rules of a policies folder; the built-in ones for each part that it does not have.
            pub fn load(folder: &Path) -> Result<Self, PolicyError> {
                folder::check(folder, &[$(<$part as Part>::AT),*])?;
                // Those that come with rolecall are read once.
                let mut policies = Self::built_in().clone();
                $(if let Some(part) = part::load(folder)? {
                    policies.$name = part;
                    policies.own.push(<$part as Part>::AT);
                })*
                Ok(policies)
            }

            /// The parts of which no rule speaks of a kind of system, as they are called in a policies folder.
            pub fn silent_about(&self, kind: &str) -> Vec<&'static str> {
                let parts = [$((self.$name.speaks_of(kind), <$part as Part>::AT)),*];
                parts.into_iter().filter(|(speaks, _)| !speaks).map(|(_, at)| at).collect()
            }

            /// Every file of the rules that come with rolecall, below a policies folder, with its text.
            pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
                let parts = [$(<$part as Part>::BUILT_IN),*];
                parts.into_iter().flatten().copied()
            }

            /// The rules that come with rolecall, read.
            fn read_built_in() -> Result<Self, PolicyError> {
                Ok(Self { $($name: part::built_in()?,)* own: Vec::new() })
            }
        }
    };
}

policies! {
    /// Who must not do what at the same time.
    duties: Duties,
    /// How long accounts live.
    account_life: AccountLife,
    /// Accounts that are nobody's own.
    accounts: AccountPolicy,
    /// How settings must be, in the order of the file.
    settings: Settings,
    /// Which rows of which kind of system are whose.
    records: RecordPolicy,
    /// What must not be told to everybody.
    sensitive_fields: SensitiveFields,
    /// What lets somebody do more than their groups say.
    escalation: Escalation,
    /// Of what a system must keep who changed it.
    trails: TrailPolicy,
    /// Which accounts an ERP's database may have.
    database: DatabasePolicy,
    /// How keys, tokens and the secrets of third parties must be.
    tokens: TokenPolicy,
    /// How systems lock accounts behind sign-ins that fail.
    lockouts: Lockouts,
    /// What has another name since a version.
    renames: Renames,
    /// When it is GO, and who must sign.
    gate: GatePolicy,
    /// Which findings somebody decided to live with.
    waivers: Waivers,
}

impl Policies {
    /// Whether a file of the rules that come with rolecall counts: no policies folder replaced its part.
    pub fn in_force(&self, file: &str) -> bool {
        !self.own.iter().any(|own| file.split('/').next() == Some(own))
    }

    /// The rules that come with rolecall.
    pub fn built_in() -> &'static Self {
        // INVARIANT: a test below reads them, so there are no problems to lose.
        static BUILT_IN: LazyLock<Policies> = LazyLock::new(|| Policies::read_built_in().unwrap_or_default());
        &BUILT_IN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_can_be_read() {
        let read = Policies::read_built_in().unwrap();
        assert!(read.settings.len() > 20);
        assert_eq!(Policies::built_in().accounts, read.accounts);
        assert_eq!(Policies::built_in().settings, read.settings);
    }
}
