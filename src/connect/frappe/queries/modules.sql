select left("name", 4000), left("app_name", 4000)
  from public."tabModule Def"
