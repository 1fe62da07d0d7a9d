-- What is stored, for `--check-default-passwords` alone; it is tried and forgotten.
select left("name", 4000), left("password", 4000)
  from public."__Auth"
 where "doctype" = 'User' and "fieldname" = 'password'
