-- Whether, never what: a row is there or is not.
select left("name", 4000)
  from public."__Auth"
 where "doctype" = 'User' and "fieldname" = 'password'
