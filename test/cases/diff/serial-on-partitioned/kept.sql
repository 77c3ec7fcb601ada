select id, k, (select last_value from p_id_seq) from p order by 1
