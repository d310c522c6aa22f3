import { z } from "zod";
import { anyScope, minorUnits, period } from "../schemas/spendLimits.ts";
import { fields, text } from "../validation.ts";
import { action } from "./action.ts";
import type { ControlRoute } from "./route.ts";

const word = text({ min: 1 });
const scope = { type: "workspace", workspace_id: "Production" } as const;

/** The routes for the actions with spend limits. */
export const spendLimitRoutes: readonly ControlRoute[] = [
  action(
    "setSpendLimit",
    "Set a spend limit, in minor units of the currency.",
    {
      schema: fields({ scope: anyScope, amount: z.nullable(minorUnits), period: period.optional() }),
      example: { scope, amount: "50000" },
    },
    (console, given) => console.setSpendLimit(given.scope, given.amount, given.period),
  ),
  action(
    "deleteSpendLimit",
    "Delete a spend limit.",
    { schema: fields({ id: word }), example: { id: "spl_01a" } },
    (console, { id }) => console.deleteSpendLimit(id),
  ),
  action(
    "setExtraUsage",
    "Enable or disable extra usage, which disables the organization's spend limit.",
    { schema: fields({ enabled: z.boolean() }), example: { enabled: false } },
    (console, { enabled }) => console.setExtraUsage(enabled),
  ),
  action(
    "requestSpendLimitIncrease",
    "Request a higher spend limit as a user.",
    {
      schema: fields({ user: word, period: period.optional() }),
      example: { user: "ann@example.com", period: "monthly" },
    },
    (console, given) => console.requestSpendLimitIncrease(given.user, given.period),
  ),
  action(
    "approveSpendLimitIncrease",
    "Approve an increase request and set the user's limit.",
    { schema: fields({ id: word, amount: minorUnits }), example: { id: "slir_01a", amount: "75000" } },
    (console, given) => console.approveSpendLimitIncrease(given.id, given.amount),
  ),
  action(
    "denySpendLimitIncrease",
    "Deny an increase request.",
    { schema: fields({ id: word }), example: { id: "slir_01a" } },
    (console, { id }) => console.denySpendLimitIncrease(id),
  ),
];
