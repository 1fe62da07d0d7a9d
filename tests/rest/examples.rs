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
    insta::assert_snapshot!(words.join("\n"), @"");
}
