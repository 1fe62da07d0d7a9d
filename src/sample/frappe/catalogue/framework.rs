//! The framework's own: what describes doctypes and what everybody uses.

use super::{Doctype, Kind, PLAIN, check, data, date, field, int, link, moment, select, table, text, to};

/// The columns of a row of permissions; `parent` is a field only of the custom one.
macro_rules! perm_columns {
    ($($more:expr),*) => {
        &[
            $($more,)*
            link("role", "Role"),
            check("if_owner"),
            int("permlevel"),
            check("select"),
            check("read"),
            check("write"),
            check("create"),
            check("delete"),
            check("submit"),
            check("cancel"),
            check("amend"),
            check("print"),
            check("email"),
            check("report"),
            check("import"),
            check("export"),
            check("share"),
        ]
    };
}

pub(super) const DOCTYPES: &[Doctype] = &[
    Doctype {
        name: "Module Def",
        module: "Core",
        fields: &[data("module_name"), data("app_name"), check("custom"), link("restrict_to_domain", "Domain")],
        perms: &[to("All", "lrv"), to("Administrator", "lrwcdpevh"), to("System Manager", "lrwcdv")],
        ..PLAIN
    },
    Doctype {
        name: "DocType",
        module: "Core",
        search: "module",
        fields: &[
            link("module", "Module Def"),
            check("issingle"),
            check("istable"),
            check("is_virtual"),
            check("is_submittable"),
            check("is_tree"),
            check("allow_import"),
            check("custom"),
            check("in_create"),
            check("read_only"),
            check("editable_grid"),
            check("beta"),
            check("track_changes"),
            data("search_fields"),
            data("title_field"),
            data("autoname"),
            data("nsm_parent_field"),
            link("restrict_to_domain", "Domain"),
            table("fields", "DocField"),
            table("permissions", "DocPerm"),
        ],
        perms: &[to("Administrator", "rwcdpevh"), to("System Manager", "rwcdpev")],
        ..PLAIN
    },
    Doctype {
        name: "DocField",
        module: "Core",
        kind: Kind::Child,
        fields: &[
            data("fieldname"),
            data("label"),
            select("fieldtype", "Data\nLink\nTable"),
            text("options"),
            text("default"),
            int("permlevel"),
            int("length"),
            check("ignore_user_permissions"),
            check("reqd"),
            check("hidden"),
            check("read_only"),
            check("is_virtual"),
            check("allow_on_submit"),
            check("unique"),
            check("report_hide"),
            check("print_hide"),
            check("in_list_view"),
        ],
        ..PLAIN
    },
    Doctype { name: "DocPerm", module: "Core", kind: Kind::Child, fields: perm_columns!(), ..PLAIN },
    Doctype {
        name: "Custom DocPerm",
        module: "Core",
        import: true,
        fields: perm_columns!(data("parent")),
        perms: &[to("System Manager", "rwcdpevoh")],
        ..PLAIN
    },
    Doctype {
        name: "Custom Field",
        module: "Custom",
        import: true,
        search: "dt,label,fieldtype,options",
        fields: &[
            link("dt", "DocType"),
            link("module", "Module Def"),
            data("label"),
            data("fieldname"),
            select("fieldtype", "Data\nLink\nTable"),
            text("options"),
            text("default"),
            int("permlevel"),
            check("ignore_user_permissions"),
            check("reqd"),
            check("hidden"),
            check("read_only"),
            check("is_virtual"),
            check("is_system_generated"),
            select("insert_after", ""),
        ],
        perms: &[to("Administrator", "rwcdpevh"), to("System Manager", "rwcdpevh")],
        ..PLAIN
    },
    Doctype {
        name: "Property Setter",
        module: "Custom",
        search: "doc_type,property",
        fields: &[
            select("doctype_or_field", "DocField\nDocType"),
            link("doc_type", "DocType"),
            data("field_name"),
            data("row_name"),
            data("property"),
            data("property_type"),
            text("value"),
            link("module", "Module Def"),
            check("is_system_generated"),
        ],
        perms: &[to("System Manager", "rwcdpevh"), to("Administrator", "rwcdpevh")],
        ..PLAIN
    },
    Doctype {
        name: "Report",
        module: "Core",
        fields: &[
            data("report_name"),
            link("ref_doctype", "DocType"),
            select("report_type", "Report Builder\nQuery Report\nScript Report\nCustom Report"),
            select("is_standard", "No\nYes"),
            link("module", "Module Def"),
            check("disabled"),
            check("prepared_report"),
            check("add_total_row"),
            data("reference_report"),
            field("query", "Code", ""),
            field("report_script", "Code", ""),
            table("roles", "Has Role"),
        ],
        perms: &[
            to("Administrator", "rwcdpevh"),
            to("System Manager", "rwcdpevh"),
            to("Report Manager", "rwcdpevh"),
            to("Desk User", "rpev"),
        ],
        ..PLAIN
    },
    Doctype {
        name: "Page",
        module: "Core",
        fields: &[
            data("page_name"),
            data("title"),
            link("module", "Module Def"),
            select("standard", "\nYes\nNo"),
            check("system_page"),
            link("restrict_to_domain", "Domain"),
            table("roles", "Has Role"),
        ],
        perms: &[to("System Manager", "rwpeh"), to("Administrator", "rwcpeh")],
        ..PLAIN
    },
    Doctype {
        name: "Custom Role",
        module: "Core",
        import: true,
        fields: &[link("page", "Page"), link("report", "Report"), data("ref_doctype"), table("roles", "Has Role")],
        perms: &[to("System Manager", "rwcdpevoh")],
        ..PLAIN
    },
    Doctype {
        name: "Server Script",
        module: "Core",
        fields: &[
            select("script_type", "DocType Event\nScheduler Event\nPermission Query\nAPI"),
            link("reference_doctype", "DocType"),
            select("doctype_event", ""),
            data("api_method"),
            select("event_frequency", "All\nHourly\nDaily"),
            data("cron_format"),
            check("enable_rate_limit"),
            check("allow_guest"),
            link("module", "Module Def"),
            check("disabled"),
            field("script", "Code", ""),
        ],
        perms: &[to("Script Manager", "rwcdpevoh")],
        ..PLAIN
    },
    Doctype {
        name: "Client Script",
        module: "Custom",
        import: true,
        fields: &[link("dt", "DocType"), select("view", "List\nForm"), check("enabled"), field("script", "Code", "")],
        perms: &[to("Administrator", "rwcdpevh"), to("System Manager", "rwcdpevh")],
        ..PLAIN
    },
    Doctype {
        name: "Note",
        module: "Desk",
        fields: &[data("title").must(), check("public"), check("notify_on_login"), field("content", "Text Editor", "")],
        perms: &[
            to("Desk User", "wcdeh").own(),
            to("System Manager", "rwcdpevoh"),
            to("Desk User", "rpvo"),
            to("Desk User", "r").at(1),
            to("System Manager", "rw").at(1),
        ],
        ..PLAIN
    },
    Doctype {
        name: "ToDo",
        module: "Desk",
        search: "description,reference_type,reference_name",
        fields: &[
            select("status", "Open\nClosed\nCancelled"),
            date("date"),
            link("allocated_to", "User").free(),
            field("description", "Text Editor", "").must(),
            link("reference_type", "DocType"),
            field("reference_name", "Dynamic Link", "reference_type"),
            link("role", "Role"),
            link("assigned_by", "User"),
        ],
        perms: &[to("System Manager", "rwcpevh"), to("All", "rwcdpevh")],
        ..PLAIN
    },
    Doctype {
        name: "Activity Log",
        module: "Core",
        import: true,
        search: "subject",
        fields: &[
            text("subject"),
            link("user", "User").free(),
            select("operation", "\nLogin\nLogout\nImpersonate"),
            select("status", "\nSuccess\nFailed\nLinked\nClosed"),
            data("ip_address"),
            moment("communication_date"),
        ],
        perms: &[to("System Manager", "revh")],
        ..PLAIN
    },
];
