-- Single doctypes that somebody saved, so that their one document has an owner.
select distinct left("doctype", 4000)
  from public."tabSingles"
