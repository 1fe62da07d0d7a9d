-- Runs in the order of the chain, the findings of each, and the seals that were put on them later. The same for SQLite and
-- PostgreSQL: `bigint` and `text` alone.

create table runs (
    number bigint primary key,
    run text not null unique,
    kind text not null,
    system text not null,
    version text not null,
    taken_at text not null,
    judged_on text not null,
    verdict text not null,
    exit_code bigint not null,
    critical bigint not null,
    high bigint not null,
    medium bigint not null,
    low bigint not null,
    info bigint not null,
    waived bigint not null,
    known bigint not null,
    appeared bigint not null,
    fixed bigint not null,
    reopened bigint not null,
    not_looked_at bigint not null,
    manifest_sha256 text not null,
    previous_run text,
    previous_sha256 text,
    snapshot_sha256 text not null,
    tool text not null
);

create index runs_of_system on runs (kind, system, number);

-- Checks that a run could not make, or not wholly: what they found before is not fixed because it is gone.
create table gaps (
    number bigint not null references runs (number),
    check_id text not null,
    primary key (number, check_id)
);

-- Each finding of a system once, with where it stands after the system's newest run.
create table findings (
    finding bigint primary key,
    kind text not null,
    system text not null,
    fingerprint text not null,
    check_id text not null,
    rule_id text,
    subject text not null,
    resource text not null,
    title text not null,
    state text not null,
    first_number bigint not null references runs (number),
    last_number bigint not null references runs (number),
    fixed_number bigint references runs (number),
    times bigint not null,
    reopened bigint not null,
    unique (kind, system, fingerprint)
);

create table seen (
    number bigint not null references runs (number),
    finding bigint not null references findings (finding),
    severity text not null,
    confidence text not null,
    affected bigint not null,
    waiver text,
    baseline text,
    primary key (number, finding)
);

create index seen_of_finding on seen (finding);

create table seals (
    run_number bigint not null references runs (number),
    number bigint not null,
    what text not null,
    sha256 text not null,
    at text not null,
    primary key (run_number, number)
);
