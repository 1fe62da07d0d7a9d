//! Names that an ERP or an account chose cannot change what is asked.

use proptest::prelude::*;
use rolecall::connect::live::{Call, Live, Login, Lookup, Question, RecordId};
use rolecall::connect::rest::RestLive;
use rolecall::model::{OpIx, ResourceIx};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::world::{World, manifest, world};

const MANIFEST: &str = r#"
api: Hostile
login: { api_key: { header: x-key } }
headers: { x-login: "{login}" }
control: { get: /me, who: /id }
operations:
  read:
    resource: { get: "/api/{resource}?q={resource}" }
    record: { get: "/api/{resource}/{id}", query: { f: [[id, "=", "{id}"]] } }
  write:
    record: { put: "/api/{resource}/{id}", body: { "{id}": "{id}", n: ["x{id}x"] }, harmless: it is a test }
fields:
  read: { get: "/api/{resource}/{id}", allowed: { status: 200, at: "/a/{field}", is: present } }
"#;

fn hostile(world: &mut World) {
    world.manifest = manifest(MANIFEST);
}

fn login(name: &str) -> Login {
    let kind = rolecall::connect::live::SecretKind::Key;
    Login { name: name.into(), id: "10".into(), secret: "k".to_owned().into(), kind, session: None }
}

fn ask(live: &RestLive<'_>, op: usize, id: &str) -> Result<Call, String> {
    let record = RecordId(id.into());
    live.request(&Question::Record { resource: ResourceIx::new(0), op: OpIx::new(op), record }, &login("ann"))
}

#[test]
fn what_could_lead_elsewhere_in_a_path_is_not_asked() {
    let mut world = world("{ bearer: {} }");
    hostile(&mut world);
    for id in ["..", ".", "", "7/delete", "..\\x", "a\nb", "\0", "%2e%2e/x", &"x".repeat(501)] {
        let told = ask(&world.live(), 0, id);
        assert!(told.is_err(), "{id:?}: {told:?}");
    }
    let path = |id: &str| ask(&world.live(), 0, id).unwrap().request.path;
    assert_eq!(
        path("SO 1?x=y#z&a;b"),
        "/api/hr.employee/SO%201%3Fx%3Dy%23z%26a%3Bb?f=%5B%5B%22id%22%2C%22%3D%22%2C%22SO%201%3Fx%3Dy%23z%26a%3Bb%22%5D%5D"
    );
    assert_eq!(path("%2e%2e"), "/api/hr.employee/%252e%252e?f=%5B%5B%22id%22%2C%22%3D%22%2C%22%252e%252e%22%5D%5D");
    assert_eq!(path("7"), "/api/hr.employee/7?f=%5B%5B%22id%22%2C%22%3D%22%2C7%5D%5D");
}

#[test]
fn json_stays_json_and_a_number_is_one_only_where_it_is_written_as_one() {
    let mut world = world("{ bearer: {} }");
    hostile(&mut world);
    let body = |id: &str| {
        let call = ask(&world.live(), 1, id).unwrap();
        serde_json::from_slice::<Value>(call.request.body.unwrap().expose_secret()).unwrap()
    };
    assert_eq!(
        body("\",\"admin\":true,\"x\":\""),
        serde_json::json!({
            "\",\"admin\":true,\"x\":\"": "\",\"admin\":true,\"x\":\"", "n": ["x\",\"admin\":true,\"x\":\"x"]
        })
    );
    assert_eq!(body("7"), serde_json::json!({ "7": 7, "n": ["x7x"] }));
    assert_eq!(body("007"), serde_json::json!({ "007": "007", "n": ["x007x"] }));
}

#[test]
fn a_login_cannot_add_a_header_and_a_resource_cannot_leave_its_segment() {
    let mut world = world("{ bearer: {} }");
    hostile(&mut world);
    let of = |name: &str| world.live().request(&Question::Control, &login(name));
    assert!(of("ann\r\nx-admin: 1").is_err() && of("änn").is_err() && of("ann").is_ok());
    world.snapshot.resources[0].key = "../admin?x=1".to_owned();
    let live = world.live();
    let question = Question::Resource { resource: ResourceIx::new(0), op: OpIx::new(0) };
    assert_eq!(live.words(&question).unwrap_err(), "no path can carry the name of the resource safely");
    world.snapshot.resources[0].key = "Sales Order & more".to_owned();
    let asked =
        world.live().request(&Question::Resource { resource: ResourceIx::new(0), op: OpIx::new(0) }, &login("ann"));
    assert_eq!(asked.unwrap().request.path, "/api/Sales%20Order%20%26%20more?q=Sales%20Order%20%26%20more");
}

#[test]
fn to_what_never_covers_nothing_is_sent_that_would_act() {
    let world = world("{ bearer: {} }");
    let never = [rolecall::model::Pattern::parse("sale.*").unwrap()];
    let live = RestLive::new(&world.snapshot, &world.manifest, "shop", &never, jiff::Timestamp::now).unwrap();
    let order = ResourceIx::new(world.snapshot.resources.iter().position(|known| known.key == "sale.order").unwrap());
    let words = |op| live.words(&Question::Resource { resource: order, op: OpIx::new(op) });
    assert_eq!(words(0).unwrap(), "read: GET /api/sale-order");
    assert!(words(1).unwrap_err().contains("`never` covers the resource"));
}

#[test]
fn a_lookup_that_the_manifest_does_not_know_is_not_sent() {
    let mut world = world("{ bearer: {} }");
    hostile(&mut world);
    let lookup = Lookup::Rows { resource: ResourceIx::new(0), fields: Vec::new(), most: 80 };
    assert_eq!(world.live().looks(&lookup).unwrap_err(), "the manifest has no `list` under `records`");
}

proptest! {
    #[test]
    fn whatever_a_record_is_called_the_request_is_about_one_segment(id in "\\PC{0,40}") {
        let mut world = world("{ bearer: {} }");
        hostile(&mut world);
        if let Ok(call) = ask(&world.live(), 1, &id) {
            let path = call.request.path;
            prop_assert!(path.strip_prefix("/api/hr.employee/").is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', '\\', ' '])), "{path}");
            let body: Value = serde_json::from_slice(call.request.body.unwrap().expose_secret()).unwrap();
            let texts = body.as_object().unwrap();
            prop_assert_eq!(texts.len(), 2 - usize::from(id == "n"));
            prop_assert!(texts.contains_key(&id));
        }
    }
}
