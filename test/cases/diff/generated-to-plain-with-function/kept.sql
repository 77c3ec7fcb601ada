select a, g from uses order by a
