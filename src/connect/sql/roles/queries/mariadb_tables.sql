-- What is granted on tables of this database, or on columns of them.
select User, Host, Table_name,
       find_in_set('Select', Table_priv) > 0,
       find_in_set('Insert', Table_priv) > 0 or find_in_set('Update', Table_priv) > 0
         or find_in_set('Delete', Table_priv) > 0 or find_in_set('Drop', Table_priv) > 0
  from mysql.tables_priv
 where Db = database()
union all
select User, Host, Table_name,
       find_in_set('Select', Column_priv) > 0,
       find_in_set('Insert', Column_priv) > 0 or find_in_set('Update', Column_priv) > 0
  from mysql.columns_priv
 where Db = database()
