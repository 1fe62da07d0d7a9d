//! The whole way on the sample server, in each of its flavours.

use std::collections::BTreeMap;

use rolecall::connect::accounts::{AccountFault, Accounts, NewAccount, Thing};
use rolecall::connect::odoo::api::{Fault, OdooAccounts, Rpc};
use rolecall::net::{Base, Client, Options};
use rolecall::provision::{Journal, Wanted, cleanup, provision};
use rolecall::sample::{Flavour, Running, Sample, SampleCompany};
use rolecall::snapshot::UserKind;
use rolecall::synth::Builder;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::silent::Silent;
use crate::{LATER, NOW, at, now, target};

const GROUPS: [&str; 3] = ["sale.group_manager", "base.group_portal", "base.group_user"];

fn serve(flavour: Flavour) -> Running {
    let mut system = Builder::new("staging");
    system
        .makes("base.group_user", UserKind::Internal)
        .makes("base.group_portal", UserKind::External)
        .implies("sale.group_user", "base.group_user")
        .implies("sale.group_manager", "sale.group_user")
        .implies("base.group_system", "base.group_user")
        .grant("base.group_user", "res.users", "r")
        .grant("sale.group_user", "sale.order", "rwc");
    for resource in ["res.users", "res.partner", "res.groups", "ir.model.data"] {
        system.grant("base.group_system", resource, "rwcd");
    }
    system.user("admin", "Admin", &["base.group_system"]).user("ann", "Ann Ode", &["sale.group_user"]);
    Sample::serve(&SampleCompany::new(&system.build()), flavour).unwrap()
}

/// A caller that the server knows.
fn rpc(running: &Running, uid: i64, secret: &SecretString) -> Rpc {
    let client = Client::new(Base::read(&running.base_url(), false).unwrap(), &Options::default()).unwrap();
    Rpc::new(client, running.database(), uid, secret.clone())
}

fn password(login: &str) -> SecretString {
    SecretString::from(SampleCompany::password(login))
}

struct Staging {
    running: Running,
    admin: Rpc,
    uid: String,
    accounts: OdooAccounts,
    groups: BTreeMap<String, Box<str>>,
}

async fn staging(flavour: Flavour) -> Staging {
    let running = serve(flavour);
    let mut uid = 0;
    for id in 1..20 {
        let own = rpc(&running, id, &password("admin")).call("res.users", "context_get", json!([]), json!({})).await;
        uid = if own.is_ok() { id } else { uid };
    }
    let admin = rpc(&running, uid, &password("admin"));
    let fields = json!([[["model", "=", "res.groups"]], ["module", "name", "res_id"]]);
    let names = admin.call("ir.model.data", "search_read", fields, json!({})).await.unwrap();
    let name = |row: &Value| {
        let key = format!("{}.{}", row["module"].as_str().unwrap(), row["name"].as_str().unwrap());
        (key, row["res_id"].to_string().into())
    };
    let groups = names.as_array().unwrap().iter().map(name).collect();
    let accounts = OdooAccounts::new(admin.clone(), &format!("{}.0", flavour.major())).unwrap();
    Staging { running, admin, uid: uid.to_string(), accounts, groups }
}

impl Staging {
    fn wanted(&self) -> Vec<Wanted> {
        let wanted = |(role, key): (u32, &str)| Wanted {
            role,
            name: key.replace('.', " "),
            groups: vec![self.groups[key].clone()],
        };
        (0..).zip(GROUPS).map(wanted).collect()
    }

    fn begin(&self, path: &std::path::Path) -> Journal {
        Journal::create(path, &target(), &self.uid, "run1", at(NOW)).unwrap()
    }

    /// What an account may do as itself.
    async fn sign_in(&self, id: &str, secret: &SecretString) -> Result<Value, Fault> {
        let id = id.parse().unwrap();
        rpc(&self.running, id, secret).call("res.users", "context_get", json!([]), json!({})).await
    }
}

async fn whole_way(flavour: Flavour) {
    let staging = staging(flavour).await;
    let folder = tempfile::tempdir().unwrap();
    let (before, path) = (staging.running.checksum(), folder.path().join("journal"));
    let mut journal = staging.begin(&path);
    let done = provision(&mut journal, &staging.accounts, &staging.wanted(), || at(NOW)).await.unwrap();
    assert_eq!((done.made.len(), done.not_made.len()), (3, 0), "{flavour:?}: {:?}", done.not_made);
    assert_ne!(staging.running.checksum(), before);

    // Up to 18 the server stores what the groups bring as well.
    let stored = if flavour == Flavour::V19 { [1, 1, 1] } else { [3, 1, 1] };
    assert_eq!(done.made.iter().map(|made| made.groups.len()).collect::<Vec<_>>(), stored, "{flavour:?}");
    assert!(done.made.iter().all(|made| made.company.is_some() && made.companies.len() == 1), "{flavour:?}");

    for made in &done.made {
        let secret = &made.login.secret;
        assert!(staging.sign_in(&made.login.id, secret).await.is_ok(), "{flavour:?}: {}", made.login.name);
        staging.accounts.deactivate(Thing::Account, &made.login.id).await.unwrap();
        let refused = staging.sign_in(&made.login.id, secret).await.unwrap_err();
        assert!(matches!(refused, Fault::Raised { .. }), "an inactive account, the right secret: {refused}");
    }
    let cleaned = cleanup(journal, &staging.accounts, at(NOW)).await.unwrap();
    assert_eq!((cleaned.removed.len(), cleaned.left), (3, vec![]), "{flavour:?}");
    assert_eq!(staging.running.checksum(), before, "{flavour:?}");
    assert!(!path.exists());
}

#[test]
fn accounts_come_sign_in_and_go_without_a_change_left() {
    for flavour in Flavour::ALL {
        now(whole_way(flavour));
    }
}

/// Killed at every request of making and of cleaning up, with its last request done and undone.
async fn killed(flavour: Flavour) {
    let staging = staging(flavour).await;
    let before = staging.running.checksum();
    for does in [false, true] {
        for step in 0..25 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("journal");
            let mut journal = staging.begin(&path);
            let dying = Silent::after(&staging.accounts, step, does);
            let _ = provision(&mut journal, &dying, &staging.wanted(), || at(NOW)).await;
            let _ = cleanup(journal, &dying, at(LATER)).await.unwrap();
            if path.exists() {
                let journal = Journal::open(&path, &target()).unwrap();
                let cleaned = cleanup(journal, &staging.accounts, at(LATER)).await.unwrap();
                assert_eq!(cleaned.left, [], "{flavour:?}, {step}, {does}");
            }
            assert_eq!(staging.running.checksum(), before, "{flavour:?}, {step}, {does}");
        }
    }
}

#[test]
fn a_run_killed_anywhere_leaves_the_database_as_it_was() {
    for flavour in Flavour::ALL {
        now(killed(flavour));
    }
}

#[test]
fn what_odoo_refuses_is_a_refusal_and_not_a_doubt() {
    now(async {
        let staging = staging(Flavour::V18).await;
        let again = NewAccount { login: "ann", groups: &[], password: &password("x") };
        let fault = staging.accounts.make(again).await.unwrap_err();
        assert!(matches!(fault, AccountFault::Refused { .. }), "a login that is taken: {fault}");
        let found = staging.accounts.find("ann").await.unwrap();
        assert_eq!(
            found.iter().map(|found| found.thing).collect::<Vec<_>>(),
            [Thing::Account],
            "its contact is in use"
        );
        assert_eq!(staging.accounts.find("nobody").await.unwrap(), []);
        assert!(OdooAccounts::new(staging.admin.clone(), "20.0").is_none());
    });
}
