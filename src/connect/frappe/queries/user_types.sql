select left("name", 4000), "is_standard"
  from public."tabUser Type"
