-- Apps, as the last migration wrote them.
select left("app_name", 4000), left("app_version", 4000)
  from public."tabInstalled Application"
