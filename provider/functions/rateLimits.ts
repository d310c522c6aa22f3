import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { RateLimitWire, WorkspaceRateLimitWire } from "../api/objects.ts";
import { choice } from "../choices.ts";
import { UserError } from "../errors.ts";
import { idWithPrefix } from "../ids.ts";
import { own } from "../kernel/values.ts";
import { nearestOf } from "../nearest.ts";
import { groupTypes, modelGroup } from "../resources/workspaceRateLimit/schema.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getRateLimits`. A filter that is left out matches every group. */
export interface GetRateLimitsArgs {
  /** The ID of a workspace, `wrkspc_...`. The result then has the limits that apply in it. Default: those of the organization. */
  workspaceId?: string;
  /** A model or its alias. The result then has only its model family. Fails if there are no limits for it. */
  model?: string;
  /** The type of the group: model families, or one API. */
  groupType?: "model_group" | "batch" | "files" | "skills" | "token_count" | "web_search";
}

/** The rate limits of one group: of a model family, or of one API. */
export interface GetRateLimitResult {
  /** The ID of the group, `rlg_...`. It is the same in every organization. */
  groupId: string;
  /** `model_group`, `batch`, `files`, `skills`, `token_count` or `web_search`. */
  groupType: string;
  /** The name of a model family, such as `Claude Opus 5.x`. It may change. Undefined for an API. */
  displayName: string | undefined;
  /** The models of the family, with their aliases. Undefined for an API. */
  models: string[] | undefined;
  /** The ID of the organization's limits of the group. */
  rateLimitId: string;
  /**
   * The limits that apply, by type, such as `requests_per_minute`. With `workspaceId`, the lower of the workspace's limit and the
   * organization's limit.
   */
  limits: Record<string, number>;
  /** The limits of the organization, by type. */
  organizationLimits: Record<string, number>;
  /** The limits that the workspace overrides, by type. Empty without `workspaceId`. */
  overrides: Record<string, number>;
}

type Group = Pick<RateLimitWire, "group" | "models">;

function groupOf({ group, models }: Group, rateLimitId: string) {
  return {
    groupId: group.id,
    groupType: group.type,
    displayName: group.display_name ?? undefined,
    models: models ?? undefined,
    rateLimitId,
  };
}

function ofOrganization(wire: RateLimitWire): GetRateLimitResult {
  const limits = Object.fromEntries(wire.limits.map(({ type, value }) => [type, value]));
  return { ...groupOf(wire, wire.id), limits, organizationLimits: { ...limits }, overrides: {} };
}

function ofWorkspace(wire: WorkspaceRateLimitWire): GetRateLimitResult {
  const organizationLimits: Record<string, number> = {};
  const overrides: Record<string, number> = {};
  for (const { type, value, org_limit: limit, source } of wire.limits) {
    if (limit !== null) organizationLimits[type] = limit;
    if (source.type === "workspace") overrides[type] = value;
    else organizationLimits[type] ??= value;
  }
  const limits = { ...organizationLimits };
  for (const [type, value] of Object.entries(overrides)) {
    limits[type] = Math.min(value, own(organizationLimits, type) ?? value);
  }
  return { ...groupOf(wire, wire.rate_limit_id), limits, organizationLimits, overrides };
}

const Args = z.strictObject({
  workspaceId: idWithPrefix("wrkspc_").optional(),
  model: z.string("must be a string").trim().optional(),
  groupType: choice([modelGroup, ...groupTypes]).optional(),
});

const lookup: Lookup<GetRateLimitsArgs, GetRateLimitResult[]> = async (
  { session: { cache }, minFreshness },
  args,
) => {
  const { workspaceId, model, groupType } = validArgs("getRateLimits", Args, args);
  const all =
    workspaceId === undefined
      ? (await cache.rateLimits.ofOrganization(minFreshness)).map(ofOrganization)
      : (await cache.rateLimits.ofWorkspace(workspaceId, minFreshness)).map(ofWorkspace);
  const ofModel = all.filter(({ models }) => model === undefined || models?.includes(model) === true);
  if (model !== undefined && ofModel.length === 0) {
    const meant = nearestOf(
      model,
      all.flatMap(({ models }) => models ?? []),
    );
    const where = workspaceId === undefined ? "the organization" : `workspace ${workspaceId}`;
    throw new UserError(
      `cannot list the rate limits of the model \`${model}\`: ${where} has none. ${meant === undefined ? "Omit `model` to list all groups and their models." : `Did you mean \`${meant}\`?`}`,
    );
  }
  return ofModel.filter((group) => groupType === undefined || group.groupType === groupType);
};

/**
 * Lists the rate limits of the organization by group: each model family, and each API with limits of its own. With
 * `workspaceId`, lists those that apply in a workspace, including inherited ones.
 *
 * API: `GET /v1/organizations/rate_limits`, and with `workspaceId` `GET /v1/organizations/workspaces/{id}/rate_limits`.
 */
export function getRateLimits(
  args: GetRateLimitsArgs = {},
  options?: FunctionOptions,
): Promise<GetRateLimitResult[]> {
  return read("getRateLimits", lookup, args, options);
}

/**
 * The output form of `getRateLimits`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getRateLimitsOutput(
  args: FunctionOutputArgs<GetRateLimitsArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetRateLimitResult[]> {
  return readOutput(lookup, args, options);
}
