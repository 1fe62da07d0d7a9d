-- Never `sid`, which lets in whoever has it. Of a session's data only two values, cut at the quote that ends each, so that what
-- stands behind, such as its `csrf_token`, does not come along: a mapping as Python writes it up to 15, JSON later. 34 and 39 are
-- the two kinds of quotes; what is in none is no value.
select name,
       case when ascii(address) not in (34, 39) then null
            when position(left(address, 1) in substring(address, 2)) = 0 then substring(address, 2)
            else left(substring(address, 2), position(left(address, 1) in substring(address, 2)) - 1) end,
       case when ascii(agent) not in (34, 39) then null
            when position(left(agent, 1) in substring(agent, 2)) = 0 then substring(agent, 2)
            else left(substring(agent, 2), position(left(agent, 1) in substring(agent, 2)) - 1) end
  from (select left("user", 4000) as name,
               case when position('session_ip' in "sessiondata") > 0
                    then ltrim(substring("sessiondata", position('session_ip' in "sessiondata") + 12, 80)) end as address,
               case when position('user_agent' in "sessiondata") > 0
                    then ltrim(substring("sessiondata", position('user_agent' in "sessiondata") + 12, 400)) end as agent
          from public."tabSessions") as told
