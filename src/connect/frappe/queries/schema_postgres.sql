-- What is there of the tables that the collector knows, and what this login may read of it. Of `public` only real tables:
-- a view runs whatever its owner put into it. The recipe's own view is for logins without other rights; a superuser, in
-- whose name such code could do anything, reads the table itself.
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
   and ((n.nspname = 'rolecall' and c.relname = 'settings' and c.relkind = 'v' and current_setting('is_superuser') = 'off')
        or (n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname in (
         '__Auth',
         'tabCompany',
         'tabCustom DocPerm',
         'tabCustom Field',
         'tabCustom Role',
         'tabDocField',
         'tabDocPerm',
         'tabDocShare',
         'tabDocType',
         'tabEmail Account',
         'tabEmployee',
         'tabHas Role',
         'tabInstalled Application',
         'tabModule Def',
         'tabOAuth Bearer Token',
         'tabOAuth Client',
         'tabPage',
         'tabPermission Type',
         'tabProperty Setter',
         'tabReport',
         'tabRole',
         'tabServer Script',
         'tabSessions',
         'tabSingles',
         'tabSocial Login Key',
         'tabUser',
         'tabUser Permission',
         'tabWebhook'
       )))
