import type { ApiKeyWire } from "../../api/objects.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { normalName } from "../../text/spelling.ts";
import type { Inputs } from "./schema.ts";

interface Changes {
  readonly name?: string;
  readonly status?: string;
}

/** The declared name and status, if they differ from the current ones. */
export function changesOf(current: Changes, { name, status }: Inputs): Changes {
  return {
    ...(name === undefined || name === normalName(current.name ?? "") ? {} : { name }),
    ...(status === undefined || status === current.status ? {} : { status }),
  };
}

export function isEmpty(changes: Changes): boolean {
  return changes.name === undefined && changes.status === undefined;
}

export function shown(name: string | undefined, id: string): string {
  return name === undefined ? `API key ${id}` : `API key ${JSON.stringify(name)} (${id})`;
}

/** Rejects a declared workspace that is not the key's, since a key stays in its workspace. */
export function rejectOtherWorkspace(
  doing: string,
  workspace: string | null | undefined,
  inputs: Inputs,
): void {
  if (inputs.workspace === undefined || inputs.workspace === workspace) return;
  const where = typeof workspace === "string" ? `workspace ${workspace}` : "no workspace";
  throw new UserError(
    `cannot ${doing}: it belongs to ${where}, and the program declares ${inputs.workspace}. A key stays in its workspace: correct \`workspace\`, or set \`apiKeyId\` to a key of that workspace.`,
  );
}

/** Rejects a declared status that an archived or expired key cannot have. */
export function rejectImpossibleStatus(doing: string, key: ApiKeyWire, status: string | undefined): void {
  if (status === undefined || status === key.status) return;
  if (key.status === "archived") {
    throw new UserError(
      `cannot ${doing}: it is archived, the program declares ${status}, and ${apiLimitation("restoreKey")}`,
    );
  }
  if (key.status === "expired" && status !== "archived") {
    const when = key.expires_at === null ? "" : ` on ${key.expires_at}`;
    throw new UserError(
      `cannot ${doing}: it expired${when}, and ${apiLimitation("rotateKey")} Or declare \`status: "archived"\`, or leave \`status\` out.`,
    );
  }
}

/** Why update fails for a key that the API no longer returns: the text after "cannot". */
export function whyNotUpdatable(doing: string): string {
  return `${doing}: the organization no longer has this key. Remove it from the program, or set \`apiKeyId\` to another key.`;
}

/** The key with this ID. Rejects an ID that the organization does not have. */
export async function existingKey(
  operation: Operation,
  id: string,
  minFreshness: number,
): Promise<ApiKeyWire> {
  const key = await operation.cache.findApiKey(id, minFreshness, "once");
  if (key !== undefined) return key;
  throw new UserError(
    `cannot adopt ${shown(undefined, id)}: the organization has no key with this ID. Correct \`apiKeyId\`; keys are created in the Console.`,
  );
}

/** Rejects what adopting a key cannot change: its workspace, a final status, and a change to `archived`, which is final. */
export function rejectUnadoptable(key: ApiKeyWire, inputs: Inputs): void {
  const doing = `adopt ${shown(key.name, key.id)}`;
  rejectOtherWorkspace(doing, key.scope.workspace_id, inputs);
  rejectImpossibleStatus(doing, key, inputs.status);
  if (inputs.status !== "archived" || key.status === "archived") return;
  throw new UserError(
    `cannot ${doing}: it is ${key.status}, and the program declares archived, which is final and disables the key at once. If that is intended, declare \`status: "${key.status}"\`, run \`up\`, and archive it afterwards.`,
  );
}
