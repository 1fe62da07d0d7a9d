-- Rules of the OCA module auditlog that are switched on and note what was written.
select model_id::bigint, coalesce(state = 'subscribed', false), coalesce(log_write, false)
  from public.auditlog_rule
