-- Never `sid`, which lets in whoever has it. Of a session's data only what is behind these two words: its `csrf_token` stays
-- where it is.
select left("user", 4000),
       case when position('session_ip' in "sessiondata") > 0
            then substring("sessiondata", position('session_ip' in "sessiondata"), 80) end,
       case when position('user_agent' in "sessiondata") > 0
            then substring("sessiondata", position('user_agent' in "sessiondata"), 400) end
  from public."tabSessions"
