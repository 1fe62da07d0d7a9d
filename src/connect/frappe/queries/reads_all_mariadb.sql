-- Whether this login may read every table, so that what it is not shown is not there.
select exists (
         select 1 from information_schema.user_privileges
          where privilege_type = 'SELECT' and grantee = concat('''', replace(current_user(), '@', '''@'''), '''')
       )
    or exists (
         select 1 from information_schema.schema_privileges
          where privilege_type = 'SELECT' and grantee = concat('''', replace(current_user(), '@', '''@'''), '''')
            and database() like table_schema
       )
