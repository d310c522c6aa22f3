import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { pages } from "../api/pages.ts";
import { SpendSummaryWire } from "../api/spendLimits/objects.ts";
import { idWithPrefix } from "../ids.ts";
import type { SpendLimitPeriod } from "../resources/spendLimit/args.ts";
import { Period } from "../resources/spendLimit/schema.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";
import { effectiveLimitOf } from "./spendLimitRows.ts";
import type { EffectiveSpendLimit } from "./spendLimitTypes.ts";

/** Filters for `getEffectiveSpendLimits`. A filter that is left out matches everything. */
export interface GetEffectiveSpendLimitsArgs {
  /** The periods to include. */
  periods?: SpendLimitPeriod[];
  /** The IDs of the users to include, `user_...`. */
  userIds?: string[];
}

const name = "getEffectiveSpendLimits";
const doing = "list the effective spend limits";
const usersPerRequest = 100;

const Args = z.strictObject({
  periods: z
    .array(Period, "must be an array")
    .min(1, "must not be empty. Omit it to include everything")
    .optional(),
  userIds: z
    .array(idWithPrefix("user_"), "must be an array of strings")
    .min(1, "must not be empty. Omit it to include everything")
    .optional(),
});

const lookup: Lookup<GetEffectiveSpendLimitsArgs, EffectiveSpendLimit[]> = async ({ session }, args) => {
  const { periods, userIds } = validArgs(name, Args, args);
  const ids = userIds === undefined ? [undefined] : chunks([...new Set(userIds)]);
  const rows: EffectiveSpendLimit[] = [];
  for (const user_ids of ids) {
    const found = await pages(session.client, {
      path: "/v1/organizations/spend_limits/effective",
      query: { period: periods, user_ids },
      item: SpendSummaryWire,
      id: ({ actor, period }) => `${actor.user_id ?? actor.scoped_api_key_id} ${period}`,
      cursor: "opaque",
      doing,
    });
    rows.push(...found.map(effectiveLimitOf));
  }
  return rows;
};

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / usersPerRequest) }, (_, index) =>
    ids.slice(index * usersPerRequest, (index + 1) * usersPerRequest),
  );
}

/**
 * Lists the spend limit that applies to each user, the scope that it is inherited from, and the user's spend in the current period.
 * There is one row for each user and period with a limit. Claude Enterprise only: fails in a Console organization.
 *
 * API: `GET /v1/organizations/spend_limits/effective`.
 */
export function getEffectiveSpendLimits(
  args: GetEffectiveSpendLimitsArgs = {},
  options?: FunctionOptions,
): Promise<EffectiveSpendLimit[]> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getEffectiveSpendLimits`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getEffectiveSpendLimitsOutput(
  args: FunctionOutputArgs<GetEffectiveSpendLimitsArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<EffectiveSpendLimit[]> {
  return readOutput(lookup, args, options);
}
