use std::fmt::Write as _;

use rolecall::model::Origin;
use rolecall::snapshot::{Domain, FieldGuard, State, SurfaceKind, UserKind};

use crate::{dangling, gives, read, shipped, state, unsure};

#[test]
fn groups_bring_what_they_imply_and_rows_are_put_together() {
    let snapshot = read(&[shipped()]).unwrap();
    assert_eq!(dangling(&snapshot), "");
    insta::assert_snapshot!(gives(&snapshot, "crm_admin"), @"
    Contact read
    CrmLead read,write,create,delete
    CrmStage read
    ");
    insta::assert_snapshot!(gives(&snapshot, "crm_user"), @"
    Contact read
    CrmLead read,write,create
    CrmStage read
    ");
    insta::assert_snapshot!(gives(&snapshot, "invoicing_admin"), @"
    Contact read
    FinancialDocument read,write,create
    ");
    insta::assert_snapshot!(gives(&snapshot, "core_portal"), @"");
    let group = snapshot.groups.iter().find(|group| group.key == "crm_admin").unwrap();
    assert_eq!(group.full_name, "CRM / Manager");
    assert_eq!(group.origin, Origin::Vendor { module: "crm".to_owned() });
    let makes: Vec<_> = snapshot.groups.iter().filter_map(|group| Some((group.key.as_str(), group.makes?))).collect();
    assert_eq!(
        makes,
        [
            ("core_internal", UserKind::Internal),
            ("core_portal", UserKind::External),
            ("core_public", UserKind::Anonymous)
        ]
    );
    let modules: Vec<_> = snapshot.modules.iter().map(|module| format!("{} {}", module.name, module.version)).collect();
    assert_eq!(modules, ["core 1.0", "crm 2.10", "invoicing 3.1"]);
}

#[test]
fn what_rows_do_not_tell_is_not_assessed_for_those_to_whom_they_speak() {
    let snapshot = read(&[shipped()]).unwrap();
    // A row that leaves permissions out, a model without any row, and what callers without a login have.
    insta::assert_snapshot!(unsure(&snapshot, &["crm_user"]), @"
    Company read
    CrmStage write,create,delete
    PaymentTerm read,write,create,delete
    User read,write,create,delete
    ");
    insta::assert_snapshot!(unsure(&snapshot, &["core_internal"]), @"
    Company read
    PaymentTerm read,write,create,delete
    User read,write,create,delete
    ");
    insta::assert_snapshot!(unsure(&snapshot, &["core_public"]), @"
    PaymentTerm read,write,create,delete
    User read,write,create,delete
    ");
}

#[test]
fn one_module_alone_or_several_roots_are_read_alike() {
    let all = read(&[shipped()]).unwrap();
    let one_by_one = read(&[shipped().join("crm"), shipped().join("invoicing"), shipped().join("core")]).unwrap();
    assert_eq!(all.grants, one_by_one.grants);
    assert_eq!(all.coverage, one_by_one.coverage);
    let twice = read(&[shipped(), shipped().join("crm")]).unwrap();
    assert_eq!(twice.grants, all.grants, "the same folder counts once");
    assert_eq!(dangling(&twice), "");
}

#[test]
fn no_record_scope_is_claimed() {
    let snapshot = read(&[shipped()]).unwrap();
    let rules: Vec<_> = snapshot.rules.iter().map(|rule| format!("{} {}", rule.key, rule.filter)).collect();
    assert_eq!(rules, ["crm_lead_company (Q(company__id__in=cids))", "crm_lead_own (Q(salesperson__id__eq=uid))"]);
    let scopes = rolecall::access::scope::Scopes::new(&snapshot);
    let groups = (0..snapshot.groups.len()).collect();
    for resource in 0..snapshot.resources.len() {
        for op in 0..4 {
            let (resource, op) = (rolecall::model::ResourceIx::new(resource), rolecall::model::OpIx(op));
            let scope = scopes.of(&groups, false, resource, op).scope;
            assert_eq!(scope, rolecall::model::RecordScope::Unknown);
        }
    }
}

#[test]
fn fields_are_gated_as_their_declaration_says() {
    let snapshot = read(&[shipped()]).unwrap();
    let mut told = String::new();
    for field in &snapshot.fields {
        let guard = match &field.guard {
            Some(FieldGuard::Open) => "open".to_owned(),
            Some(FieldGuard::Groups { any, .. }) => {
                any.iter().map(|group| snapshot.group(*group).key.clone()).collect::<Vec<_>>().join(" ")
            }
            other => format!("{other:?}"),
        };
        let _ =
            writeln!(told, "{}.{} {}: {guard}", snapshot.resource(field.resource).key, field.name, field.field_type);
    }
    insta::assert_snapshot!(told, @"
    Company.name Char: open
    Contact.name Char: open
    Contact.rating Char: crm_user
    Contact.salesperson ManyToOne: open
    CrmLead.cost Decimal: crm_admin
    CrmLead.margin Decimal: crm_admin invoicing_admin
    CrmLead.name Char: open
    CrmLead.salesperson ManyToOne: crm_user
    CrmLead.stage ManyToOne: open
    CrmStage.name Char: open
    FinancialDocument.name Char: open
    FinancialDocument.total Decimal: invoicing_bookkeeper
    PaymentTerm.name Char: open
    User.allowed_companies ManyToMany: open
    User.email Char: open
    ");
}

#[test]
fn code_and_menus_are_kept_for_the_auditor() {
    let snapshot = read(&[shipped()]).unwrap();
    let mut told = String::new();
    for code in &snapshot.code {
        let at = code.runs_at.as_deref().unwrap_or("-");
        let _ = writeln!(
            told,
            "{}: {} at {at} anonymous {} elevated {}",
            code.kind, code.name, code.anonymous, code.elevated
        );
    }
    for surface in &snapshot.surfaces {
        let groups: Vec<_> = surface.groups.iter().map(|group| snapshot.group(*group).key.as_str()).collect();
        let _ = writeln!(told, "{:?} {}: {}", surface.kind, surface.key, groups.join(" "));
    }
    insta::assert_snapshot!(told, @"
    route (auth public): crm /lead/new at POST /lead/new anonymous true elevated false
    route (auth user): crm /lead/mine at GET /lead/mine anonymous false elevated false
    route (auth internal): crm /lead/report at GET /lead/report anonymous false elevated false
    calculated field: CrmLead.margin at - anonymous false elevated true
    Menu crm_menu_setup: crm_admin
    Window crm_leads: crm_user
    ");
    assert!(
        snapshot.surfaces.iter().all(|surface| surface.kind != SurfaceKind::Page),
        "nothing is said to be enforced"
    );
}

#[test]
fn what_files_do_not_tell_is_said_and_nothing_is_assessed_in_full() {
    let snapshot = read(&[shipped()]).unwrap();
    for domain in Domain::core() {
        let (found, reason) = state(&snapshot, domain);
        assert_ne!(found, State::Assessed, "{domain:?}");
        assert!(!reason.is_empty());
    }
    assert_eq!(state(&snapshot, Domain::Accounts).0, State::NotAssessed);
    assert_eq!(state(&snapshot, Domain::Tokens).0, State::NotAssessed);
    let told = |domain| state(&snapshot, domain).1;
    let access = told(Domain::ModelAccess);
    for part in ["as shipped, not as configured", "1 of", "`apply_once`", "not yet run against an instance"] {
        assert!(access.contains(part), "{part}: {access}");
    }
    assert!(access.contains("leaves a permission out") && access.contains("`CrmStage`"), "{access}");
    assert!(access.contains("without any ModelAccess") && access.contains("`PaymentTerm`"), "{access}");
    assert!(told(Domain::Accounts).contains("1 records of `User`"));
    assert!(told(Domain::Modules).contains("demo/ of 1 is never read"));
    assert!(told(Domain::Modules).contains("all 3 count (1 of them"));
    assert!(snapshot.groups.iter().all(|group| group.key != "never_read"));
    assert!(snapshot.system.source.contains("public documentation"));
}
