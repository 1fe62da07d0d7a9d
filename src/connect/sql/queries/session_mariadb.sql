-- Who asks what, and when. Of `name@host` the name, as PostgreSQL has it.
select version(),
       database(),
       substring_index(user(), '@', 1),
       date_format(utc_timestamp(), '%Y-%m-%dT%H:%i:%sZ')
