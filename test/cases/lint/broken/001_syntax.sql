-- Description: an error of syntax after a finding
-- Author: ann
drop table users;
create tabel t (id int);
drop table orders;
