import { isNotFound, isUncodedRejection } from "../api/apiError.ts";
import type { WorkspaceWire } from "../api/objects.ts";
import { findDefaultWorkspace } from "../api/plausible.ts";
import { type ApiLimitationName, apiLimitation } from "../apiLimitations.ts";
import { UserError } from "../errors.ts";
import type { Operation } from "../kernel/definition.ts";

/**
 * Finds a workspace. `open` is true if the workspace exists and is not archived, so that it can have members. Other workspaces can have
 * the name of the default one, which `isDefault` distinguishes.
 */
export async function findWorkspace(
  { cache }: Operation,
  id: string,
  minFreshness: number,
): Promise<{
  readonly wire: WorkspaceWire | undefined;
  readonly open: boolean;
  readonly isDefault: boolean;
}> {
  const list = await cache.workspaces(minFreshness);
  const wire = await cache.findWorkspace(id, minFreshness, "once");
  const isDefault = findDefaultWorkspace(list)?.id === id;
  return { wire, open: wire !== undefined && wire.archived_at === null, isDefault };
}

/**
 * Finds the workspace of an object in the state. The API cannot delete a workspace, so an object in one that it does not return may
 * still have an effect. `open` is then true unless the list of such objects in the workspace does not exist either.
 */
export async function findWorkspaceWith(
  list: () => Promise<unknown>,
  operation: Operation,
  id: string,
  minFreshness: number,
): ReturnType<typeof findWorkspace> {
  const found = await findWorkspace(operation, id, minFreshness);
  if (found.wire !== undefined) return found;
  try {
    await list();
    return { ...found, open: true };
  } catch (error) {
    // The API also rejects the list of an archived workspace.
    if (isNotFound(error) || isUncodedRejection(error)) return found;
    throw error;
  }
}

/** Finds the workspace of members in the state. */
export function findWorkspaceOfMembers(
  operation: Operation,
  id: string,
  minFreshness: number,
): ReturnType<typeof findWorkspace> {
  return findWorkspaceWith(() => operation.cache.members(id, minFreshness), operation, id, minFreshness);
}

/** Rejects an archived workspace, an unknown workspace and, if the API has a limitation for it, the default workspace. */
export async function requireWorkspace(
  operation: Operation,
  id: string,
  minFreshness: number,
  doing: string,
  ofDefault?: ApiLimitationName,
): Promise<void> {
  const { wire, open, isDefault } = await findWorkspace(operation, id, minFreshness);
  if (isDefault && ofDefault !== undefined) {
    throw new UserError(`cannot ${doing}: ${apiLimitation(ofDefault)}`);
  }
  if (open) return;
  throw new UserError(
    `cannot ${doing}: ${wire === undefined ? "the organization has no workspace with this ID" : "the workspace is archived, which is final"}. Use another workspace.`,
  );
}
