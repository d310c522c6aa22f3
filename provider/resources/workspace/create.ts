import { ApiError } from "../../api/apiError.ts";
import type { WorkspaceWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { stackName } from "../../kernel/origin.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import type { State } from "./schema.ts";
import { observedOf } from "./wire.ts";

/** Whether a resource of the program has this workspace, so that no interrupted run left it. */
export function isDeclared({ ownership, name }: Operation, { id }: WorkspaceWire): boolean {
  const workspace = objectName("Workspace", id);
  return ownership.isDeclared(workspace) || ownership.isOwnedByAnother(workspace, "Workspace", name);
}

/**
 * The error of a create whose name is in use. If another resource of the program has the workspace, one of the two needs another
 * name. `formerName` is the name of a resource in the state that has the workspace. A workspace with every declared field may be the
 * one that an interrupted run of this stack created. A duplicate does not help then, and `import` would record that this stack did not
 * create it.
 */
export function nameTakenError(
  { ownership, name, stack }: Operation,
  doing: string,
  { id }: WorkspaceWire,
  asDeclared: boolean,
  formerName: string | undefined,
): UserError {
  const other = ownership.otherOwner(objectName("Workspace", id), "Workspace", name);
  if (other !== undefined) {
    return new UserError(
      `cannot ${doing}: the resource \`${other}\` of this program has a workspace of that name (${id}). Give one of them another name, or set \`allowDuplicateName: true\`.`,
    );
  }
  const isRenamed = formerName !== undefined && formerName !== name;
  const aliases = isRenamed ? `aliases: [{ name: ${JSON.stringify(formerName)} }]` : "aliases";
  const interrupted = `If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack ${stackName(stack)} --yes\` and then \`up\` again. `;
  return new UserError(
    `cannot ${doing}: the organization has a workspace of that name, ${id}.`,
    `If you renamed or moved this resource, add the resource option \`${aliases}\`. ` +
      (asDeclared && !isRenamed ? interrupted : "") +
      `To adopt it, add the resource option \`import: "${id}"\`.` +
      // The same `up` would archive the other one.
      (asDeclared || isRenamed ? "" : " To create a second one, set `allowDuplicateName: true`."),
  );
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
