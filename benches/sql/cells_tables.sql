-- Who is in which group, and what each group may do on what (read 1, write 2, create 4, delete 8).
drop table if exists memberships, grants;
create table memberships (user_id integer not null, group_id integer not null);
create table grants (group_id integer not null, resource_id integer not null, ops integer not null);
-- Room enough that nothing spills to disk.
set work_mem = '2GB';
set max_parallel_workers_per_gather = 4;
