//! A small shop whose system is exactly as designed; each test changes one thing.

use std::fmt::Write as _;
use std::path::Path;

use rolecall::audit::{Inputs, audit, audit_by, audit_with, probe_report};
use rolecall::findings::{Finding, Report};
use rolecall::gate::{Baseline, MadeFrom, Of};
use rolecall::model::{Severity, date};
use rolecall::policy::Policies;
use rolecall::probe::Probed;
use rolecall::rolemap::{Level, RoleMap, load};
use rolecall::snapshot::{Snapshot, UserKind};
use rolecall::synth::Builder;

use crate::probe::Probe;

const MAP: &str = "\
system: odoo
roles:
  clerk:
    groups: [base.group_user]
    includes: [base.group_user]
  seller:
    extends: [clerk]
    groups: [sale.group_user]
    grants:
      sale.order: crw
    users: [ann, bob]
  manager:
    extends: [seller]
    groups: [sale.group_manager]
    grants:
      sale.order: all
    users: [cem]
  storekeeper:
    extends: [clerk]
    groups: [stock.group_user]
    includes: [stock.group_user]
    users: [dia]
  customer:
    groups: [base.group_portal]
    includes: [base.group_portal]
    users: [eve]
";

/// A system and its design, and how a probe of it went if there was one.
pub(crate) struct Shop {
    pub(crate) system: Builder,
    pub(crate) map: String,
    pub(crate) probe: Option<fn(&mut Probe<'_>)>,
    /// Files of a policies folder of the shop's own: name and text.
    pub(crate) policies: Vec<(String, String)>,
    /// The days on which a baseline of the shop was made and ends.
    pub(crate) baseline: Option<(&'static str, &'static str)>,
}

/// The shop as designed.
pub(crate) fn shop() -> Shop {
    let mut system = Builder::new("shop");
    system
        .makes("base.group_user", UserKind::Internal)
        .makes("base.group_portal", UserKind::External)
        .makes("base.group_public", UserKind::Anonymous)
        .implies("sale.group_user", "base.group_user")
        .implies("sale.group_manager", "sale.group_user")
        .implies("stock.group_user", "base.group_user")
        .grant("base.group_user", "res.partner", "r")
        .grant("base.group_portal", "sale.order", "r")
        .grant("sale.group_user", "sale.order", "rwc")
        .grant("sale.group_manager", "sale.order", "rwcd")
        .grant("stock.group_user", "stock.picking", "rwcd")
        .user("ann", "Ann Ode", &["sale.group_user"])
        .user("bob", "Bob Ray", &["sale.group_user"])
        .user("cem", "Cem Ak", &["sale.group_manager"])
        .user("dia", "Dia Roy", &["stock.group_user"])
        .user("eve", "Eve Kunz", &["base.group_portal"])
        .user("public", "Public user", &["base.group_public"])
        .change("public", |user| user.active = false);
    Shop { system, map: MAP.to_owned(), probe: None, policies: Vec::new(), baseline: None }
}

impl Shop {
    /// Changes the system.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Builder)) -> Self {
        change(&mut self.system);
        self
    }

    /// Changes the design where it says `from`, once.
    pub(crate) fn design(mut self, from: &str, to: &str) -> Self {
        assert!(self.map.contains(from), "the design does not say {from}");
        self.map = self.map.replacen(from, to, 1);
        self
    }

    /// Gives the shop a policy of its own instead of the built-in one of that name.
    pub(crate) fn policy(mut self, name: &str, text: &str) -> Self {
        self.policies.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Accepts everything that an audit finds in the shop as it is, from one day to another.
    pub(crate) fn baseline(mut self, from: &'static str, to: &'static str) -> Self {
        self.baseline = Some((from, to));
        self
    }

    /// The baseline, made of what an audit without one finds.
    fn baseline_of(&self, report: &Report) -> Option<Baseline> {
        let (from, to) = self.baseline?;
        let of = Of { kind: "odoo".to_owned(), name: "shop".to_owned() };
        let made = MadeFrom { taken_at: report.summary.taken_at.clone(), snapshot_sha256: String::new() };
        let days = (date(from).unwrap(), date(to).unwrap());
        Some(Baseline::of(&report.findings, (of, made), days, "ciso").0)
    }

    /// What the organisation asks of every system.
    fn policies(&self) -> Policies {
        if self.policies.is_empty() {
            return Policies::built_in().clone();
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in &self.policies {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Policies::load(folder.path()).unwrap()
    }

    /// Asks the running system.
    pub(crate) fn probed(mut self, probe: fn(&mut Probe<'_>)) -> Self {
        self.probe = Some(probe);
        self
    }

    /// What an audit says.
    pub(crate) fn audit(&self) -> Report {
        self.audit_of(&self.system.build())
    }

    /// What an audit of another snapshot of the shop says.
    pub(crate) fn audit_of(&self, snapshot: &Snapshot) -> Report {
        let map = role_map(&self.map, &[]);
        let probed = self.probed_on(snapshot);
        let policies = self.policies();
        let inputs = Inputs {
            policies: Some(&policies),
            design: Some((&map, "map.yaml")),
            probed: probed.as_ref(),
            ..Inputs::default()
        };
        let report = audit_with(&inputs, snapshot, Severity::High);
        match self.baseline_of(&report) {
            None => report,
            Some(baseline) => {
                let baseline = Some((&baseline, "baseline.json"));
                audit_with(&Inputs { baseline, ..inputs }, snapshot, Severity::High)
            }
        }
    }

    /// What a report of the probe alone says.
    pub(crate) fn probe_alone(&self) -> Report {
        let (snapshot, map) = (self.system.build(), role_map(&self.map, &[]));
        probe_report(&snapshot, (&map, "map.yaml"), Severity::High, &self.probed_on(&snapshot).unwrap())
    }

    fn probed_on(&self, snapshot: &Snapshot) -> Option<Probed> {
        self.probe.map(|probe| {
            let mut probed = Probe::new(snapshot);
            probe(&mut probed);
            probed.done
        })
    }

    /// What an audit without a design says.
    pub(crate) fn audit_alone(&self) -> Report {
        audit_by(&self.policies(), &self.system.build(), None, Severity::High, None)
    }

    /// The findings of one check, as text.
    pub(crate) fn told_by(&self, check: &str) -> String {
        let report = self.audit();
        let findings = report.findings.iter().filter(|finding| finding.check_name == check);
        findings.map(in_words).collect::<Vec<_>>().join("\n")
    }
}

/// What an audit of a snapshot against a role map in YAML says.
pub(crate) fn audit_snapshot(snapshot: &Snapshot, map: &str) -> Report {
    let map = role_map(map, &[]);
    audit(snapshot, Some((&map, "map.yaml")), Severity::High, None)
}

/// A role map as `rolecall` would read it, with the files beside it.
pub(crate) fn role_map(map: &str, beside: &[(&str, &str)]) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in beside {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, map).unwrap();
    let loaded = load(Path::new(&path)).unwrap();
    let errors: Vec<_> = loaded.problems.iter().filter(|problem| problem.level == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    loaded.map
}

/// A finding in a few lines, positions without the folder of the run.
pub(crate) fn in_words(finding: &Finding) -> String {
    let mut text = String::new();
    let resource = &finding.resource;
    let place =
        resource.model.iter().chain(&resource.group).chain(&resource.owner).cloned().collect::<Vec<_>>().join(" ");
    let place = if place.is_empty() { resource.instance.clone() } else { place };
    let (severity, confidence) = (finding.severity.word(), finding.confidence.word());
    let _ = writeln!(text, "{}, confidence {confidence}: {}", severity, finding.title);
    let _ = writeln!(text, "  {} {} -> {place} {:?}", finding.subject.kind, finding.subject.id, resource.ops);
    let _ = writeln!(
        text,
        "  affects {}",
        [&[finding.affected.count.to_string()], &finding.affected.users[..]].concat().join(" ")
    );
    let designed = finding.designed_at.as_ref().map_or(String::new(), |at| format!(" ({})", short(&at.to_string())));
    let _ = writeln!(text, "  expected {}{designed}", finding.expected.as_deref().unwrap_or("nothing"));
    let _ = writeln!(text, "  actual {}", short(&finding.actual));
    let _ = writeln!(text, "  path {}", short(&finding.path.join(" > ")));
    let _ = writeln!(text, "  fix {}", short(&finding.fix.summary));
    text
}

/// `/tmp/…/map.yaml:3:7` as `map.yaml:3:7`, and the same of the policies.
fn short(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.rsplit_once('/') {
        Some((_, file)) if ["map.yaml:", "waivers.yaml:"].iter().any(|name| file.starts_with(name)) => file,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
