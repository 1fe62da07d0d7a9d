select left("name", 4000), "track_changes"
  from public."tabDocType"
