-- What is stored, for `--check-default-passwords` alone; it is tried and forgotten.
select id::bigint, left(password, 4000)
  from public.res_users
 where active and password <> ''
