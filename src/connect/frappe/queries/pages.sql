select left("name", 4000), left("module", 4000), left("standard", 4000), left("owner", 4000), cast("creation" as char(26))
  from public."tabPage"
