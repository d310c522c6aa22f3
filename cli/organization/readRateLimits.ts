import { ApiError } from "../../provider/api/apiError.ts";
import type { RateLimitWire, WorkspaceRateLimitWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import type { Io } from "../output/io.ts";
import { readEach } from "./readEach.ts";

/** The rate limits of an organization. */
export interface OrganizationRateLimits {
  readonly organization: readonly RateLimitWire[];
  /** The overrides in each requested workspace, by its ID. */
  readonly overrides: ReadonlyMap<string, readonly WorkspaceRateLimitWire[]>;
}

/** The rate limits to read. */
export interface WantedRateLimits {
  /** Whether the overrides of a workspace other than the default one are read, which costs one request each. */
  of(workspace: WorkspaceWire): boolean;
  /** Whether it is an error that the key cannot read rate limits. Otherwise they are left out. */
  readonly required: boolean;
}

/** Reads the limits of the organization, and the overrides in these workspaces. Undefined if the key cannot read rate limits. */
export async function readRateLimits(
  io: Io,
  cache: OrganizationCache,
  workspaces: readonly WorkspaceWire[],
  { required }: WantedRateLimits,
): Promise<OrganizationRateLimits | undefined> {
  let organization: readonly RateLimitWire[];
  try {
    organization = await cache.rateLimits.ofOrganization(OrganizationCache.anyAge);
  } catch (error) {
    const isUnavailable =
      error instanceof ApiError && (error.reason === "forbidden" || error.reason === "not_found");
    if (required || !isUnavailable) throw error;
    io.progress(`Rate limits are left out: ${error.summary}`);
    return undefined;
  }
  const overrides = await readEach(io, workspaces, "the rate limits of workspaces", (id) =>
    cache.rateLimits.overrides(id, OrganizationCache.anyAge),
  );
  return { organization, overrides };
}
