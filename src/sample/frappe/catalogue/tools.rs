//! What administrators work with, and through which more can be reached than the doctype itself.

use super::{Doctype, Kind, PLAIN, check, data, field, int, link, select, table, text, to};

pub(super) const DOCTYPES: &[Doctype] = &[
    Doctype {
        name: "Installed Applications",
        module: "Core",
        kind: Kind::Single,
        fields: &[table("installed_applications", "Installed Application")],
        perms: &[to("System Manager", "rpeh")],
        ..PLAIN
    },
    Doctype {
        name: "Installed Application",
        module: "Core",
        kind: Kind::Child,
        fields: &[data("app_name"), data("app_version"), data("git_branch")],
        ..PLAIN
    },
    Doctype {
        name: "Social Login Key",
        module: "Integrations",
        fields: &[data("provider_name"), check("enable_social_login"), data("base_url"), data("client_id")],
        perms: &[to("System Manager", "rwcdpevoh")],
        ..PLAIN
    },
    Doctype {
        name: "Webhook",
        module: "Integrations",
        fields: &[link("webhook_doctype", "DocType"), data("webhook_docevent"), data("request_url"), check("enabled")],
        perms: &[to("System Manager", "rwcdpevh")],
        ..PLAIN
    },
    Doctype {
        name: "Notification",
        module: "Email",
        fields: &[data("subject"), link("document_type", "DocType"), check("enabled"), field("condition", "Code", "")],
        perms: &[to("System Manager", "rwcdvoh")],
        ..PLAIN
    },
    Doctype {
        name: "Print Format",
        module: "Core",
        fields: &[
            link("doc_type", "DocType"),
            select("standard", "No\nYes"),
            check("disabled"),
            check("custom_format"),
        ],
        perms: &[to("System Manager", "rwcdpevh"), to("Desk User", "l")],
        ..PLAIN
    },
    Doctype {
        name: "Auto Repeat",
        module: "Core",
        import: true,
        search: "reference_document",
        fields: &[
            link("reference_doctype", "DocType"),
            data("reference_document"),
            check("disabled"),
            data("frequency"),
        ],
        perms: &[
            to("System Manager", "rwcdpevoh"),
            to("Accounts Manager", "rwcdpevoh"),
            to("Accounts User", "rwcdpevoh"),
        ],
        ..PLAIN
    },
    Doctype {
        name: "Data Import",
        module: "Core",
        fields: &[link("reference_doctype", "DocType"), data("import_type"), data("status")],
        perms: &[to("System Manager", "rwcdpevoh")],
        ..PLAIN
    },
    Doctype {
        name: "Workflow",
        module: "Custom",
        fields: &[
            data("workflow_name"),
            link("document_type", "DocType"),
            check("is_active"),
            table("transitions", "Workflow Transition"),
        ],
        perms: &[to("System Manager", "rwcdpevh")],
        ..PLAIN
    },
    Doctype {
        name: "Workflow Transition",
        module: "Custom",
        kind: Kind::Child,
        fields: &[
            data("state"),
            data("action"),
            data("next_state"),
            link("allowed", "Role"),
            check("allow_self_approval"),
        ],
        ..PLAIN
    },
    Doctype {
        name: "Email Account",
        module: "Integrations",
        fields: &[data("email_id"), data("domain"), check("enable_incoming"), check("enable_outgoing")],
        perms: &[to("System Manager", "rwcd"), to("Inbox User", "r")],
        ..PLAIN
    },
    Doctype {
        name: "System Console",
        module: "Desk",
        kind: Kind::Single,
        fields: &[select("type", "Python\nSQL"), field("console", "Code", ""), check("commit")],
        perms: &[to("System Manager", "rwpeh")],
        ..PLAIN
    },
    Doctype {
        name: "Web Page",
        module: "Website",
        import: true,
        search: "title",
        fields: &[data("title"), data("route"), check("published"), text("javascript"), int("show_sidebar")],
        perms: &[to("Website Manager", "rwcdih")],
        ..PLAIN
    },
];
