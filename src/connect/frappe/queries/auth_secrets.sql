-- Whether, never what. An account's own password and the secret to its key are told elsewhere.
select left("doctype", 4000), left("name", 4000), left("fieldname", 4000)
  from public."__Auth"
 where "doctype" <> 'User'
