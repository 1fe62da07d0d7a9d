//! Which models there are and which fields they have.

use std::collections::BTreeMap;

use super::Flavour;

/// A model.
#[derive(Debug)]
pub(super) struct Shape {
    /// Its label.
    pub(super) label: String,
    /// Its fields.
    pub(super) fields: BTreeMap<String, Field>,
}

/// A field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Odoo's name of its type.
    pub(super) kind: &'static str,
    /// The model it links to.
    pub(super) relation: Option<&'static str>,
    /// The groups that may see it, as the field declares them: `a.b,c.d`; `.` is nobody.
    pub(super) groups: Option<&'static str>,
    /// Made from other fields when it is read.
    pub(super) computed: bool,
}

/// Fields of every model.
const COMMON: &str = "id:integer =display_name:char create_date:datetime create_uid:many2one/res.users \
                      write_date:datetime write_uid:many2one/res.users";

/// Model, label, fields: `name:type`, `/model` behind it for a link, `@groups` for who may see it, `|16-18`, `|18+`, `|19`
/// for the versions that have it, `=` before it for a computed one.
const SHAPES: &[(&str, &str, &str)] = &[
    (
        "res.users",
        "User",
        "login:char active:boolean share:boolean company_id:many2one/res.company company_ids:many2many/res.company \
         partner_id:many2one/res.partner =commercial_partner_id:many2one/res.partner groups_id:many2many/res.groups|16-18 group_ids:many2many/res.groups|19 \
         =all_group_ids:many2many/res.groups|19 =name:char =email:char =lang:selection =tz:selection signature:html \
         notification_type:selection action_id:many2one/ir.actions.act_window =totp_enabled:boolean totp_secret:char@. \
         oauth_provider_id:many2one/auth.oauth.provider oauth_uid:char =login_date:datetime =password:char",
    ),
    (
        "res.groups",
        "Access Groups",
        "name:char category_id:many2one/ir.module.category|16-18 privilege_id:many2one/res.groups.privilege|19 \
         share:boolean comment:text implied_ids:many2many/res.groups =full_name:char \
         =users:many2many/res.users|16-18 =user_ids:many2many/res.users|19 =all_user_ids:many2many/res.users|19 \
         =trans_implied_ids:many2many/res.groups|16-18 =all_implied_ids:many2many/res.groups|19",
    ),
    ("res.groups.privilege", "Privileges", "name:char category_id:many2one/ir.module.category sequence:integer"),
    ("ir.module.category", "Application", "name:char parent_id:many2one/ir.module.category sequence:integer"),
    ("ir.model", "Models", "name:char model:char state:selection transient:boolean modules:char"),
    (
        "ir.model.access",
        "Model Access",
        "name:char active:boolean model_id:many2one/ir.model group_id:many2one/res.groups perm_read:boolean \
         perm_write:boolean perm_create:boolean perm_unlink:boolean",
    ),
    (
        "ir.rule",
        "Record Rule",
        "name:char active:boolean model_id:many2one/ir.model groups:many2many/res.groups domain_force:text \
         =global:boolean perm_read:boolean perm_write:boolean perm_create:boolean perm_unlink:boolean",
    ),
    (
        "ir.model.data",
        "Model Data",
        "name:char module:char model:char res_id:many2one_reference noupdate:boolean =complete_name:char",
    ),
    (
        "ir.model.fields",
        "Fields",
        "name:char model:char model_id:many2one/ir.model field_description:char ttype:selection relation:char \
         state:selection store:boolean readonly:boolean groups:many2many/res.groups modules:char related:char \
         required:boolean copied:boolean translate:boolean company_dependent:boolean|18+",
    ),
    ("ir.module.module", "Module", "name:char shortdesc:char state:selection latest_version:char"),
    (
        "res.company",
        "Companies",
        "name:char active:boolean parent_id:many2one/res.company partner_id:many2one/res.partner",
    ),
    (
        "res.partner",
        "Contact",
        "name:char active:boolean email:char lang:selection tz:selection parent_id:many2one/res.partner \
         =commercial_partner_id:many2one/res.partner user_id:many2one/res.users =user_ids:one2many/res.users \
         company_id:many2one/res.company credit_limit:float@account.group_account_user \
         signup_token:char@base.group_erp_manager",
    ),
    (
        "res.users.apikeys",
        "Users API Keys",
        "name:char user_id:many2one/res.users scope:char expiration_date:datetime|18+",
    ),
    ("res.users.log", "Users Log", ""),
    ("ir.config_parameter", "System Parameter", "key:char value:text"),
    (
        "auth.oauth.provider",
        "OAuth2 provider",
        "name:char enabled:boolean client_id:char validation_endpoint:char auth_endpoint:char",
    ),
    (
        "ir.ui.menu",
        "Menu",
        "name:char active:boolean parent_id:many2one/ir.ui.menu groups_id:many2many/res.groups|16-18 group_ids:many2many/res.groups|19 action:reference",
    ),
    (
        "ir.actions.act_window",
        "Action Window",
        "name:char res_model:char groups_id:many2many/res.groups|16-18 group_ids:many2many/res.groups|19",
    ),
    (
        "ir.actions.report",
        "Report Action",
        "name:char model:char report_name:char groups_id:many2many/res.groups|16-18 group_ids:many2many/res.groups|19",
    ),
    (
        "ir.actions.server",
        "Server Action",
        "name:char model_id:many2one/ir.model model_name:char state:selection code:text groups_id:many2many/res.groups|16-18 group_ids:many2many/res.groups|19",
    ),
    (
        "sale.order",
        "Sales Order",
        "name:char partner_id:many2one/res.partner user_id:many2one/res.users company_id:many2one/res.company \
         amount_total:monetary state:selection",
    ),
    (
        "sale.order.line",
        "Sales Order Line",
        "name:text order_id:many2one/sale.order product_id:many2one/product.template product_uom_qty:float \
         company_id:many2one/res.company",
    ),
    (
        "crm.lead",
        "Lead",
        "name:char active:boolean partner_id:many2one/res.partner user_id:many2one/res.users \
         company_id:many2one/res.company expected_revenue:monetary",
    ),
    (
        "product.template",
        "Product",
        "name:char active:boolean list_price:float company_id:many2one/res.company \
         standard_price:float@purchase.group_purchase_user,account.group_account_user,base.group_system",
    ),
    (
        "product.pricelist.item",
        "Pricelist Rule",
        "name:char product_tmpl_id:many2one/product.template fixed_price:float",
    ),
    (
        "purchase.order",
        "Purchase Order",
        "name:char partner_id:many2one/res.partner user_id:many2one/res.users company_id:many2one/res.company \
         amount_total:monetary",
    ),
    (
        "purchase.order.line",
        "Purchase Order Line",
        "name:text order_id:many2one/purchase.order product_qty:float price_unit:float",
    ),
    (
        "stock.picking",
        "Transfer",
        "name:char partner_id:many2one/res.partner company_id:many2one/res.company state:selection",
    ),
    (
        "stock.move",
        "Stock Move",
        "name:char picking_id:many2one/stock.picking product_id:many2one/product.template company_id:many2one/res.company",
    ),
    ("stock.quant", "Quants", "product_id:many2one/product.template quantity:float company_id:many2one/res.company"),
    (
        "account.move",
        "Journal Entry",
        "name:char partner_id:many2one/res.partner journal_id:many2one/account.journal company_id:many2one/res.company \
         amount_total:monetary state:selection",
    ),
    (
        "account.payment",
        "Payments",
        "name:char partner_id:many2one/res.partner journal_id:many2one/account.journal company_id:many2one/res.company amount:monetary",
    ),
    ("account.journal", "Journal", "name:char active:boolean code:char company_id:many2one/res.company"),
    ("account.account", "Account", "name:char code:char"),
    (
        "res.partner.bank",
        "Bank Accounts",
        "acc_number:char partner_id:many2one/res.partner company_id:many2one/res.company",
    ),
    (
        "hr.employee",
        "Employee",
        "name:char active:boolean job_title:char work_email:char user_id:many2one/res.users company_id:many2one/res.company \
         private_email:char@hr.group_hr_user ssnid:char@hr.group_hr_user",
    ),
    (
        "hr.contract",
        "Contract",
        "name:char active:boolean employee_id:many2one/hr.employee company_id:many2one/res.company wage:monetary",
    ),
    ("website.page", "Page", "name:char url:char website_published:boolean"),
    ("mail.message", "Message", "subject:char body:html model:char res_id:many2one_reference"),
];

/// The models that every database has, before those of the company.
pub(super) fn standard(flavour: Flavour) -> impl Iterator<Item = &'static str> {
    const APPS: [&str; 10] = [
        "sale.",
        "crm.",
        "product.",
        "purchase.",
        "stock.",
        "account.",
        "hr.",
        "website.",
        "mail.",
        "res.partner.bank",
    ];
    let there = move |model: &&str| *model != "res.groups.privilege" || flavour == Flavour::V19;
    let apart = |model: &&str| !APPS.iter().any(|app| model.starts_with(app));
    SHAPES.iter().map(|(model, _, _)| *model).filter(there).filter(apart)
}

/// The shape of a model; one that is not listed has a name.
pub(super) fn shape(model: &str, flavour: Flavour) -> Shape {
    let listed = SHAPES.iter().find(|(name, _, _)| *name == model);
    let (label, own) = listed.map_or((model, "name:char"), |(_, label, own)| (*label, *own));
    let words = COMMON.split_whitespace().chain(own.split_whitespace());
    Shape { label: label.to_owned(), fields: words.filter_map(|word| field(word, flavour)).collect() }
}

/// Reads one field; nothing where the version has no such field.
fn field(word: &'static str, flavour: Flavour) -> Option<(String, Field)> {
    let (word, versions) = word.split_once('|').unwrap_or((word, ""));
    let there = match versions {
        "16-18" => flavour < Flavour::V19,
        "18+" => flavour >= Flavour::V18,
        "19" => flavour == Flavour::V19,
        _ => true,
    };
    let (word, groups) = word.split_once('@').map_or((word, None), |(word, groups)| (word, Some(groups)));
    let (word, relation) = word.split_once('/').map_or((word, None), |(word, relation)| (word, Some(relation)));
    let (name, kind) = word.split_once(':')?;
    let field = Field { kind, relation, groups, computed: name.starts_with('=') };
    there.then(|| (name.trim_start_matches('=').to_owned(), field))
}

impl Field {
    /// Whether it holds several links.
    pub(super) fn is_many(&self) -> bool {
        matches!(self.kind, "many2many" | "one2many")
    }
}
