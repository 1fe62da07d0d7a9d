select cid::bigint, array_agg(user_id::bigint)
  from public.res_company_users_rel
 group by cid
