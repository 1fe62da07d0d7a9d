-- The view of docs/sql/odoo-collector-role.sql.
select user_id::bigint, has_password::boolean, has_second_factor::boolean
  from rolecall.account_state
