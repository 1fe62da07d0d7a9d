-- The same with rolecall's own idea in SQL: users with the same groups are computed once, then every user gets the cells.
with held as materialized (
    select user_id, array_agg(group_id order by group_id) as groups from memberships group by user_id
), profiles as materialized (
    select row_number() over () as profile, groups from (select distinct groups from held) as sets
), cells as materialized (
    select profile, resource_id, bit_or(ops) as ops
      from profiles cross join unnest(groups) as group_id join grants using (group_id)
     group by profile, resource_id
)
select count(*), sum(bit_count(ops::bit(4)))::bigint
  from held join profiles using (groups) join cells using (profile)
