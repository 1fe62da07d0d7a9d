-- Keys of services that single doctypes keep as plain text: whether, never what.
select left("doctype", 4000), left("field", 4000)
  from public."tabSingles"
 where "value" <> ''
   and (("doctype" = 'Google Settings' and "field" = 'api_key')
        or ("doctype" = 'Google Drive' and "field" = 'refresh_token')
        or ("doctype" = 'Website Settings' and "field" = 'indexing_refresh_token')
        or ("doctype" = 'Video Settings' and "field" = 'api_key')
        or ("doctype" = 'Currency Exchange Settings' and "field" = 'access_key')
        or ("doctype" = 'Push Notification Settings' and "field" = 'api_key'))
