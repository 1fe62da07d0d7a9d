select id::bigint, to_char(departure_date, 'YYYY-MM-DD')
  from public.hr_employee
 where departure_date is not null
