select count(*)
  from public."__Auth" a join public."tabUser" u on u."name" = a."name"
 where a."doctype" = 'User' and a."fieldname" = 'api_secret' and u."api_key" <> ''
