select a::text, b::text, c::text, h::text, k::int from t
