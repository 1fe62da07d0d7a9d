select left(coalesce(name::text, ''), 4000), coalesce(enabled, false), left(validation_endpoint::text, 4000)
  from public.auth_oauth_provider
