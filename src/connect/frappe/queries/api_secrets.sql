-- Whether, never what. A key without one lets nobody in.
select left("name", 4000)
  from public."__Auth"
 where "doctype" = 'User' and "fieldname" = 'api_secret'
