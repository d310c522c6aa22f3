import { selectedRateLimit } from "../rateLimits.ts";
import type { RateLimitJson } from "../rateLimitsJson.ts";
import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findWorkspace } from "./find.ts";

/** The actions on rate limits: those of Anthropic for an organization, and those of an admin for a workspace. */
export function rateLimitActions(current: () => OrganizationState) {
  return {
    setRateLimits: (group, limits) =>
      current().rateLimits.changeOrganization(findRateLimit(current(), group), limits),

    setWorkspaceRateLimits(idOrName, group, limits) {
      const workspace = findWorkspace(current(), idOrName);
      if (workspace.id === current().defaultWorkspaceId) {
        throw new ConsoleError("The rate limits of the default workspace cannot be set.");
      }
      return current().rateLimits.override(workspace.id, findRateLimit(current(), group), limits);
    },
  } satisfies Partial<ConsoleActions>;
}

function findRateLimit({ rateLimits }: OrganizationState, reference: string): RateLimitJson {
  const entry = selectedRateLimit(rateLimits.ofOrganization(), reference);
  if (entry === undefined) throw new ConsoleError(`There is no rate-limit group "${reference}".`);
  return entry;
}
