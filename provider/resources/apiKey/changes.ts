import type { ApiKeyWire } from "../../api/objects.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import type { Inputs } from "./schema.ts";

interface Changes {
  readonly name?: string;
  readonly status?: string;
}

/** What of name and status is declared, and is not so. */
export function changesOf(current: Changes, { name, status }: Inputs): Changes {
  return {
    ...(name === undefined || name === current.name ? {} : { name }),
    ...(status === undefined || status === current.status ? {} : { status }),
  };
}

export function isEmpty(changes: Changes): boolean {
  return changes.name === undefined && changes.status === undefined;
}

export function shown(name: string | undefined, id: string): string {
  return name === undefined ? `API key ${id}` : `API key ${JSON.stringify(name)} (${id})`;
}

/** The key with this id, whoever else may be looking; undefined when the API has none. */
export async function lookUp(
  { cache }: Operation,
  id: string,
  minFreshness: number,
): Promise<ApiKeyWire | undefined> {
  const keys = await cache.apiKeys(minFreshness);
  return keys.find((candidate) => candidate.id === id) ?? (await cache.confirmApiKey(id, minFreshness));
}

/** A key stays in the workspace for which it was made. */
export function rejectOtherWorkspace(
  doing: string,
  workspace: string | null | undefined,
  inputs: Inputs,
): void {
  if (inputs.workspace === undefined || inputs.workspace === workspace) return;
  const where = typeof workspace === "string" ? `workspace ${workspace}` : "no workspace";
  throw new UserError(
    `cannot ${doing}: it belongs to ${where}, and the program says ${inputs.workspace}. A key stays where it was made: correct \`workspace\`, or name a key of that workspace.`,
  );
}

/** Archived is final, and expired is mended by nothing. */
export function rejectImpossibleStatus(doing: string, key: ApiKeyWire, status: string | undefined): void {
  if (status === undefined || status === key.status) return;
  if (key.status === "archived") {
    throw new UserError(
      `cannot ${doing}: it is archived, the program says ${status}, and ${apiLimitation("restoreKey")}`,
    );
  }
  if (key.status === "expired" && status !== "archived") {
    const when = key.expires_at === null ? "" : ` on ${key.expires_at}`;
    throw new UserError(
      `cannot ${doing}: it expired${when}, and ${apiLimitation("rotateKey")} Or declare \`status: "archived"\`, or leave \`status\` out.`,
    );
  }
}

/** What is refused, and why, when the API no longer knows the key. */
export function whyNotUpdatable(doing: string): string {
  return `${doing}: the organization has no such key any more. Take it out of the program, or name another key in \`apiKeyId\`.`;
}
