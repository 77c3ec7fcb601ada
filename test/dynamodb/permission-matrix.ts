// The league's permission matrix: one item of configuration that a release adds a permission to.
import { dynamo } from "../../src/core/module-dynamo.ts";

export const MATRIX_KEY = ["CONFIG", "PERMISSION_MATRIX"] as const;

export const MATRIX = {
  PK: "CONFIG",
  SK: "PERMISSION_MATRIX",
  version: 3,
  permissions: {
    edit_team: {
      description: "Edit a team",
      resource_type: "team",
      roles: {
        team_manager: { allowed: true, phases: ["draft"] },
        admin: { allowed: true, phases: ["all"] },
      },
    },
  },
};

export const VIEW_PAYMENTS = {
  description: "View payment history",
  resource_type: "payment",
  roles: { team_manager: { allowed: true, phases: ["all"] }, admin: { allowed: true, phases: ["all"] } },
};

interface Matrix {
  permissions: Record<string, unknown>;
}

export const addViewPayments = dynamo({
  async up(ctx) {
    await ctx.config<Matrix>(...MATRIX_KEY).update((matrix) => {
      matrix.permissions.view_payment_history = VIEW_PAYMENTS;
      return matrix;
    });
  },
  async down(ctx) {
    await ctx.config<Matrix>(...MATRIX_KEY).update((matrix) => {
      delete matrix.permissions.view_payment_history;
      return matrix;
    });
  },
});
