select a, b, c, d from t order by 1
