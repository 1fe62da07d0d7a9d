//! What all checks of API keys tell.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::findings::{CheckInfo, Finding, Subject};
use crate::model::UserIx;
use crate::snapshot::Token;

/// Keys of one name and owner. Owners name their keys as they like, also several alike, and nothing else about a key is
/// stable; so those that a check speaks of are one finding.
pub(super) struct Keys<'a> {
    /// At least one.
    pub(super) first: &'a Token,
    /// The others.
    pub(super) more: Vec<&'a Token>,
}

impl<'a> Keys<'a> {
    /// Keys put together by name and owner, in that order.
    pub(super) fn by_name(tokens: impl IntoIterator<Item = &'a Token>) -> impl Iterator<Item = Self> {
        let mut alike: BTreeMap<(&str, UserIx), Self> = BTreeMap::new();
        for token in tokens {
            let keys = alike.entry((&token.name, token.owner));
            keys.and_modify(|keys| keys.more.push(token)).or_insert(Self { first: token, more: Vec::new() });
        }
        alike.into_values()
    }

    /// All of them.
    fn all(&self) -> impl Iterator<Item = &'a Token> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// The keys as the subject of a sentence.
    pub(super) fn words(&self) -> String {
        let alike = self.all().all(|token| token.kind == self.first.kind);
        let noun = if alike { noun(self.first) } else { "token" };
        match self.more.len() {
            0 if self.first.name.starts_with(noun) => format!("`{}`", self.first.name),
            0 => format!("{noun} `{}`", self.first.name),
            more => format!("{} {noun}s `{}`", more + 1, self.first.name),
        }
    }

    /// The same with the owner, where the name does not say it.
    pub(super) fn words_with_owner(&self, owner: &str) -> String {
        let said = self.first.name.ends_with(owner);
        if said { self.words() } else { format!("{} of `{owner}`", self.words()) }
    }

    /// One of them, where it is plain what is spoken of: `key` or `token`.
    pub(super) fn one(&self) -> &'static str {
        if self.all().all(|token| short(token) == "key") { "key" } else { "token" }
    }

    /// A verb that goes with [`Keys::words`].
    pub(super) fn verb<'w>(&self, one: &'w str, several: &'w str) -> &'w str {
        if self.more.is_empty() { one } else { several }
    }

    /// What is told of each of the keys, each thing once.
    pub(super) fn each(&self, tell: impl Fn(&Token) -> String) -> String {
        let told: BTreeSet<String> = self.all().map(tell).collect();
        told.into_iter().collect::<Vec<_>>().join("; ")
    }
}

/// What people call a token of this kind.
pub(super) fn noun(token: &Token) -> &'static str {
    match token.kind.as_str() {
        Token::API_KEY => "API key",
        Token::OAUTH_BEARER => "OAuth bearer token",
        _ => "token",
    }
}

/// The same where it is plain what is spoken of.
pub(super) fn short(token: &Token) -> &'static str {
    if token.kind == Token::API_KEY { "key" } else { "token" }
}

/// A finding about many keys at once, told as one because nobody reads the same sentence so often.
pub(super) fn about_many(cx: &Context<'_>, info: &'static CheckInfo, what: &str, keys: &[Keys<'_>]) -> Finding {
    let mut finding = finding(info, Subject::new("population", what), cx.whole());
    finding.affected = cx.affected(keys.iter().map(|keys| keys.first.owner));
    finding.path = keys.iter().take(3).map(|keys| format!("token:{}", keys.first.name)).collect();
    finding.path.extend((keys.len() > 3).then(|| format!("and {} more", keys.len() - 3)));
    finding
}

/// A finding about keys of one name and owner, which are its subject.
pub(super) fn about(cx: &Context<'_>, info: &'static CheckInfo, token: &Token) -> Finding {
    let owner = &cx.snapshot.user(token.owner).key;
    let mut finding = finding(info, Subject::new("token", &token.name), cx.whole_of(owner));
    finding.affected = cx.affected([token.owner]);
    finding.path = vec![format!("token:{}", token.name), format!("user:{owner}")];
    finding
}
