-- The text of a script is not read.
select left("name", 4000), left("script_type", 4000), left("reference_doctype", 4000), left("api_method", 4000), "allow_guest", "disabled", left("owner", 4000), cast("creation" as char(26))
  from public."tabServer Script"
