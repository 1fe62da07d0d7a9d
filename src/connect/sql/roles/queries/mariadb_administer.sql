-- Who writes the server's own tables of accounts and roles, and with them any right.
select User, Host from mysql.db where 'mysql' like Db and (Insert_priv = 'Y' or Update_priv = 'Y')
union
select User, Host from mysql.tables_priv
 where Db = 'mysql' and Table_name in ('global_priv', 'roles_mapping')
   and (find_in_set('Insert', Table_priv) > 0 or find_in_set('Update', Table_priv) > 0)
union
select User, Host from mysql.columns_priv
 where Db = 'mysql' and Table_name in ('global_priv', 'roles_mapping') and find_in_set('Update', Column_priv) > 0
