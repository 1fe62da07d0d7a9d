-- In the order in which Frappe looks: of several for one page or report the first counts.
select left("name", 4000), left("page", 4000), left("report", 4000)
  from public."tabCustom Role"
 order by "modified" desc, "name"
