-- One table for the roles of users, pages, reports, profiles and charts.
select left("parent", 4000), left("role", 4000)
  from public."tabHas Role"
 where "parenttype" = 'User'
