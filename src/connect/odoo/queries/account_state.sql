-- The view of docs/sql/odoo-collector-role.sql: whether, never what. Lists of ids travel faster than rows.
select count(*),
       array_agg(user_id::bigint) filter (where has_password),
       array_agg(user_id::bigint) filter (where has_second_factor)
  from rolecall.account_state
