-- What is granted on this whole database, whose name a grant may write with wildcards.
select User,
       Host,
       Select_priv = 'Y',
       Insert_priv = 'Y' or Update_priv = 'Y' or Delete_priv = 'Y' or Drop_priv = 'Y',
       Create_priv = 'Y' and Drop_priv = 'Y' and Alter_priv = 'Y' and Insert_priv = 'Y' and Update_priv = 'Y' and Delete_priv = 'Y'
  from mysql.db
 where database() like Db
