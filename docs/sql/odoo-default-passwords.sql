-- Optional: lets the collector's login try well-known passwords against the stored hashes of an Odoo 16, 17, 18 or 19, for
-- `rolecall collect --check-default-passwords`. Run it behind odoo-collector-role.sql, as the same role:
--
--     psql -X -d ODOO_DATABASE -f odoo-default-passwords.sql
--
-- Who can read hashes can guess passwords at leisure. Take the right away when the collection is done:
--
--     psql -X -d ODOO_DATABASE -c 'revoke select (password) on public.res_users from rolecall'
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role rolecall
\endif
grant select (password) on public.res_users to :"role";
