select left("user", 4000), left("allow", 4000), left("for_value", 4000), left("applicable_for", 4000), "hide_descendants"
  from public."tabUser Permission"
