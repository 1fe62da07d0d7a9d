-- What the server calls itself and whether it listens to other machines; everybody may see it.
select max(case when variable_name = 'HOSTNAME' then global_value end),
       max(case when variable_name = 'BIND_ADDRESS' then global_value end),
       max(case when variable_name = 'SKIP_NETWORKING' then global_value end) = 'ON'
  from information_schema.system_variables
 where variable_name in ('HOSTNAME', 'BIND_ADDRESS', 'SKIP_NETWORKING')
