-- What is there; whoever may read the file may read all of it. Only real tables: a view or a virtual table runs whatever its
-- maker put into it.
select 'public',
       m.name,
       p.name,
       1,
       0
  from sqlite_schema m
  join pragma_table_xinfo(m.name) p
 where m.type = 'table'
   and m.rootpage > 0
   and p.hidden <> 1
