select a, g from t order by a
