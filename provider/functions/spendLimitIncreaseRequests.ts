import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { pages } from "../api/pages.ts";
import { IncreaseRequestWire } from "../api/spendLimits/objects.ts";
import { idWithPrefix } from "../ids.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";
import { actorOf, effectiveLimitOf } from "./spendLimitRows.ts";
import type { EffectiveSpendLimit, SpendLimitActor } from "./spendLimitTypes.ts";

/** Filters for `getSpendLimitIncreaseRequests`. A filter that is left out matches every request. */
export interface GetSpendLimitIncreaseRequestsArgs {
  /** The status. */
  status?: "pending" | "approved" | "denied";
  /** The IDs of the users who requested a higher limit, `user_...`. */
  userIds?: string[];
}

/** A user's request for a higher spend limit. */
export interface GetSpendLimitIncreaseRequestResult {
  /** The ID, `slir_...`. */
  id: string;
  /** `pending`, `approved` or `denied`. */
  status: string;
  /** The user who requested a higher limit. */
  user: SpendLimitActor;
  /** The period of the limit that the user reached: `daily`, `weekly` or `monthly`. */
  period: string;
  /** When it was sent, in RFC 3339 format. */
  createdAt: string;
  /** When it was approved or denied, in RFC 3339 format. Undefined while it is pending. */
  resolvedAt: string | undefined;
  /** Who approved or denied it. Undefined while it is pending. */
  resolvedBy: SpendLimitActor | undefined;
  /** The limit that applies to the user now. Undefined unless the request is pending. */
  limit: EffectiveSpendLimit | undefined;
}

const name = "getSpendLimitIncreaseRequests";

const Args = z.strictObject({
  status: z.enum(["pending", "approved", "denied"], "must be `pending`, `approved` or `denied`").optional(),
  userIds: z
    .array(idWithPrefix("user_"), "must be an array of strings")
    .min(1, "must not be empty. Omit it to include everything")
    .optional(),
});

const lookup: Lookup<GetSpendLimitIncreaseRequestsArgs, GetSpendLimitIncreaseRequestResult[]> = async (
  { session },
  args,
) => {
  const { status, userIds } = validArgs(name, Args, args);
  const requests = await pages(session.client, {
    path: "/v1/organizations/spend_limit_increase_requests",
    query: { status: status === undefined ? undefined : [status], actor_ids: userIds },
    item: IncreaseRequestWire,
    id: ({ id }) => id,
    cursor: "opaque",
    doing: "list the spend limit increase requests",
  });
  return requests.map(fromWire);
};

function fromWire(wire: IncreaseRequestWire): GetSpendLimitIncreaseRequestResult {
  const { resolved_by: resolvedBy, spend_summary: limit } = wire;
  return {
    id: wire.id,
    status: wire.status,
    user: actorOf(wire.actor),
    period: wire.period,
    createdAt: wire.created_at,
    resolvedAt: wire.resolved_at ?? undefined,
    resolvedBy: resolvedBy ? actorOf(resolvedBy) : undefined,
    limit: limit ? effectiveLimitOf(limit) : undefined,
  };
}

/**
 * Lists the requests of users for higher spend limits, newest first. An admin approves or denies them in claude.ai; this function
 * only reads them. Requests of users who left are not included. Claude Enterprise only: the list is empty in a Console organization.
 *
 * API: `GET /v1/organizations/spend_limit_increase_requests`.
 */
export function getSpendLimitIncreaseRequests(
  args: GetSpendLimitIncreaseRequestsArgs = {},
  options?: FunctionOptions,
): Promise<GetSpendLimitIncreaseRequestResult[]> {
  return read(name, lookup, args, options);
}

/**
 * The output form of `getSpendLimitIncreaseRequests`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getSpendLimitIncreaseRequestsOutput(
  args: FunctionOutputArgs<GetSpendLimitIncreaseRequestsArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetSpendLimitIncreaseRequestResult[]> {
  return readOutput(lookup, args, options);
}
