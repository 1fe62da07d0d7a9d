select u.id::bigint, left(coalesce(p.name::text, ''), 4000)
  from public.res_users u
  join public.auth_oauth_provider p on p.id = u.oauth_provider_id
