import { isNotFound } from "../api/apiError.ts";
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
  const wire =
    list.find((candidate) => candidate.id === id) ?? (await cache.confirmWorkspace(id, minFreshness));
  const isDefault = findDefaultWorkspace(list)?.id === id;
  return { wire, open: wire !== undefined && wire.archived_at === null, isDefault };
}

/**
 * Finds the workspace of members in the state. The API cannot delete a workspace, so the members of one that it does not return may
 * still have access: `open` is true unless their list does not exist either.
 */
export async function findWorkspaceOfMembers(
  operation: Operation,
  id: string,
  minFreshness: number,
): ReturnType<typeof findWorkspace> {
  const found = await findWorkspace(operation, id, minFreshness);
  if (found.wire !== undefined) return found;
  try {
    await operation.cache.members(id, minFreshness);
    return { ...found, open: true };
  } catch (error) {
    if (isNotFound(error)) return found;
    throw error;
  }
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
