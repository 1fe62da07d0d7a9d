-- Since 16: rights that apps add, each with a column of its name in the tables of permissions.
select left("perm_type", 4000), left("doc_type", 4000)
  from public."tabPermission Type"
