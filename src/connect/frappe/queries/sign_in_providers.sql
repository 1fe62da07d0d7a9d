-- Never `client_secret`.
select left("name", 4000), left("provider_name", 4000), "enable_social_login", left("base_url", 4000)
  from public."tabSocial Login Key"
