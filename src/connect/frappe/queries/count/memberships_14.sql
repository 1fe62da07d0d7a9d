select count(*)
  from (select distinct "parent", "role" from public."tabHas Role"
         where "parenttype" = 'User' and "role" not in ('All', 'Guest') and "parent" <> 'Guest') as given
