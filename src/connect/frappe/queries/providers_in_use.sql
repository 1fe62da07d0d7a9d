select left("name", 4000), cast("modified" as char(26)), "enable_social_login"
  from public."tabSocial Login Key"
