-- Optional: lets the collector's login try well-known passwords against the stored hashes of a Tryton 7.0 to 8.2, for
-- `rolecall collect --check-default-passwords`. Run it behind tryton-collector-postgres.sql, as the same role:
--
--     psql -X -d TRYTON_DATABASE -f tryton-default-passwords.sql
--
-- Who can read hashes can guess passwords at leisure. Take the right away when the collection is done:
--
--     psql -X -d TRYTON_DATABASE -c 'revoke select (password_hash) on public.res_user from rolecall'
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role rolecall
\endif
grant select (password_hash) on public.res_user to :"role";
