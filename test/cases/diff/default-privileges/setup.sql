do $$ begin create role reader; exception when duplicate_object or unique_violation then null; end $$;
do $$ begin create role writer; exception when duplicate_object or unique_violation then null; end $$;
