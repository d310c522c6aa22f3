import { ApiError } from "../../api/apiError.ts";
import type { WorkspaceWire } from "../../api/objects.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import type { State } from "./schema.ts";
import { observedOf } from "./wire.ts";

/** Whether a resource of the program has this workspace, so that no interrupted run left it. */
export function isDeclared({ ownership, name }: Operation, { id }: WorkspaceWire): boolean {
  const workspace = objectName("Workspace", id);
  return ownership.isDeclared(workspace) || ownership.isOwnedByAnother(workspace, "Workspace", name);
}

/**
 * The error of a create that failed although the workspace exists. The state keeps the workspace as it is now, and the next
 * `up` sends what is missing. Properties that cannot be read count as missing.
 */
export async function partialCreateError(operation: Operation, error: unknown): Promise<unknown> {
  if (!(error instanceof ApiError) || error.createdWorkspaceId === undefined) return error;
  const id = error.createdWorkspaceId;
  const wire = await operation.cache.confirmWorkspace(id).catch(() => undefined);
  const unknown = {
    name: null,
    displayColor: null,
    tags: null,
    dataResidency: null,
    externalKeyId: null,
    userProfileId: null,
    ownedBy: null,
  };
  const observed = wire === undefined ? unknown : observedOf(operation, wire);
  const message = `Workspace ${id} is partially created; creation resumes at the next \`pulumi up\`. ${error.message}`;
  return new PartialWriteError<State>(message, id, { ...observed, adopted: false });
}
