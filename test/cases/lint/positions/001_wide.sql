-- Description: byte order mark, line ends, wide characters
-- Author: ann
select 1;
create table "größe🐦" (
	id serial primary key,
	"naïve" json
);
