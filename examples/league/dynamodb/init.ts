// The items that a fresh deployment of the league begins with.
import { dynamo } from "godwit";

export default dynamo({
  async init(ctx) {
    await ctx.put({
      PK: "CONFIG",
      SK: "PERMISSION_MATRIX",
      permissions: {
        edit_team: { resource_type: "team", roles: { admin: { allowed: true, phases: ["all"] } } },
        view_payment_history: {
          resource_type: "payment",
          roles: { admin: { allowed: true, phases: ["all"] } },
        },
      },
    });
    await ctx.put({ PK: "CONFIG", SK: "SYSTEM", season: 2026 });
  },
});
