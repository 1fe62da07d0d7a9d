-- Frappe asks for the roles of a report by name alone, whatever else has that name.
select left("parenttype", 4000), left("parent", 4000), left("role", 4000)
  from public."tabHas Role"
 where "parenttype" <> 'User' and "parenttype" <> 'Role Profile'
