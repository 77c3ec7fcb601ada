do $$ begin create role reader; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role "Odd One"; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role lender; exception when duplicate_object or unique_violation then null; end $$;
