select id::bigint, model::text
  from public.ir_act_report_xml
