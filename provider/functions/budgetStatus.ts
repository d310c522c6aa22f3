import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { readBudgetStatus } from "../budgets/budgetStatus.ts";
import { problemOfMonth } from "../budgets/month.ts";
import { validBudgets } from "../budgets/problems.ts";
import { budgetsShape } from "../budgets/schema.ts";
import type { Budget, GetBudgetStatusResult } from "../budgets/types.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";

/** Arguments of `getBudgetStatus`. */
export interface GetBudgetStatusArgs {
  /** The budgets. Each has a different name. */
  budgets: Budget[];
  /** The month in UTC, such as `2026-11`. Default: the current month. */
  month?: string;
  /** The currency code of the amounts. If the cost is in another currency, the function fails. Default: `USD`. */
  currency?: string;
  /**
   * The API to read the cost from: `analytics` or `legacy`. The legacy report excludes the Priority Tier and products other than the
   * API. Default: `analytics` if it is available and has data for the month, otherwise `legacy`.
   */
  source?: "analytics" | "legacy";
}

const schema = z.strictObject(
  {
    ...budgetsShape,
    month: z
      .string("must be a month such as `2026-11`")
      .superRefine((name, context) => {
        const message = problemOfMonth(name);
        if (message !== undefined) context.addIssue({ code: "custom", message });
      })
      .optional(),
    source: z.enum(["analytics", "legacy"], 'must be "analytics" or "legacy"').optional(),
  },
  { error: ({ code }) => (code === "unrecognized_keys" ? undefined : "the arguments must be an object") },
);

const lookup: Lookup<GetBudgetStatusArgs, GetBudgetStatusResult> = async (
  { session, minFreshness },
  args,
) => {
  const query = validBudgets(schema, args);
  const { client, cache } = session;
  const workspaces = (fresh: boolean) => cache.workspaces(fresh ? cache.now() : minFreshness);
  return await readBudgetStatus({ client, workspaces }, query);
};

/**
 * Compares the cost of a month with budgets for workspaces, tags and the organization, and forecasts the cost of the whole month. The
 * months are in UTC. A budget whose workspace or tag does not exist is an error, so no budget is skipped silently.
 *
 * API: `GET /v1/organizations/analytics/cost`, `GET /v1/organizations/cost_report`, `GET /v1/organizations/workspaces`.
 */
export function getBudgetStatus(
  args: GetBudgetStatusArgs,
  options?: FunctionOptions,
): Promise<GetBudgetStatusResult> {
  return read("getBudgetStatus", lookup, args, options);
}

/**
 * The output form of `getBudgetStatus`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getBudgetStatusOutput(
  args: FunctionOutputArgs<GetBudgetStatusArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetBudgetStatusResult> {
  return readOutput(lookup, args, options);
}
