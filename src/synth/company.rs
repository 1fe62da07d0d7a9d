//! The sample company of `rolecall demo`: seventy people, eleven roles, and faults planted on purpose.

use std::fmt::Write as _;

use fake::Fake;
use fake::faker::name::en::{FirstName, LastName};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Builder;
use crate::snapshot::{Presence, Snapshot, UserKind};

/// A sample company: what its ERP says, what was designed, and what is wrong.
#[derive(Debug, Clone)]
pub struct Company {
    /// What its ERP says.
    pub snapshot: Snapshot,
    /// Its role map, in YAML.
    pub role_map: &'static str,
    /// Who holds which role, in CSV.
    pub staff: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// A fault planted on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The check that finds it.
    pub check: &'static str,
    /// The subject of the finding.
    pub subject: String,
    /// What was done.
    pub what: &'static str,
    /// A fault only where memberships count as stored; where they follow from implications it mends itself.
    pub of_stored_memberships: bool,
}

/// Roles of the sample company and how many people hold each.
const STAFF: [(&str, usize, &[&str]); 11] = [
    ("employee", 12, &["base.group_user"]),
    ("sales-rep", 14, &["base.group_user", "sales_team.group_sale_salesman"]),
    ("sales-manager", 2, &["base.group_user", "sales_team.group_sale_manager", "base.group_partner_manager"]),
    ("purchaser", 4, &["base.group_user", "purchase.group_purchase_user"]),
    ("warehouse", 11, &["base.group_user", "stock.group_stock_user"]),
    ("shift-lead", 2, &["base.group_user", "Acme Roles / Shift Lead"]),
    ("accountant", 4, &["base.group_user", "account.group_account_user"]),
    ("hr-officer", 2, &["base.group_user", "hr.group_hr_user"]),
    ("web-editor", 2, &["base.group_user", "website.group_website_restricted_editor"]),
    ("it-admin", 1, &["base.group_user", "base.group_system"]),
    ("customer", 16, &["base.group_portal"]),
];

/// The sample company of a seed; the same seed gives the same company, byte for byte.
pub fn company(seed: u64, taken_at: &str) -> Company {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut system = Builder::new("acme");
    system.taken_at(taken_at);
    vendor_defaults(&mut system);
    system.implies("Acme Roles / Shift Lead", "stock.group_stock_user");

    let mut staff = String::from("login,role,person\n");
    let mut people: Vec<(&str, String)> = Vec::new();
    for (role, size, groups) in STAFF {
        for _ in 0..size {
            let (first, last): (String, String) =
                (FirstName().fake_with_rng(&mut rng), LastName().fake_with_rng(&mut rng));
            let domain = if role == "customer" { "client.example" } else { "acme.example" };
            let number = people.len();
            let login =
                format!("{}.{}{number:02}@{domain}", first.to_lowercase(), last.to_lowercase().replace('\'', ""));
            system.user(&login, &format!("{first} {last}"), groups);
            let _ = writeln!(staff, "{login},{role},{first} {last}");
            people.push((role, login));
        }
    }
    for (role, _, groups) in STAFF {
        let login = format!("probe.{role}@acme.example");
        system.user(&login, &format!("Probe {role}"), groups);
        let _ = writeln!(staff, "{login},{role},");
    }
    system.user("admin", "Administrator", &["base.group_user", "base.group_system"]);
    system.user("public", "Public user", &["base.group_public"]).change("public", |user| user.active = false);
    system.user("__system__", "OdooBot", &["base.group_user"]).change("__system__", |user| {
        user.active = false;
        user.superuser = true;
        user.kind = UserKind::System;
        user.password = Presence::Absent;
    });
    let first = |wanted: &str| {
        let found = people.iter().find(|(role, _)| *role == wanted);
        found.map(|(_, login)| login.clone()).unwrap_or_default()
    };
    let faults = plant(&mut system, &first);
    Company { snapshot: system.build(), role_map: include_str!("company.yaml"), staff, faults }
}

/// Groups, rows and rules as modules would ship them; a small, readable part of a real trading company's.
fn vendor_defaults(system: &mut Builder) {
    system
        .makes("base.group_user", UserKind::Internal)
        .makes("base.group_portal", UserKind::External)
        .makes("base.group_public", UserKind::Anonymous)
        .administers("base.group_system")
        .administers("base.group_erp_manager")
        .implies("base.group_system", "base.group_erp_manager")
        .implies("sales_team.group_sale_salesman", "base.group_user")
        .implies("sales_team.group_sale_manager", "sales_team.group_sale_salesman")
        .implies("purchase.group_purchase_user", "base.group_user")
        .implies("stock.group_stock_user", "base.group_user")
        .implies("account.group_account_user", "base.group_user")
        .implies("account.group_account_manager", "account.group_account_user")
        .implies("hr.group_hr_user", "base.group_user")
        .implies("website.group_website_restricted_editor", "base.group_user");
    let rows = [
        ("base.group_user", "res.partner", "r"),
        ("base.group_user", "res.users", "r"),
        ("base.group_user", "product.template", "r"),
        ("base.group_user", "product.pricelist.item", "r"),
        ("base.group_user", "mail.message", "rwc"),
        ("base.group_portal", "sale.order", "r"),
        ("base.group_portal", "account.move", "r"),
        ("base.group_public", "product.template", "r"),
        ("base.group_partner_manager", "res.partner", "rwcd"),
        ("base.group_partner_manager", "res.partner.bank", "rwcd"),
        ("base.group_erp_manager", "res.users", "rwcd"),
        ("base.group_erp_manager", "res.groups", "rwcd"),
        ("base.group_erp_manager", "ir.model.access", "rwcd"),
        ("base.group_erp_manager", "ir.rule", "rwcd"),
        ("base.group_system", "ir.config_parameter", "rwcd"),
        ("base.group_system", "ir.actions.server", "rwcd"),
        ("sales_team.group_sale_salesman", "sale.order", "rwc"),
        ("sales_team.group_sale_salesman", "sale.order.line", "rwcd"),
        ("sales_team.group_sale_salesman", "crm.lead", "rwc"),
        ("sales_team.group_sale_manager", "sale.order", "rwcd"),
        ("sales_team.group_sale_manager", "product.pricelist.item", "rwcd"),
        ("purchase.group_purchase_user", "purchase.order", "rwcd"),
        ("purchase.group_purchase_user", "purchase.order.line", "rwcd"),
        ("stock.group_stock_user", "stock.picking", "rwcd"),
        ("stock.group_stock_user", "stock.move", "rwcd"),
        ("stock.group_stock_user", "stock.quant", "rwc"),
        ("account.group_account_user", "account.move", "rwcd"),
        ("account.group_account_user", "account.payment", "rwcd"),
        ("account.group_account_user", "account.journal", "r"),
        ("account.group_account_manager", "account.journal", "rwcd"),
        ("account.group_account_manager", "account.account", "rwcd"),
        ("hr.group_hr_user", "hr.employee", "rwcd"),
        ("hr.group_hr_user", "hr.contract", "rwcd"),
        ("website.group_website_restricted_editor", "website.page", "r"),
    ];
    for (group, resource, letters) in rows {
        system.grant(group, resource, letters);
    }
    system
        .rule("sale.order_company_rule", "sale.order", &[], "[('company_id', 'in', company_ids)]")
        .rule(
            "sale.order_personal_rule",
            "sale.order",
            &["sales_team.group_sale_salesman"],
            "['|', ('user_id', '=', user.id), ('user_id', '=', False)]",
        )
        .rule("sale.order_manager_rule", "sale.order", &["sales_team.group_sale_manager"], "[(1, '=', 1)]")
        .rule(
            "sale.order_portal_rule",
            "sale.order",
            &["base.group_portal"],
            "[('partner_id', 'child_of', [user.commercial_partner_id.id])]",
        );
}

/// Plants the faults and says where. The README lists them too.
fn plant(system: &mut Builder, first: &dyn Fn(&str) -> String) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |check, subject: &str, what| {
        let of_stored_memberships = check == "membership-missing";
        faults.push(Fault { check, subject: subject.to_owned(), what, of_stored_memberships });
    };

    let login = first("sales-rep");
    system.join(&login, "account.group_account_manager");
    fault("membership-beyond-role", &login, "a sales rep is also accounting administrator");

    system.user("sales@acme.example", "Sales", &["base.group_user", "sales_team.group_sale_manager"]);
    fault("user-without-role", "sales@acme.example", "a shared login is sales manager and belongs to no role");

    let everyone = "price hotfix";
    system.hand_made(everyone, None, "product.pricelist.item", "rw");
    fault("grant-to-everyone", everyone, "everyone, visitors of the shop included, may change price lists");

    system.implies("Acme Roles / Shift Lead", "base.group_erp_manager");
    for lead in system.holders("Acme Roles / Shift Lead") {
        system.join(&lead, "base.group_erp_manager");
    }
    fault("group-implies-more", "Acme Roles / Shift Lead", "a warehouse group implies the right to hand out rights");

    let login = first("customer");
    system.join(&login, "base.group_partner_manager");
    fault("external-user-with-internal-right", &login, "a customer may edit and delete every contact");

    let login = first("sales-manager");
    system.leave(&login, "sales_team.group_sale_salesman");
    fault("membership-missing", &login, "a sales manager lost an implied group and with it the leads");

    system.hand_made("stocktaking helper", Some("stock.group_stock_user"), "hr.employee", "r");
    fault(
        "excess-access",
        "stock.group_stock_user",
        "warehouse workers read employee records through a row made by hand",
    );

    fault("missing-access", "purchaser", "purchasers cannot receive the goods that they ordered");

    system.switch_off_rule("sale.order_personal_rule");
    fault(
        "stock-rule-inactive",
        "sale.order_personal_rule",
        "a shipped record rule is switched off: sales reps see every order",
    );

    faults
}
