//! What the signs add up to.

use super::Crowd;
use super::class::Class;
use super::lexicon::Lexicon;
use super::signs::{Evidence, Looked, Sign};
use crate::model::{Confidence, UserIx};
use crate::policy::Points;
use crate::snapshot::{Snapshot, User};

/// What is suspected of an account; one thing each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// It was made for a test or a demonstration.
    Test,
    /// Several people use it.
    Shared,
    /// It belongs to those who set the system up.
    Implementer,
}

/// What is known of an account's identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What it is.
    pub class: Class,
    /// Every sign, whether or not it is enough.
    pub evidence: Vec<Evidence>,
    /// The sum: signs of the name count half where a person is called so.
    pub score: Points,
    /// There are signs, and yet the login is made of a person's name.
    pub is_person: bool,
    /// What is suspected and how surely; nothing where the sum is too small.
    pub suspected: Option<(About, Confidence)>,
}

/// An account of which something is suspected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The account.
    pub user: UserIx,
    /// What is suspected.
    pub about: About,
    /// How surely, by the signs alone.
    pub confidence: Confidence,
    /// Why.
    pub identity: Identity,
}

/// What is known of one account's identity.
pub fn identify(at: UserIx, user: &User, lexicon: &Lexicon<'_>, crowd: &Crowd) -> Identity {
    let looked = Looked::at(at, user, lexicon, crowd);
    let evidence = looked.signs(lexicon, crowd);
    let is_person = !evidence.is_empty() && looked.is_person(lexicon, crowd);
    let counts = |evidence: &Evidence| {
        // A person may be called so: what is seen in the name alone counts half.
        if is_person && evidence.sign.is_of_name() { evidence.points.halved() } else { evidence.points }
    };
    let score: Points = evidence.iter().map(counts).sum();
    let suspected = about(&evidence).and_then(|about| {
        let vendors = evidence.iter().any(|evidence| evidence.sign == Sign::VendorDemo);
        let listed = evidence.iter().any(|evidence| evidence.sign == Sign::Implementer);
        let numbered = looked.shown.digits > 0 && crowd.numbers_people();
        let named = numbered || (is_person && !vendors);
        let confidence = match about {
            About::Implementer if listed => Confidence::Medium,
            About::Test | About::Shared if score >= lexicon.policy.medium && !named => Confidence::Medium,
            // Of implementers, too: that the company has one domain is a guess.
            _ if score >= lexicon.policy.review => Confidence::Low,
            _ => return None,
        };
        Some((about, confidence))
    });
    Identity { class: looked.class, evidence, score, is_person, suspected }
}

/// What the signs speak of; one account is told once.
fn about(evidence: &[Evidence]) -> Option<About> {
    let any = |speaks: fn(Sign) -> bool| evidence.iter().any(|evidence| speaks(evidence.sign));
    // An address that nobody can have is a test's only where the name does not say whose it is.
    if any(|sign| sign.is_of_test() && sign != Sign::ReservedDomain) {
        Some(About::Test)
    } else if any(Sign::is_of_several) {
        Some(About::Shared)
    } else if any(Sign::is_of_test) {
        Some(About::Test)
    } else if any(|sign| matches!(sign, Sign::Implementer | Sign::Elsewhere)) {
        Some(About::Implementer)
    } else {
        None
    }
}

/// Every account of which something is suspected, in the order of the snapshot.
pub fn suspects(snapshot: &Snapshot, lexicon: &Lexicon<'_>) -> Vec<Suspect> {
    let crowd = Crowd::of(snapshot, lexicon);
    let each = snapshot.users.iter().zip(0..).filter_map(|(user, at)| {
        let user_at = UserIx(at);
        let identity = identify(user_at, user, lexicon, &crowd);
        let (about, confidence) = identity.suspected?;
        Some(Suspect { user: user_at, about, confidence, identity })
    });
    each.collect()
}
