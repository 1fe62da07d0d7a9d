select count(*)
  from public."tabUser Permission"
 where "user" not in ('Administrator', 'Guest') and "user" in (select "name" from public."tabUser")
   and "allow" in (select "name" from public."tabDocType")
   and (coalesce("applicable_for", '') = '' or "applicable_for" in (select "name" from public."tabDocType"))
