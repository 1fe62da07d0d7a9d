//! What both checks of JSON Web Tokens tell.

use std::collections::BTreeMap;

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::findings::{CheckInfo, Finding, ResourceRef, Subject};
use crate::snapshot::JwtSeen;

/// Tokens that say the same of themselves but for their times: one that was renewed lies beside its predecessors.
#[derive(Debug)]
pub(super) struct Jwts<'a> {
    /// At least one.
    pub(super) first: &'a JwtSeen,
    /// The others.
    pub(super) more: Vec<&'a JwtSeen>,
}

impl<'a> Jwts<'a> {
    /// Tokens put together by file and by what they say, in that order.
    pub(super) fn alike(seen: impl IntoIterator<Item = &'a JwtSeen>) -> impl Iterator<Item = Self> {
        let mut alike: BTreeMap<_, Self> = BTreeMap::new();
        for jwt in seen {
            let says = (&jwt.algorithm, &jwt.issuer, &jwt.subject, &jwt.audience, &jwt.scopes);
            let entry = alike.entry((file(jwt), says));
            entry.and_modify(|jwts| jwts.more.push(jwt)).or_insert(Self { first: jwt, more: Vec::new() });
        }
        alike.into_values()
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a JwtSeen> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// The tokens as the subject of a sentence.
    pub(super) fn words(&self) -> String {
        let file = file(self.first);
        let whose = self.first.subject.as_ref().map_or(String::new(), |subject| format!(" of `{subject}`"));
        match self.more.len() {
            0 => format!("the JWT{whose} at `{}`", self.first.at),
            more => format!("{} JWTs{whose} in `{file}`", more + 1),
        }
    }

    /// A finding about them. Lines move, so the subject is the file with what the tokens say of themselves.
    pub(super) fn about(&self, cx: &Context<'_>, info: &'static CheckInfo) -> Finding {
        let JwtSeen { algorithm, issuer, subject, audience, scopes, .. } = self.first;
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let says = [part(subject), part(issuer), audience.join(" "), scopes.join(" "), algorithm.clone()];
        let id = format!("{} {}", file(self.first), says.join("|"));
        let resource = ResourceRef { owner: subject.clone(), ..cx.whole() };
        let mut finding = finding(info, Subject::new("jwt", &id), resource);
        finding.path = self.all().take(3).map(|jwt| format!("jwt:{}", jwt.at)).collect();
        finding.path.extend((self.more.len() > 2).then(|| format!("and {} more", self.more.len() - 2)));
        finding
    }
}

/// The file in which a token was found: [`JwtSeen::at`] without line or key.
fn file(jwt: &JwtSeen) -> &str {
    jwt.at.rsplit_once(':').map_or(&*jwt.at, |(file, _)| file)
}
