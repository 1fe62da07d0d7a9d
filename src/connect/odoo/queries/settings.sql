-- Keys of all, values only of those that are known to hold no secret.
select key::text, case when key = any($1) then left(value::text, 4000) end
  from public.ir_config_parameter
