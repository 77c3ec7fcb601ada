select a::text, d::text from t
