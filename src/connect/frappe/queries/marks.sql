-- Doctypes that came with a version, where no row tells the version itself.
select left("name", 4000)
  from public."tabDocType"
 where "name" in ('Permission Type', 'Reminder', 'Submission Queue')
