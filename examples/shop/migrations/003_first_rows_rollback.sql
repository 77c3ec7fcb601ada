truncate order_lines, orders, customers, products restart identity;
