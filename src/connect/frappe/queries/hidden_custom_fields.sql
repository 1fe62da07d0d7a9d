select left("dt", 4000), left("fieldname", 4000), left("owner", 4000), cast("creation" as char(26))
  from public."tabCustom Field"
 where "hidden" = 1
