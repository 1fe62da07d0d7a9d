-- Neither `access_token` nor `refresh_token`, nor `name`, which is the token.
select left("client", 4000), left("user", 4000), left("scopes", 4000), cast("creation" as char(26)), cast("expiration_time" as char(26))
  from public."tabOAuth Bearer Token"
 where "status" = 'Active'
