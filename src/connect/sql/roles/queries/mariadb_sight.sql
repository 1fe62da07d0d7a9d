-- Which of the server's own tables this login may read; of the accounts the recipe's view shows all but the passwords.
select c.table_schema, c.table_name
  from information_schema.columns c
 where c.privileges like '%select%'
   and ((c.table_schema = 'mysql' and c.table_name = 'global_priv' and c.column_name = 'Priv')
     or (c.table_schema = 'mysql' and c.table_name = 'db' and c.column_name = 'Select_priv')
     or (c.table_schema = 'mysql' and c.table_name = 'tables_priv' and c.column_name = 'Table_priv')
     or (c.table_schema = 'mysql' and c.table_name = 'columns_priv' and c.column_name = 'Column_priv')
     or (c.table_schema = 'mysql' and c.table_name = 'roles_mapping' and c.column_name = 'Role')
     or (c.table_schema = 'rolecall' and c.table_name = 'accounts of the server' and c.column_name = 'password_empty'))
