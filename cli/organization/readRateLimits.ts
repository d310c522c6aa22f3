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

/** Reads the overrides in these workspaces, with one request each, and the limits of the organization. */
export async function readRateLimits(
  io: Io,
  { rateLimits }: OrganizationCache,
  workspaces: readonly WorkspaceWire[],
  organization: readonly RateLimitWire[],
): Promise<OrganizationRateLimits> {
  const overrides = await readEach(io, workspaces, "the rate limits of workspaces", (id) =>
    rateLimits.overrides(id, OrganizationCache.anyAge),
  );
  return { organization, overrides };
}
