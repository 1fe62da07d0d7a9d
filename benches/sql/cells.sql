-- Every user's effective operations on every resource. Counted here, so that the time is not that of sending rows.
-- Rows of one group on one resource are put together first, which makes the join smaller.
with of_group as materialized (
    select group_id, resource_id, bit_or(ops) as ops from grants group by group_id, resource_id
), cells as (
    select user_id, resource_id, bit_or(ops) as ops
      from memberships join of_group using (group_id)
     group by user_id, resource_id
)
select count(*), sum(bit_count(ops::bit(4)))::bigint from cells
