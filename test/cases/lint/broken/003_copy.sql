-- Description: rows in the file
-- Author: ann
copy users (id, name) from stdin;
1	drop table users;
\.
delete from users;
