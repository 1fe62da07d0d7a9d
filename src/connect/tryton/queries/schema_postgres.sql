-- What is there, and what this login may read of it. Of `public` only real tables: a view runs whatever its owner put into it. The
-- recipe's own view is for logins without other rights; a superuser, in whose name such code could do anything, reads the
-- table itself. All tables, because whether a field is kept is seen by its column.
select n.nspname::text,
       c.relname::text,
       a.attname::text,
       has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select'),
       row_security_active(c.oid)
  from pg_namespace n
  join pg_class c on c.relnamespace = n.oid
  join pg_attribute a on a.attrelid = c.oid
 where a.attnum > 0
   and not a.attisdropped
   and ((n.nspname = 'public' and c.relkind in ('r', 'p'))
        or (n.nspname = 'rolecall' and c.relname = 'with_password' and c.relkind = 'v' and current_setting('is_superuser') = 'off'))
