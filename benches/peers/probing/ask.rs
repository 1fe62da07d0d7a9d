//! The probe itself, as the command line runs it.

use rolecall::net::{Base, Client, Options};
use rolecall::probe::{Logins, Watch, Wire, evidence, send};
use tokio::runtime::Runtime;

use super::system::{Planned, Wide};
use super::usage::Meter;

/// Sends the plan and tells how many requests that were, how long they took and what they cost.
pub(crate) fn ask(runtime: &Runtime, wide: &Wide, url: &str, at_once: usize) {
    wide.planned(|planned| {
        let Planned { plan, design, access, scopes, live } = planned;
        let options = Options { concurrency: at_once, steady: true, ..Options::default() };
        let client = Client::new(Base::read(url, false).unwrap(), &options).unwrap();
        let roles = plan.roles.iter().map(|role| (role.role, Planned::secret(&role.asker.login)));
        let logins = Logins { roles: roles.collect(), auditor: None };
        let now = || format!("{:.3}", jiff::Timestamp::now());
        let wire = Wire { live, client: &client, logins: &logins, at_once, now: &now };
        let mut kept = 0;
        let mut keep = |sent: rolecall::probe::Sent<'_>| {
            let line = evidence::line(&sent, plan, design, access.snapshot());
            kept += line.unwrap().len();
        };
        let mut never = std::pin::pin!(std::future::pending());
        let watch = Watch { evidence: &mut keep, progress: &|_, _, _| {}, stop: never.as_mut() };

        let meter = Meter::start();
        let probed = runtime.block_on(send(plan, design, access, scopes, &wire, watch));
        meter.tell(client.sent());

        assert_eq!((probed.cells.len(), plan.questions()), (plan.questions(), plan.questions()));
        let unclear = probed.cells.iter().find(|cell| cell.observed.allowed().is_none());
        assert!(unclear.is_none(), "{unclear:?}");
        assert!(kept > 100 * plan.questions(), "evidence is part of a probe");
    });
}
