//! An API of the running system that takes bearer tokens: what it is shown, and the key that signs that.

use anyhow::Context;
use jiff::Timestamp;

use super::live::Live;
use crate::config::{Bearer, FILE};
use crate::net::Client;
use crate::probe::bearer::{self, Attempt, Minter};
use crate::probe::{Probed, Watch};
use crate::secret;

/// What an API is shown tokens with.
#[derive(Debug)]
pub(super) struct Tokens {
    path: String,
    minter: Minter,
}

impl Tokens {
    /// Reads the key of the system's API, if it has one; whatever is wrong is told before anything is sent.
    pub(super) fn read(system: &Live) -> anyhow::Result<Option<Self>> {
        of(system, |bearer| Ok(Self { path: bearer.path.clone(), minter: minter(bearer)? }))
    }

    /// Shows the API each token.
    pub(super) async fn show(&self, probed: &mut Probed, client: &Client, watch: Watch<'_>) {
        bearer::probe(probed, (&self.path, &self.minter), client, &Timestamp::now, watch).await;
    }
}

/// What would be sent, without the key: each token, and the request in words.
pub(super) fn plan(system: &Live) -> anyhow::Result<Vec<(Attempt, String)>> {
    let planned = of(system, |bearer| {
        let attempts = bearer::planned(&bearer.algorithm, bearer.audience.is_some(), bearer.public_key.is_some())?;
        Ok(attempts.into_iter().map(|attempt| (attempt, attempt.request(&bearer.path))).collect())
    })?;
    Ok(planned.unwrap_or_default())
}

/// What is made of the system's API, if it has one and its path is good.
fn of<T>(system: &Live, make: impl FnOnce(&Bearer) -> anyhow::Result<T>) -> anyhow::Result<Option<T>> {
    let Some(bearer) = &system.bearer else { return Ok(None) };
    let path = system.client.base().join(&bearer.path);
    let below = || format!("`path` is `{}`, and not below the system's address as `/api/v1/me` is", bearer.path);
    let made = path.with_context(below).and_then(|_| make(bearer));
    made.map(Some).with_context(|| format!("`bearer` of the system in `{FILE}`"))
}

fn minter(bearer: &Bearer) -> anyhow::Result<Minter> {
    let key = secret::resolve(&bearer.key).context("`key`")?;
    let mut minter = Minter::new(&bearer.algorithm, &key, &bearer.subject)?.claims(bearer.claims.clone())?;
    if let Some(audience) = &bearer.audience {
        minter = minter.audience(audience);
    }
    if let Some(file) = &bearer.public_key {
        let pem = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        minter = minter.public_key(&pem).with_context(|| format!("`{}`", file.display()))?;
    }
    Ok(minter)
}
