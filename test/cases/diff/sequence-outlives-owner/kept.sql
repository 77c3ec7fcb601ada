select last_value from s
