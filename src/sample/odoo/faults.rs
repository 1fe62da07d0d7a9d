//! Faults that no row shows: what the custom code of the sample does against its own rows.

/// What a server's custom code does against its own rows; none by default.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// In its own API.
    pub live: Vec<LiveFault>,
    /// In its bearer-JWT API.
    pub bearer: Option<BearerFault>,
}

/// What a bearer-JWT API lets through that it must refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BearerFault {
    /// Tokens past their end.
    AcceptsExpired,
    /// Tokens that name no algorithm and carry no signature.
    AcceptsAlgNone,
}

/// A fault that only a probe can find. `has_access`, `check_access_rights`, the refused write and the plain read agree.
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
    /// Members of the first group who are not in the second.
    who: (&'static str, Option<&'static str>),
    effect: Effect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Allowed without a row that allows it.
    Opens,
    /// Refused although a row allows it.
    Refuses,
    /// The field's groups do not count when it is read.
    ShowsField,
    /// A record rule, by its technical name, does not count.
    IgnoresRule(&'static str),
}

impl Faults {
    /// An honest server.
    pub fn none() -> Self {
        Self::default()
    }

    /// One fault of each kind in the sample company. They show in roles whose accounts have no other fault planted.
    pub fn planted() -> Self {
        let live = vec![
            LiveFault {
                role: "web-editor",
                check: "unexpected-allow",
                resource: "hr.contract",
                field: None,
                operations: &["read", "write"],
                what: "the team page of the website opens contracts to web editors, whatever their groups allow",
                who: ("website.group_website_restricted_editor", None),
                effect: Effect::Opens,
            },
            LiveFault {
                role: "sales-rep",
                check: "unexpected-allow",
                resource: "product.template",
                field: Some("standard_price"),
                operations: &["read"],
                what: "a margin widget shows the cost of products to sales reps, whom the field's groups keep from it",
                who: ("sales_team.group_sale_salesman", Some("sales_team.group_sale_manager")),
                effect: Effect::ShowsField,
            },
            LiveFault {
                role: "purchaser",
                check: "unexpected-deny",
                resource: "purchase.order",
                field: None,
                operations: &["write"],
                what: "an approval module refuses every change of a purchase order to purchasers",
                who: ("purchase.group_purchase_user", None),
                effect: Effect::Refuses,
            },
            LiveFault {
                role: "sales-manager",
                check: "prediction-differs",
                resource: "sale.order",
                field: None,
                operations: &["read", "write", "unlink"],
                what: "a dashboard lets sales managers reach the orders of a company that is not theirs",
                who: ("sales_team.group_sale_manager", None),
                effect: Effect::IgnoresRule("sale.order_company_rule"),
            },
        ];
        Self { live, bearer: None }
    }

    fn touching(&self, resource: &str, holds: &dyn Fn(&str) -> bool) -> impl Iterator<Item = &LiveFault> {
        self.live.iter().filter(move |fault| {
            let (member, other) = fault.who;
            fault.resource == resource && holds(member) && !other.is_some_and(holds)
        })
    }

    /// What custom code says about an operation, if it says anything. `holds` knows the account's groups.
    pub(super) fn decides(&self, resource: &str, operation: &str, holds: &dyn Fn(&str) -> bool) -> Option<bool> {
        self.touching(resource, holds).filter(|fault| fault.operations.contains(&operation)).find_map(|fault| {
            match fault.effect {
                Effect::Opens => Some(true),
                Effect::Refuses => Some(false),
                Effect::ShowsField | Effect::IgnoresRule(_) => None,
            }
        })
    }

    /// Whether custom code shows a field.
    pub(super) fn shows(&self, resource: &str, field: &str, holds: &dyn Fn(&str) -> bool) -> bool {
        self.touching(resource, holds).any(|fault| fault.effect == Effect::ShowsField && fault.field == Some(field))
    }

    /// Whether custom code ignores a record rule for an operation.
    pub(super) fn ignores(&self, resource: &str, operation: &str, rule: &str, holds: &dyn Fn(&str) -> bool) -> bool {
        self.touching(resource, holds)
            .filter(|fault| fault.operations.contains(&operation))
            .any(|fault| matches!(fault.effect, Effect::IgnoresRule(ignored) if ignored == rule))
    }
}
