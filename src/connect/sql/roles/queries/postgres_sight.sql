-- What this login may see of passwords and of the server's own rules. A superuser, in whose name a view of somebody else's
-- could do anything, asks the server itself; other logins the recipe's view and function.
with me as (select current_setting('is_superuser') = 'on' as super)
select has_column_privilege('pg_catalog.pg_authid', 'rolpassword', 'select'),
       not me.super and exists (
         select from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'rolecall' and c.relname = 'database_passwords' and c.relkind = 'v'
            and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')),
       has_table_privilege('pg_catalog.pg_hba_file_rules', 'select')
         and has_function_privilege('pg_catalog.pg_hba_file_rules()', 'execute'),
       not me.super and exists (
         select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'rolecall' and p.proname = 'open_doors' and p.pronargs = 0
            and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute'))
  from me
