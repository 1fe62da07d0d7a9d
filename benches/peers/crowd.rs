//! Many people on the groups, rows, rules and fields of a system: a hundred thousand accounts in thousands of sets of groups, as a
//! large company has them, with a design and a list of the staff.

#![expect(clippy::indexing_slicing, reason = "positions are of lists made here")]

use std::fmt::Write as _;
use std::path::Path;

use fake::Fake;
use fake::faker::name::en::{FirstName, LastName};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rolecall::access::Access;
use rolecall::model::{GroupIx, UserIx};
use rolecall::snapshot::{
    self, Domain, Membership, Person, Presence, SessionUse, Snapshot, State, Token, User, UserKind,
};
use rolecall::synth;

const DEPARTMENTS: usize = 50;
const DUTIES: usize = 40;
/// One account in so many is a customer's, and so on.
const CUSTOMER: usize = 8;
const INACTIVE: usize = 25;
const LEFT: usize = 49;
const WITH_KEY: usize = 23;
const SECOND_ACCOUNT: usize = 199;
const SIGNED_IN_NOW: usize = 11;
const SHARED: usize = 499;
/// One account in so many holds up to two groups too many, unless another number is asked for; the smaller, the more sets of groups.
pub(crate) const TOO_MANY: usize = 20;
/// Where the crowd works.
const DOMAIN: &str = "crowd.example";

/// Files of a crowd that an audit is given.
pub(crate) struct Files<'f>(pub(crate) &'f Path);

impl Files<'_> {
    pub(crate) fn snapshot(&self) -> std::path::PathBuf {
        self.0.join("crowd.snapshot")
    }

    pub(crate) fn map(&self) -> std::path::PathBuf {
        self.0.join("role-map.yaml")
    }

    /// Who holds which role.
    fn roles(&self) -> std::path::PathBuf {
        self.0.join("roles.csv")
    }

    /// Who works in the company.
    pub(crate) fn staff(&self) -> std::path::PathBuf {
        self.0.join("staff.csv")
    }
}

/// Writes snapshot, role map and staff list of a crowd: on the system of a snapshot file, or else on the sample company's. One
/// account in `odd` holds groups too many.
pub(crate) fn make(users: usize, folder: &Path, system: Option<&Path>, odd: usize) {
    let base = match system {
        Some(file) => snapshot::read(file).unwrap(),
        None => synth::company(1, "2026-11-20T08:00:00Z").snapshot,
    };
    let files = Files(folder);
    let mut crowd = Crowd::on(&base, odd);
    for at in 0..users {
        crowd.enter(at);
    }
    std::fs::write(files.map(), &crowd.map).unwrap();
    std::fs::write(files.roles(), &crowd.roles).unwrap();
    std::fs::write(files.staff(), &crowd.staff).unwrap();
    snapshot::write(&crowd.join(base.clone()), &files.snapshot()).unwrap();
}

/// What a new account brings along.
struct Newcomer {
    user: User,
    groups: Vec<usize>,
    works: Option<bool>,
    key: Option<u16>,
    open: u32,
}

struct Crowd {
    rng: StdRng,
    odd: usize,
    taken: jiff::Timestamp,
    employees: Vec<usize>,
    customers: Vec<usize>,
    /// Groups that a role or an accident may give.
    business: Vec<usize>,
    departments: Vec<Vec<usize>>,
    duties: Vec<Vec<usize>>,
    /// What each group brings.
    brought: Vec<Vec<usize>>,
    newcomers: Vec<Newcomer>,
    map: String,
    roles: String,
    staff: String,
}

impl Crowd {
    fn on(base: &Snapshot, odd: usize) -> Self {
        let access = Access::compute(base);
        let graph = access.graph();
        let brought: Vec<Vec<usize>> =
            (0..base.groups.len()).map(|group| graph.closure([GroupIx::new(group)]).ones().collect()).collect();
        let makes = |kind| (0..base.groups.len()).filter(|at| base.groups[*at].makes == Some(kind)).collect::<Vec<_>>();
        let (employees, customers) = (makes(UserKind::Internal), makes(UserKind::External));
        // Neither administration nor what makes outsiders is given by chance; administrators are made on purpose.
        let plain = |at: &usize| {
            let kinds = brought[*at].iter().all(|group| {
                let group = &base.groups[*group];
                !group.administers && !matches!(group.makes, Some(UserKind::External | UserKind::Anonymous))
            });
            kinds && !employees.contains(at) && !base.groups[*at].key.contains(' ')
        };
        let business: Vec<usize> = (0..base.groups.len()).filter(plain).collect();
        let mut crowd = Self {
            rng: StdRng::seed_from_u64(1),
            odd,
            taken: base.system.taken_at.parse().unwrap(),
            employees,
            customers,
            business,
            departments: Vec::new(),
            duties: Vec::new(),
            brought,
            newcomers: Vec::new(),
            map: format!("system: {}\nscope: {{ resources: [\"*\"] }}\nusers: roles.csv\nroles:\n", base.system.kind),
            roles: String::from("login,role,person\n"),
            staff: String::from("login,email,person,left\n"),
        };
        let names = |groups: &[usize]| groups.iter().map(|at| &*base.groups[*at].key).collect::<Vec<_>>().join(", ");
        for at in 0..DEPARTMENTS + DUTIES {
            let mut groups = crowd.employees.clone();
            groups.extend((0..=(at % 2)).map(|_| crowd.business_group()));
            groups.sort_unstable();
            groups.dedup();
            let list = names(&groups);
            let (name, logins, of) = if at < DEPARTMENTS {
                let logins = format!("    users: [\"*@d{at:02}.{DOMAIN}\"]\n");
                (format!("department-{at:02}"), logins, &mut crowd.departments)
            } else {
                (format!("duty-{:02}", at - DEPARTMENTS), String::new(), &mut crowd.duties)
            };
            of.push(groups);
            writeln!(crowd.map, "  {name}:\n    groups: [{list}]\n    includes: [{list}]\n{logins}").unwrap();
        }
        let list = names(&crowd.customers);
        writeln!(
            crowd.map,
            "  customer:\n    groups: [{list}]\n    includes: [{list}]\n    users: [\"*@client.{DOMAIN}\"]"
        )
        .unwrap();
        crowd
    }

    fn below(&mut self, limit: usize) -> usize {
        (0..limit.max(1)).fake_with_rng(&mut self.rng)
    }

    fn business_group(&mut self) -> usize {
        let at = self.below(self.business.len());
        self.business[at]
    }

    fn days_ago(&self, days: usize) -> Box<str> {
        let hours = jiff::SignedDuration::from_hours(24 * i64::try_from(days).unwrap());
        self.taken.checked_sub(hours).unwrap().strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into()
    }

    fn enter(&mut self, at: usize) {
        let (first, last): (String, String) =
            (FirstName().fake_with_rng(&mut self.rng), LastName().fake_with_rng(&mut self.rng));
        let name = format!("{first} {last}");
        let plain = |text: &str| text.to_lowercase().replace('\'', "");
        let customer = at % CUSTOMER == CUSTOMER - 1;
        let (department, duty) = (at % DEPARTMENTS, self.below(DUTIES));
        let (host, kind) = if customer {
            (format!("client.{DOMAIN}"), UserKind::External)
        } else {
            (format!("d{department:02}.{DOMAIN}"), UserKind::Internal)
        };
        let shared = at % SHARED == SHARED - 1;
        let login = if shared {
            format!("reception{at:06}@{host}")
        } else {
            format!("{}.{}{at:06}@{host}", plain(&first), plain(&last))
        };
        // A second account of whoever came before.
        let email = match self.newcomers.last() {
            Some(before) if at % SECOND_ACCOUNT == SECOND_ACCOUNT - 1 => before.user.email.clone(),
            _ => Some(login.as_str().into()),
        };
        let mut groups = if customer {
            self.customers.clone()
        } else {
            [self.departments[department].as_slice(), &self.duties[duty]].concat()
        };
        if !customer && at % self.odd == self.odd - 1 {
            groups.extend((0..=(at % 2)).map(|_| self.business_group()));
        }
        let mut held: Vec<usize> = groups.iter().flat_map(|group| &self.brought[*group]).copied().collect();
        held.sort_unstable();
        held.dedup();
        let left = at % LEFT == LEFT - 1;
        let (made, ago) = (400 + self.below(2000), self.below(400));
        let user = User {
            key: login.as_str().into(),
            login: None,
            id: (100_000 + at).to_string().into(),
            name: name.as_str().into(),
            email,
            kind,
            active: !at.is_multiple_of(INACTIVE),
            superuser: false,
            company: None,
            companies: Vec::new(),
            created: Some(self.days_ago(made)),
            last_login: (ago % 10 != 0).then(|| self.days_ago(ago)),
            password: Presence::Present,
            second_factor: if at.is_multiple_of(3) { Presence::Absent } else { Presence::Present },
            provider: None,
        };
        if customer {
            // Nobody of the staff.
        } else {
            writeln!(self.roles, "{login},duty-{duty:02},{name} {at}").unwrap();
            writeln!(self.staff, "{login},{login},{name} {at},{}", if left { "yes" } else { "no" }).unwrap();
        }
        let key = (at % WITH_KEY == WITH_KEY - 1).then(|| u16::try_from(self.below(700)).unwrap());
        let open = if at.is_multiple_of(SIGNED_IN_NOW) { 1 + u32::try_from(self.below(4)).unwrap() } else { 0 };
        let works = (!customer && !shared).then_some(!left);
        self.newcomers.push(Newcomer { user, groups: held, works, key, open });
    }

    /// The system with the crowd beside those who are there, all in order.
    fn join(mut self, base: Snapshot) -> Snapshot {
        let newcomers = std::mem::take(&mut self.newcomers);
        let (old, mut users) = (base.users.len(), base.users.clone());
        users.extend(newcomers.iter().map(|newcomer| newcomer.user.clone()));
        let mut order: Vec<usize> = (0..users.len()).collect();
        order.sort_by(|a, b| users[*a].key.cmp(&users[*b].key));
        let mut place = vec![UserIx::new(0); users.len()];
        for (to, from) in order.iter().enumerate() {
            place[*from] = UserIx::new(to);
        }
        let mut joined = Snapshot { users: order.iter().map(|from| users[*from].clone()).collect(), ..base };
        let moved = |user: &mut UserIx| *user = place[user.index()];
        joined.memberships.iter_mut().for_each(|row| moved(&mut row.0));
        joined.tokens.iter_mut().for_each(|token| moved(&mut token.owner));
        joined.people.iter_mut().for_each(|person| moved(&mut person.user));
        joined.sessions.iter_mut().for_each(|session| moved(&mut session.user));
        joined.default_passwords.iter_mut().for_each(|known| moved(&mut known.user));
        joined.limits.iter_mut().for_each(|limit| moved(&mut limit.user));
        joined.shares.iter_mut().filter_map(|share| share.to.as_mut()).for_each(moved);
        for (at, newcomer) in newcomers.iter().enumerate() {
            let user = place[old + at];
            joined.memberships.extend(newcomer.groups.iter().map(|group| Membership(user, GroupIx::new(*group))));
            joined.people.extend(newcomer.works.map(|working| Person {
                user,
                key: format!("crowd {at}").into(),
                working: Some(working),
                until: None,
            }));
            joined.tokens.extend(newcomer.key.map(|days| Token {
                kind: Token::API_KEY.to_owned(),
                name: format!("key {}", days % 50),
                owner: user,
                scope: None,
                created: Some(self.days_ago(usize::from(days)).into()),
                expires: None,
                outlives_owner: false,
                scope_unchecked: false,
            }));
            joined.sessions.extend((newcomer.open > 0).then_some(SessionUse {
                user,
                open: newcomer.open,
                addresses: 1,
                agents: 1,
                allowed: 0,
            }));
        }
        joined.memberships.sort_unstable();
        joined.people.sort_by_key(|person| person.user);
        joined.sessions.sort_by_key(|session| session.user);
        // What the crowd brings along is known now.
        let brought = [Domain::LastLogins, Domain::SecondFactors, Domain::People, Domain::Sessions, Domain::Tokens];
        for coverage in joined.coverage.iter_mut().filter(|coverage| brought.contains(&coverage.domain)) {
            (coverage.state, coverage.reason) = (State::Assessed, None);
        }
        joined
    }
}
