select count(*), sum(k), sum(id), (select sum(k) from r) as r, (select count(*) from p_low) as low from p
