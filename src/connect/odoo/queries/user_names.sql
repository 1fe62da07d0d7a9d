-- Names live in the contacts. 4000 characters are enough for a person; more is an attack on the reader's memory.
select u.id::bigint, left(coalesce(p.name::text, ''), 4000), left(p.email::text, 4000)
  from public.res_users u
  join public.res_partner p on p.id = u.partner_id
