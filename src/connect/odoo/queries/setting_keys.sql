select key::text, null::text
  from public.ir_config_parameter
 where $1::text[] is not null
