-- The view of docs/sql/odoo-collector-role.sql: which records hold a secret of a third party, never what it is.
select model, id, name, active, written, field
  from rolecall.credentials
