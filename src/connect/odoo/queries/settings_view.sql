-- The view of docs/sql/odoo-collector-role.sql; the list is applied again, whatever the view shows.
select key::text, case when key = any($1) then left(value::text, 4000) end
  from rolecall.settings
