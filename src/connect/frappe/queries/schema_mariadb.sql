-- What this login may read of the tables that the collector knows: the server shows nothing else, so what is missing and
-- what is refused look the same. Only real tables: a view runs whatever its owner put into it. The recipe's own view is
-- in a database of its own, under the name of the site's.
select case when c.table_schema = database() then 'public' else 'rolecall' end,
       case when c.table_schema = database() then c.table_name else 'settings' end,
       c.column_name,
       c.privileges like '%select%',
       0
  from information_schema.columns c
  join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
 where (c.table_schema = 'rolecall' and c.table_name = database() and t.table_type = 'VIEW')
    or (c.table_schema = database() and t.table_type = 'BASE TABLE' and c.table_name in (
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
       ))
