select left("name", 4000), left("parent_company", 4000)
  from public."tabCompany"
