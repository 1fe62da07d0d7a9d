//! What the gaps of a template are called, and what they hold for one question.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// What a gap stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    /// The resource's name in the snapshot.
    Resource,
    /// What the manifest calls the resource in paths.
    Path,
    /// The operation's name in the snapshot.
    Op,
    /// The database's name in the snapshot.
    Database,
    /// The record's id.
    Id,
    /// Ids of several records.
    Ids,
    /// The field's name.
    Field,
    /// Names of several fields.
    Fields,
    /// The most records to bring.
    Most,
    /// The login as typed at sign-in.
    Login,
    /// The ERP's own id of the account.
    Account,
    /// The account's secret.
    Secret,
    /// The token that a sign-in brought, or that was minted.
    Token,
    /// The token against forged requests that a sign-in brought.
    Csrf,
    /// `login:secret` in base64.
    Basic,
}

impl Variable {
    pub(super) const ALL: [(&'static str, Self); 15] = [
        ("resource", Self::Resource),
        ("path", Self::Path),
        ("op", Self::Op),
        ("database", Self::Database),
        ("id", Self::Id),
        ("ids", Self::Ids),
        ("field", Self::Field),
        ("fields", Self::Fields),
        ("most", Self::Most),
        ("login", Self::Login),
        ("account", Self::Account),
        ("secret", Self::Secret),
        ("token", Self::Token),
        ("csrf", Self::Csrf),
        ("basic", Self::Basic),
    ];

    /// As templates write it.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| *name)
    }

    /// As messages call its value.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Resource | Self::Path => "the name of the resource",
            Self::Op => "the name of the operation",
            Self::Database => "the name of the database",
            Self::Id | Self::Ids => "the id of the record",
            Self::Field | Self::Fields => "the name of the field",
            Self::Most => "the number of records",
            Self::Login => "the login",
            Self::Account => "the id of the account",
            Self::Secret | Self::Basic => "the secret",
            Self::Token => "the token",
            Self::Csrf => "the token against forged requests",
        }
    }

    /// Whether it must never be shown.
    pub(super) fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Token | Self::Csrf | Self::Basic)
    }

    /// Why there is nothing to fill it with.
    pub(super) fn missing(self) -> String {
        match self {
            Self::Path => "the manifest gives the resource no path".to_owned(),
            other => format!("{} is not known here", other.words()),
        }
    }
}

/// The value of a gap.
pub(super) enum Filled {
    One(String),
    Many(Vec<String>),
}

/// Everything that is known for one question.
#[derive(Debug, Clone, Default)]
pub(super) struct Values<'a> {
    pub(super) resource: Option<&'a str>,
    pub(super) path: Option<String>,
    pub(super) op: Option<&'a str>,
    pub(super) database: Option<&'a str>,
    pub(super) id: Option<String>,
    pub(super) ids: Vec<String>,
    pub(super) field: Option<&'a str>,
    pub(super) fields: Vec<String>,
    pub(super) most: Option<usize>,
    pub(super) login: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) secret: Option<&'a SecretString>,
    pub(super) token: Option<&'a SecretString>,
    pub(super) csrf: Option<&'a SecretString>,
}

impl Values<'_> {
    /// The value of a variable, where there is one.
    pub(super) fn get(&self, variable: Variable) -> Option<Filled> {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let shown = |secret: Option<&SecretString>| secret.map(|secret| secret.expose_secret().to_owned());
        let one = match variable {
            Variable::Resource => text(self.resource),
            Variable::Path => self.path.clone(),
            Variable::Op => text(self.op),
            Variable::Database => text(self.database),
            Variable::Id => self.id.clone(),
            Variable::Field => text(self.field),
            Variable::Most => self.most.map(|most| most.to_string()),
            Variable::Login => text(self.login),
            Variable::Account => text(self.account),
            Variable::Secret => shown(self.secret),
            Variable::Token => shown(self.token),
            Variable::Csrf => shown(self.csrf),
            Variable::Basic => {
                let secret = self.secret?.expose_secret();
                Some(STANDARD.encode(format!("{}:{secret}", self.login?)))
            }
            Variable::Ids => return Some(Filled::Many(self.ids.clone())),
            Variable::Fields => return Some(Filled::Many(self.fields.clone())),
        };
        one.map(Filled::One)
    }
}
