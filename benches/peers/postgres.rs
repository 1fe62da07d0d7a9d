//! The cells of every user by one SQL query in PostgreSQL and by rolecall.

use rolecall::access::Access;
use rolecall::model::UserIx;
use rolecall::snapshot::{Grantee, Snapshot};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor, Row};

use crate::company;
use crate::timing::{median, repeated, show};

const USERS: usize = 100_000;
const QUERIES: [(&str, &str); 2] = [
    ("join and aggregate", include_str!("../sql/cells.sql")),
    ("users collapsed into sets of groups first", include_str!("../sql/cells_collapsed.sql")),
];

pub(crate) async fn run(url: &str) {
    let snapshot = company(USERS).snapshot;
    let mut connection = PgConnection::connect(url).await.unwrap();
    load(&mut connection, &snapshot).await;

    let by_rolecall = || cells(&snapshot);
    let (expected, quick) = (by_rolecall(), repeated(5, by_rolecall));
    println!(
        "| {USERS} users, {} memberships, {} grants | PostgreSQL | rolecall | ratio |",
        snapshot.memberships.len(),
        snapshot.grants.len()
    );
    println!("|---|---|---|---|");
    for (name, sql) in QUERIES {
        let mut seconds = Vec::new();
        for _ in 0..3 {
            let start = std::time::Instant::now();
            let row = connection.fetch_one(sql).await.unwrap();
            seconds.push(start.elapsed().as_secs_f64());
            assert_eq!((row.get::<i64, _>(0), row.get::<i64, _>(1)), expected, "the two must agree");
        }
        let slow = median(seconds);
        println!(
            "| {name}: {} rows, {} cells | {} | {} | {:.0} |",
            expected.0,
            expected.1,
            show(slow),
            show(quick),
            slow / quick
        );
    }
}

/// Users and resources with any access, and how many operations that is; every row is visited, as the query does.
fn cells(snapshot: &Snapshot) -> (i64, i64) {
    let access = Access::compute(snapshot);
    let (mut rows, mut operations) = (0, 0);
    for user in (0..snapshot.users.len()).map(UserIx::new) {
        for (_, ops) in access.of(user).cells.iter() {
            rows += 1;
            operations += i64::from(ops.0.count_ones());
        }
    }
    (rows, operations)
}

async fn load(connection: &mut PgConnection, snapshot: &Snapshot) {
    connection.execute(include_str!("../sql/cells_tables.sql")).await.unwrap();
    let memberships = snapshot.memberships.iter();
    copy(connection, "memberships", memberships.map(|row| format!("{}\t{}\n", row.0.0, row.1.0))).await;
    let grants = snapshot.grants.iter().filter_map(|grant| match grant.to {
        Grantee::Group(group) => Some(format!("{}\t{}\t{}\n", group.0, grant.resource.0, grant.ops.0)),
        Grantee::Everyone => None,
    });
    copy(connection, "grants", grants).await;
    connection.execute("create index on memberships (group_id, user_id)").await.unwrap();
    connection.execute("create index on grants (group_id) include (resource_id, ops)").await.unwrap();
    connection.execute("vacuum analyze").await.unwrap();
}

async fn copy(connection: &mut PgConnection, table: &str, rows: impl Iterator<Item = String>) {
    let mut sink = connection.copy_in_raw(&format!("copy {table} from stdin")).await.unwrap();
    sink.send(rows.collect::<String>().into_bytes()).await.unwrap();
    sink.finish().await.unwrap();
}
