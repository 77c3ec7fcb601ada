drop table customers;
drop table products;
