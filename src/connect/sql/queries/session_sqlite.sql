-- What reads the file, and when. A file has no logins; its name is known without asking.
select sqlite_version(),
       '',
       '',
       strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
