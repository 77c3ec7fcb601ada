select k::text, id from p order by 1
