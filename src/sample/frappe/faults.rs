//! What is wrong with the sample: in its configuration, and in its running system alone.

/// A fault planted in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The check that finds it.
    pub check: &'static str,
    /// The account, role or document that it is about.
    pub subject: String,
    /// The doctype that it opens, where it opens one.
    pub resource: Option<&'static str>,
    /// The field, where it is about one.
    pub field: Option<&'static str>,
    /// What was done.
    pub what: &'static str,
}

/// What a site's custom apps do against its own rows; nothing by default.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// In the running system.
    pub live: Vec<LiveFault>,
}

/// A fault that only a probe can find. `has_permission`, lists, documents and refused writes agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveFault {
    /// The role of the sample company that it touches, and no other.
    pub role: &'static str,
    /// The check that finds it.
    pub check: &'static str,
    /// On what.
    pub resource: &'static str,
    /// The field, where it is about one.
    pub field: Option<&'static str>,
    /// The operations whose answers are wrong.
    pub operations: &'static [&'static str],
    /// In words.
    pub what: &'static str,
    /// Holders of the first role who do not hold the second.
    who: (&'static str, Option<&'static str>),
    effect: Effect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Allowed without a row that allows it.
    Opens,
    /// Refused although a row allows it.
    Refuses,
    /// The field's permission level does not count when it is read.
    ShowsField,
    /// User Permissions do not count.
    IgnoresLimits,
}

impl Faults {
    /// An honest site.
    pub fn none() -> Self {
        Self::default()
    }

    /// One fault of each kind, in roles whose accounts have no other fault planted.
    pub fn planted() -> Self {
        let live = vec![
            LiveFault {
                role: "purchaser",
                check: "unexpected-deny",
                resource: "Purchase Order",
                field: None,
                operations: &["write"],
                what: "the hook of an approval app refuses every change of a purchase order to purchasers",
                who: ("Purchase User", Some("Purchase Manager")),
                effect: Effect::Refuses,
            },
            LiveFault {
                role: "support-agent",
                check: "unexpected-allow",
                resource: "Payment Entry",
                field: None,
                operations: &["read"],
                what: "a help desk app puts a method of its own in the place of the framework's and opens payments to support",
                who: ("Support Team", None),
                effect: Effect::Opens,
            },
            LiveFault {
                role: "sales-rep",
                check: "unexpected-allow",
                resource: "Item",
                field: Some("valuation_rate"),
                operations: &["read"],
                what: "a margin app hands the valuation rate of items to sales reps, whatever its permission level",
                who: ("Sales User", Some("Sales Manager")),
                effect: Effect::ShowsField,
            },
            LiveFault {
                role: "warehouse",
                check: "prediction-differs",
                resource: "Stock Entry",
                field: None,
                operations: &["read", "write", "delete"],
                what: "a scanner app forgets User Permissions: stock of a company that is not theirs moves too",
                who: ("Stock User", None),
                effect: Effect::IgnoresLimits,
            },
        ];
        Self { live }
    }

    fn touching(&self, doctype: &str, holds: &dyn Fn(&str) -> bool) -> impl Iterator<Item = &LiveFault> {
        self.live.iter().filter(move |fault| {
            let (member, other) = fault.who;
            fault.resource == doctype && holds(member) && !other.is_some_and(holds)
        })
    }

    /// What custom code says about an operation, if it says anything. `holds` knows the account's roles.
    pub(super) fn decides(&self, doctype: &str, operation: &str, holds: &dyn Fn(&str) -> bool) -> Option<bool> {
        let mut decided = self.touching(doctype, holds).filter(|fault| fault.operations.contains(&operation));
        decided.find_map(|fault| match fault.effect {
            Effect::Opens => Some(true),
            Effect::Refuses => Some(false),
            Effect::ShowsField | Effect::IgnoresLimits => None,
        })
    }

    /// Whether custom code shows a field.
    pub(super) fn shows(&self, doctype: &str, field: &str, holds: &dyn Fn(&str) -> bool) -> bool {
        self.touching(doctype, holds).any(|fault| fault.effect == Effect::ShowsField && fault.field == Some(field))
    }

    /// Whether custom code forgets User Permissions.
    pub(super) fn ignores_limits(&self, doctype: &str, holds: &dyn Fn(&str) -> bool) -> bool {
        self.touching(doctype, holds).any(|fault| fault.effect == Effect::IgnoresLimits)
    }
}
