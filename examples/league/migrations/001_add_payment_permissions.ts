// Migration: who may view the payment history
import { dynamo } from "godwit";

interface Matrix {
  permissions: Record<string, object>;
}

export default dynamo({
  async up(ctx) {
    await ctx.config<Matrix>("CONFIG", "PERMISSION_MATRIX").update((matrix) => {
      matrix.permissions.view_payment_history = {
        resource_type: "payment",
        roles: { admin: { allowed: true, phases: ["all"] } },
      };
      return matrix;
    });
  },
});
