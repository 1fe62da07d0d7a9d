select count(*)
  from (select distinct "parent", "role" from public."tabHas Role"
         where "parenttype" = 'User' and "role" not in ('All', 'Guest', 'Desk User', 'Administrator') and "parent" <> 'Guest') as given
