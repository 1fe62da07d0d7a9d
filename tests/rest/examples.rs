//! What the manifests of the documentation send, in words.

use rolecall::connect::live::{Live, Question, Which};
use rolecall::connect::rest::{Manifest, RestLive};
use rolecall::model::{OpIx, ResourceIx};

use crate::world::world;

#[test]
fn the_requests_of_the_odoo_example_are_those_of_its_own_dialect() {
    let manifest = Manifest::parse(include_str!("../../docs/examples/odoo-json2.yaml"), "odoo.yaml").unwrap();
    let world = world("{ bearer: {} }");
    let live = RestLive::new(&world.snapshot, &manifest, "acme", &[], jiff::Timestamp::now).unwrap();
    let order = ResourceIx::new(world.snapshot.resources.iter().position(|known| known.key == "sale.order").unwrap());
    let (op, record) = (OpIx::new(1), Which::Beyond);
    let questions = [
        Question::Control,
        Question::Resource { resource: order, op },
        Question::Record { resource: order, op, record },
        Question::Attempt { resource: order, op, record: Some(record) },
        Question::Attempt { resource: order, op: OpIx::new(2), record: None },
        Question::ReadField { resource: order, field: "note".into(), record },
        Question::WriteField { resource: order, field: "note".into(), record },
        Question::SignIn,
        Question::SignInWrong,
        Question::Anonymous { resource: order },
    ];
    let words: Vec<String> = questions.iter().map(|question| live.words(question).unwrap_or_else(|why| why)).collect();
    insta::assert_snapshot!(words.join("\n"), @r#"
    POST /json/2/res.users/context_get {}
    write: POST /json/2/sale.order/has_access {"ids":[],"operation":"write"}
    write: POST /json/2/sale.order/has_access {"ids":["<a record beyond reach>"],"operation":"write"}
    write: POST /json/2/sale.order/write {"ids":["<a record beyond reach>"],"vals":{"zz_rolecall_probe":1}} (harmless: no model has this field, and Odoo refuses the whole call behind its checks)
    not probed by the manifest: many models act before they check
    POST /json/2/sale.order/read {"fields":["note"],"ids":["<a record beyond reach>"]}
    POST /json/2/sale.order/write {"ids":["<a record beyond reach>"],"vals":{"note":false,"zz_rolecall_probe":1}} (harmless: no model has the second field, and Odoo refuses the whole call behind its checks)
    POST /json/2/res.users/context_get {} with the role's own secret
    POST /json/2/res.users/context_get {} with a secret that is certainly wrong
    POST /json/2/sale.order/has_access {"ids":[],"operation":"read"} without a login
    "#);
}
