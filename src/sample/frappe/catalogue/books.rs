//! Accounts and what is booked on them.

use super::{Doctype, Kind, PLAIN, check, data, date, int, link, money, select, table, text, to};

pub(super) const DOCTYPES: &[Doctype] = &[
    Doctype {
        name: "Account",
        module: "Accounts",
        import: true,
        search: "account_number",
        fields: &[
            data("account_name").must(),
            data("account_number"),
            link("company", "Company").must(),
            select("root_type", "Asset\nLiability\nIncome\nExpense\nEquity"),
        ],
        perms: &[
            to("Accounts User", "rwcdpevoih"),
            to("Accounts Manager", "rwcdpevoih"),
            to("Auditor", "rpev"),
            to("Sales User", "rpev"),
            to("Purchase User", "rpev"),
        ],
        ..PLAIN
    },
    Doctype {
        name: "Sales Invoice",
        module: "Accounts",
        kind: Kind::Submittable,
        import: true,
        search: "posting_date,due_date,customer,outstanding_amount",
        fields: &[
            link("customer", "Customer").must(),
            link("company", "Company").must(),
            date("posting_date"),
            date("due_date"),
            select("status", "Draft\nUnpaid\nPaid\nCancelled"),
            money("grand_total"),
            money("outstanding_amount"),
            data("remarks"),
            check("ignore_pricing_rule").at(1),
            table("items", "Sales Invoice Item"),
            link("amended_from", "Sales Invoice").free(),
        ],
        perms: &[
            to("Accounts Manager", "rwcdsxapevh"),
            to("Accounts User", "rwcsapevh"),
            to("Accounts Manager", "rw").at(1),
            to("All", "r").at(1),
        ],
    },
    Doctype {
        name: "Sales Invoice Item",
        module: "Accounts",
        kind: Kind::Child,
        fields: &[link("item_code", "Item"), int("qty"), money("rate")],
        ..PLAIN
    },
    Doctype {
        name: "Purchase Invoice",
        module: "Accounts",
        kind: Kind::Submittable,
        import: true,
        search: "posting_date,supplier,bill_no,outstanding_amount",
        fields: &[
            link("supplier", "Supplier").must(),
            link("company", "Company").must(),
            date("posting_date"),
            data("bill_no"),
            money("grand_total"),
            money("outstanding_amount"),
            link("amended_from", "Purchase Invoice").free(),
        ],
        perms: &[
            to("Purchase User", "rpev"),
            to("Accounts User", "rwcsxapevh"),
            to("Accounts Manager", "rwcdsxapevh"),
            to("Auditor", "rpev"),
            to("Accounts Manager", "rw").at(1),
        ],
    },
    Doctype {
        name: "Payment Entry",
        module: "Accounts",
        kind: Kind::Submittable,
        import: true,
        fields: &[
            link("company", "Company").must(),
            select("payment_type", "Receive\nPay\nInternal Transfer"),
            date("posting_date"),
            money("paid_amount"),
            link("amended_from", "Payment Entry").free(),
        ],
        perms: &[to("Accounts User", "rwcdsxapevoih"), to("Accounts Manager", "rwcdsxapevoih")],
        ..PLAIN
    },
    Doctype {
        name: "Journal Entry",
        module: "Accounts",
        kind: Kind::Submittable,
        import: true,
        search: "voucher_type,posting_date,cheque_no",
        fields: &[
            select("voucher_type", "Journal Entry\nOpening Entry"),
            link("company", "Company").must(),
            date("posting_date"),
            data("cheque_no"),
            money("total_debit"),
            text("user_remark"),
            table("accounts", "Journal Entry Account"),
            link("amended_from", "Journal Entry").free(),
        ],
        perms: &[to("Accounts User", "rwcdsxapevh"), to("Accounts Manager", "rwcdsxapevoih"), to("Auditor", "rpev")],
    },
    Doctype {
        name: "Journal Entry Account",
        module: "Accounts",
        kind: Kind::Child,
        fields: &[link("account", "Account"), money("debit"), money("credit")],
        ..PLAIN
    },
    Doctype {
        name: "GL Entry",
        module: "Accounts",
        search: "voucher_no,account,posting_date",
        fields: &[
            link("account", "Account"),
            link("company", "Company"),
            date("posting_date"),
            data("voucher_no"),
            money("debit"),
            money("credit"),
        ],
        perms: &[to("Accounts User", "rpevo"), to("Accounts Manager", "rpevo"), to("Auditor", "rvo")],
        ..PLAIN
    },
    Doctype {
        name: "Accounts Settings",
        module: "Accounts",
        kind: Kind::Single,
        fields: &[check("unlink_payment_on_cancellation_of_invoice"), int("over_billing_allowance")],
        perms: &[to("Accounts Manager", "rwcpeh"), to("Sales User", "r"), to("Purchase User", "r")],
        ..PLAIN
    },
];
