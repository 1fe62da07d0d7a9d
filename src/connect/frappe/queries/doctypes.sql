select left("name", 4000), left("module", 4000), "issingle", "istable", "is_virtual", "is_submittable", "allow_import", "custom", left("owner", 4000), cast("creation" as char(26))
  from public."tabDocType"
