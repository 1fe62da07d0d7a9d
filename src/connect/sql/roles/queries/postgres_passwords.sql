-- Whether, never what.
select rolname::text, rolpassword is not null from pg_catalog.pg_authid
