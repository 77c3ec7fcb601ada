insert into t values (1, '2', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '2024-01-01', '{a}', 'abc', '{}', '{1}', true, 'true', 3.00);
