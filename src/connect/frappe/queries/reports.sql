-- The text of a query or a script is not read.
select left("name", 4000), left("module", 4000), left("is_standard", 4000), left("ref_doctype", 4000), left("report_type", 4000), left("reference_report", 4000), left("owner", 4000), cast("creation" as char(26))
  from public."tabReport"
