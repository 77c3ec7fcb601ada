// Migration: fill order totals
// Kind: data
import { migration } from "godwit";

export default migration({
  async up({ sql, log, signal }) {
    for (let last = 0n, filled = 0; !signal.aborted; ) {
      const orders = await sql<{ id: string }>`
        update orders set total_cents = (
          select sum(quantity * price_cents) from order_lines join products on products.id = product_id
          where order_id = orders.id)
        where id in (select id from orders where id > ${last} order by id limit 250)
        returning id`;
      if (orders.length === 0) break;
      filled += orders.length;
      last = orders.reduce((highest, { id }) => (BigInt(id) > highest ? BigInt(id) : highest), last);
      log(`${filled} orders have a total`);
    }
  },

  async down({ sql }) {
    await sql`update orders set total_cents = null`;
  },
});
