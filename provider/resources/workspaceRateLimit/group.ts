import type { RateLimitWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { nearestOf } from "../../nearest.ts";
import type { GroupIdentity } from "./identity.ts";

/** Whether an entry of the organization or of a workspace belongs to the group. */
export function isGroup(
  { model, groupType, groupId }: GroupIdentity,
  { group, models }: Pick<RateLimitWire, "group" | "models">,
): boolean {
  if (groupId !== undefined) return group.id === groupId;
  return model === undefined ? group.type === groupType : models?.includes(model) === true;
}

/** The organization's limits of the group. Reads the list again if it lacks the model, which may be new. */
export async function findGroup(
  { cache, began }: Operation,
  identity: GroupIdentity,
): Promise<RateLimitWire | undefined> {
  const find = (entries: readonly RateLimitWire[]) => entries.find((entry) => isGroup(identity, entry));
  return (
    find(await cache.rateLimits.ofOrganization(OrganizationCache.anyAge)) ??
    find(await cache.rateLimits.ofOrganization(began))
  );
}

/** The organization's limits of the group. Rejects a model or an API that the organization has no limits for. */
export async function requireGroup(
  operation: Operation,
  identity: GroupIdentity,
  doing: string,
): Promise<RateLimitWire> {
  const found = await findGroup(operation, identity);
  if (found !== undefined) return found;
  const { model, groupType } = identity;
  const entries = await operation.cache.rateLimits.ofOrganization(OrganizationCache.anyAge);
  const models = entries.flatMap((entry) => entry.models ?? []);
  const meant = model === undefined ? undefined : nearestOf(model, models);
  const what = model === undefined ? `\`${groupType}\`` : `the model \`${model}\``;
  throw new UserError(
    `cannot ${doing}: the organization has no rate limits for ${what}. ${
      meant === undefined
        ? "Use `getRateLimits` to list the limits of the organization and their models."
        : `Did you mean \`${meant}\`? Use \`getRateLimits\` to list all models.`
    }`,
  );
}

/** Whether a program declares the group that a state has. */
export async function isGroupOf(
  operation: Operation,
  old: GroupIdentity,
  { model, groupType }: GroupIdentity,
): Promise<boolean> {
  if (groupType !== undefined) return groupType === old.groupType;
  return model !== undefined && (await findGroup(operation, { model }))?.group.id === old.groupId;
}
