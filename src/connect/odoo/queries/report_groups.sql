-- The column `uid` holds the report, whatever its name says.
select uid::bigint, gid::bigint
  from public.res_groups_report_rel
