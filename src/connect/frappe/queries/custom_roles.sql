select left("name", 4000), left("page", 4000), left("report", 4000)
  from public."tabCustom Role"
