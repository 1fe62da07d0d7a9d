//! On which models of Odoo an operation may be sent in a form that is refused after its checks.
//!
//! Odoo 16.0 to 19.0: such a write was seen to leave no trace and to agree with the server's own answer on the business
//! models of all four versions. A model's program may still speak to the outside before it is refused, so models that
//! do such things are never touched.

/// Business models that a probe may send refused writes and creates to, unless configured otherwise.
pub const ATTEMPTS: &[&str] = &[
    "account.account",
    "account.journal",
    "account.move",
    "account.move.line",
    "crm.lead",
    "hr.contract",
    "hr.employee",
    "mrp.bom",
    "mrp.production",
    "product.pricelist",
    "product.pricelist.item",
    "product.product",
    "product.template",
    "project.project",
    "project.task",
    "purchase.order",
    "purchase.order.line",
    "res.partner",
    "res.partner.bank",
    "sale.order",
    "sale.order.line",
    "stock.move",
    "stock.picking",
    "stock.quant",
];

/// Models that it never sends them to, whatever is configured: their programs mail, pay, call, synchronise or run code.
pub const NEVER: &[&str] = &[
    "base.automation",
    "bus.*",
    "calendar.*",
    "fetchmail.*",
    "google.*",
    "iap.*",
    "ir.*",
    "mail.*",
    "microsoft.*",
    "payment.*",
    "phone.*",
    "pos.*",
    "res.users*",
    "sms.*",
    "snailmail.*",
    "social.*",
    "website.*",
    "whatsapp.*",
];
