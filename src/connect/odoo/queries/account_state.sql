-- The view of docs/sql/odoo-collector-role.sql; a row for each pair of answers rather than for each user.
select has_password::boolean, has_second_factor::boolean, array_agg(user_id::bigint)
  from rolecall.account_state
 group by 1, 2
