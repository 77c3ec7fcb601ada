do $$ begin create role case_ada; exception when duplicate_object then null; end $$;
do $$ begin create role case_bob; exception when duplicate_object then null; end $$;
grant all on schema public to case_ada, case_bob;
